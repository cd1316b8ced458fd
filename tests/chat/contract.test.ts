/** The chat keeps what every channel promises. */
import { InteractionId } from "../../protocol/ids.js";
import { describeChannel } from "../contracts/channel.js";
import { openChatServer, type Page } from "./chat-server.js";

describeChannel("chat", async () => {
  const server = await openChatServer();
  const startId = "the-only-start-of-this-test";
  let page: Page | null = null;
  const opened = async (): Promise<Page> => (page ??= await server.page());

  return {
    port: server.channel,
    desk: server.desk,
    begin: async () => {
      const answer = await (await opened()).ask("chat:start", { startId });
      return InteractionId.parse(answer.interactionId);
    },
    beginAgain: async () => {
      await (await server.page()).ask("chat:start", { startId });
    },
    chooseOne: async () => {
      await (await opened()).ask("menu:choose", { option: "1" });
    },
    customerWrites: async (text, clientId) => {
      await (await opened()).ask("message:send", { clientId, text });
    },
    heard: async () => (await opened()).heard.map((told) => JSON.stringify(told)),
    close: () => server.close(),
  };
});
