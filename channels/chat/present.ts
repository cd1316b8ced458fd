/** What a customer is shown of a contact's stage and of a message. Pure. */
import type { z } from "zod";
import type { Message } from "../../protocol/interactions.js";
import type { MenuScreen } from "../../protocol/menu-session.js";
import { type ChatEvents, ChatMessage } from "../../protocol/sockets.js";
import type { ContactStage } from "../channel.js";

/** One event for the customer's side. */
export type Told = {
  [E in keyof ChatEvents]: { readonly event: E; readonly payload: z.output<ChatEvents[E]> };
}[keyof ChatEvents];

/** Everything a page needs to show this stage, in the order in which it is shown. */
export function stageTold(stage: ContactStage): readonly Told[] {
  switch (stage.stage) {
    case "menu":
      // Looked up in a moment; what is said on the way is said again with what follows.
      return stage.screen.expects.kind === "lookup" ? [] : [promptTold(stage.screen)];
    case "waiting":
      return [
        ...wordsTold(stage),
        {
          event: "queue",
          payload: {
            position: Math.max(1, stage.position),
            estimatedSeconds: stage.estimatedSeconds,
          },
        },
      ];
    case "talking":
      return [{ event: "engineer:joined", payload: { name: stage.engineerName } }];
    case "ended":
      return [...wordsTold(stage), { event: "chat:ended", payload: { by: stage.by } }];
    default:
      throw new Error(`unhandled stage ${String(stage satisfies never)}`);
  }
}

/** What the menu said on the way out of it, as a prompt that wants no answer. */
export function wordsTold(stage: ContactStage): readonly Told[] {
  if (stage.stage !== "waiting" && stage.stage !== "ended") return [];
  if (stage.says.length === 0) return [];
  const { language } = stage;
  return [
    {
      event: "menu:prompt",
      payload: { text: textOf(stage.says), options: [], digits: null, language, seq: null },
    },
  ];
}

/** A repetition of `before` that would only show the same thing twice. */
export function isRepeated(before: ContactStage | null, stage: ContactStage): boolean {
  if (before?.stage === "menu" && stage.stage === "menu") {
    return before.screen.seq === stage.screen.seq;
  }
  if (before?.stage === "talking" && stage.stage === "talking") {
    return before.engineerName === stage.engineerName;
  }
  return before?.stage === "ended" && stage.stage === "ended";
}

/** null: it is not for customers (a note). */
export function messageTold(message: Message): ChatMessage | null {
  return message.kind === "text" ? ChatMessage.parse(message) : null;
}

function promptTold(screen: MenuScreen): Told {
  const { expects, language, seq } = screen;
  return {
    event: "menu:prompt",
    payload: {
      text: textOf(screen.says),
      options: expects.kind === "key" ? expects.options : [],
      digits:
        expects.kind === "digits"
          ? { min: expects.minDigits, max: expects.maxDigits, secret: expects.secret }
          : null,
      language,
      seq,
    },
  };
}

function textOf(says: MenuScreen["says"]): string {
  return says.map((spoken) => spoken.text).join("\n");
}
