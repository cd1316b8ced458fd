/** What a customer is sent of a contact's stage: numbered text. Pure. */
import type { MenuScreen } from "../../protocol/menu-session.js";
import { SMS_CHARACTERS_MAX } from "../../protocol/sms.js";
import type { ContactStage } from "../channel.js";
import { placeInLine } from "../place-in-line.js";
import { wordsOf } from "./words.js";

/**
 * Where the contact stands, as the answer to a text. null: nothing is to be answered. An engineer's
 * coming and the last words of an overflow are texts of their own.
 */
export function stageText(stage: ContactStage): string | null {
  switch (stage.stage) {
    case "menu":
      return screenText(stage.screen);
    case "waiting":
      return fit(joined([spoken(stage.says), placeInLine(stage)]));
    case "talking":
      return null;
    case "ended":
      return stage.by === "menu" && stage.says.length > 0 ? fit(spoken(stage.says)) : null;
    default:
      throw new Error(`unhandled stage ${String(stage satisfies never)}`);
  }
}

/** The screen with its options by number. What does not fit is cut from the words, never an option. */
export function screenText({ says, expects, language }: MenuScreen): string | null {
  // Looked up in a moment; what is said on the way is said again with what follows.
  if (expects.kind === "lookup") return null;
  const asked =
    expects.kind === "key"
      ? expects.options.map(({ key, label }) => `${key} ${label}`.trim()).join("\n")
      : expects.kind === "digits"
        ? wordsOf(language).digits(expects.minDigits, expects.maxDigits)
        : "";
  return joined([fit(spoken(says), SMS_CHARACTERS_MAX - asked.length - 1), fit(asked)]);
}

export function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join("\n");
}

function spoken(says: MenuScreen["says"]): string {
  return says.map(({ text }) => text).join("\n");
}

/** Cut between characters, so that none is broken. */
function fit(text: string, lengthMax: number = SMS_CHARACTERS_MAX): string {
  if (text.length <= lengthMax) return text;
  let kept = "";
  for (const character of text) {
    if (kept.length + character.length >= lengthMax) break;
    kept += character;
  }
  return kept === "" ? "" : `${kept}…`;
}
