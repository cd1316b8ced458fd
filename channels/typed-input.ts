/** What a customer who writes answers to a menu, in a chat or by text message. Pure. */
import type { MenuInput, MenuScreen } from "../protocol/menu-session.js";

/** As long as an answer in words may be. */
export const SPEECH_CHARACTERS_MAX = 500;

/**
 * What a typed text answers to a screen: digits, an option's key, an option's label without regard
 * to case, or, where options can be said, words. null: it is no answer.
 */
export function typedInput(text: string, screen: MenuScreen): MenuInput | null {
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
