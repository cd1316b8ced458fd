/** Conversations by text keep what every channel promises; their provider is the local carrier. */
import { describeChannel } from "../contracts/channel.js";
import { ACCOUNT, CALLER } from "../voice/support/rig.js";
import { openSmsRig } from "./rig.js";

describeChannel("text messages", async () => {
  const rig = await openSmsRig();
  const text = { From: CALLER, To: ACCOUNT.number };
  const deliver = async (MessageSid: string, Body: string): Promise<void> => {
    await rig.post("/twilio/sms", { ...text, MessageSid, Body });
  };
  let first = "";
  return {
    port: rig.channel,
    desk: rig.desk,
    begin: async () => {
      first = await rig.write("Hello");
      return rig.conversation();
    },
    beginAgain: () => deliver(first, "Hello"),
    chooseOne: async () => {
      await rig.write("1");
    },
    customerWrites: (body, clientId) => deliver(`SM${clientId.replace("-", "")}`, body),
    heard: () => rig.read(),
    close: () => rig.close(),
  };
});
