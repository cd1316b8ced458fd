/** What a customer is shown of a contact's stage and of a message. Pure. */
import type { z } from "zod";
import type { Message } from "../../protocol/interactions.js";
import type { MenuInput, MenuScreen } from "../../protocol/menu-session.js";
import { type ChatEvents, ChatMessage } from "../../protocol/sockets.js";
import type { ContactStage } from "../channel.js";

/** As long as an answer in words may be. */
const SPEECH_CHARACTERS_MAX = 500;

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

/**
 * What a typed text answers to a screen: digits, an option's key, an option's label without regard
 * to case, or, where options can be said, words. null: it is no answer.
 */
export function inputOf(text: string, screen: MenuScreen): MenuInput | null {
  const typed = text.trim();
  // Back and repeat, also where digits are taken.
  if (/^[*#]$/.test(typed)) return { type: "key", key: typed };
  if (screen.expects.kind === "digits") {
    const { terminator, maxDigits } = screen.expects;
    const isEnded = terminator !== null && typed.endsWith(terminator);
    const digits = isEnded ? typed.slice(0, -terminator.length) : typed;
    return /^[0-9*#]+$/.test(digits) && digits.length <= maxDigits
      ? { type: "digits", digits }
      : null;
  }
  if (screen.expects.kind !== "key") return null;
  if (/^[0-9]$/.test(typed)) return { type: "key", key: typed };
  const same = screen.expects.options.find(
    (option) => option.label.trim().toLowerCase() === typed.toLowerCase(),
  );
  if (same !== undefined) return { type: "key", key: same.key };
  const isHeard = (screen.expects.hints ?? []).length > 0;
  return isHeard ? { type: "speech", text: typed.slice(0, SPEECH_CHARACTERS_MAX) } : null;
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
