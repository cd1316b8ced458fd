/**
 * What a customer in a chat may do: choose in the menu and write. The desk decides; this knows which
 * of the two a text is, and sees to it that no answer is counted twice.
 */
import type { z } from "zod";
import type { InteractionId } from "../../protocol/ids.js";
import type { MenuInput } from "../../protocol/menu-session.js";
import type { ChatCommands } from "../../protocol/sockets.js";
import type { ContactStage, Desk } from "../channel.js";
import { typedInput } from "../typed-input.js";
import { refuse } from "./edge.js";
import { type OpenChat, rememberChosen } from "./open-chats.js";
import { type Told, wordsTold } from "./present.js";

/** To every page of a chat. */
export interface Screen {
  show(chat: OpenChat, stage: ContactStage): void;
  tell(id: InteractionId, told: Told): void;
}

type Payload<E extends keyof ChatCommands> = z.output<ChatCommands[E]>;

export interface Conversation {
  choose(chat: OpenChat, payload: Payload<"menu:choose">): Promise<object>;
  /** Answers with the stored message's id; null: the text was an answer to the menu. */
  send(
    chat: OpenChat,
    payload: Payload<"message:send">,
    authorName: string,
  ): Promise<{ readonly id: string | null }>;
}

export function createConversation(parts: {
  readonly desk: Desk;
  readonly screen: Screen;
}): Conversation {
  const { desk, screen: pages } = parts;

  async function press(chat: OpenChat, seq: number, input: MenuInput): Promise<void> {
    const heard = chat.heard;
    const stage = await desk.press({ interactionId: chat.id, seq, input });
    if (chat.heard === heard) {
      pages.show(chat, stage);
      return;
    }
    // The desk told a newer stage meanwhile; only the menu's last words are still missing.
    for (const told of wordsTold(stage)) pages.tell(chat.id, told);
  }

  return {
    choose: async (chat, { option, seq }) => {
      const stage = chat.stage;
      if (stage?.stage !== "menu") throw refuse("MENU_STEP_STALE");
      const { screen } = stage;
      if (seq !== undefined && seq !== screen.seq) throw refuse("MENU_STEP_STALE");
      const input = typedInput(option, screen);
      if (input === null) throw refuse("BAD_REQUEST");
      await press(chat, screen.seq, input);
      return {};
    },
    send: async (chat, payload, authorName) => {
      const { clientId } = payload;
      const text = payload.text.trim();
      if (text === "") throw refuse("MESSAGE_EMPTY");
      if (chat.chosen.has(clientId)) return { id: null };
      const stage = chat.stage;
      if (stage?.stage === "ended") throw refuse("INTERACTION_UNKNOWN");
      if (stage?.stage === "menu") {
        const input = typedInput(text, stage.screen);
        if (input === null) throw refuse("INTERACTION_STATE");
        await press(chat, stage.screen.seq, input);
        rememberChosen(chat, clientId);
        return { id: null };
      }
      const message = await desk.say({ interactionId: chat.id, clientId, authorName, text });
      return { id: message.id };
    },
  };
}
