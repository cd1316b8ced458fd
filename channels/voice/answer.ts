/** What the carrier says a caller did, and what that answers to a menu. */
import { z } from "zod";
import type { MenuInput } from "../../protocol/menu-session.js";

/** As long as an answer may be: somebody's whole story is no answer. */
const SPEECH_CHARACTERS_MAX = 500;

/** The fields we use; the carrier sends many more. */
export const Callback = z.object({
  CallSid: z.string().regex(/^\w{1,64}$/),
  CallStatus: z.string().max(40).default(""),
});

export const Answer = Callback.extend({
  Digits: z
    .string()
    .regex(/^[0-9*#]{0,64}$/)
    .default(""),
  FinishedOnKey: z
    .string()
    .regex(/^[0-9*#]?$/)
    .default(""),
  SpeechResult: z
    .string()
    .transform((text) => text.slice(0, SPEECH_CHARACTERS_MAX))
    .default(""),
});

export function inputOf(kind: "key" | "digits", answer: z.infer<typeof Answer>): MenuInput {
  const { Digits, FinishedOnKey, SpeechResult } = answer;
  if (kind === "digits") {
    // The finishing key alone is an entry of no digits, which the menu calls invalid, not silence.
    return Digits === "" && FinishedOnKey === ""
      ? { type: "silence" }
      : { type: "digits", digits: Digits };
  }
  const key = Digits.slice(0, 1);
  if (key !== "") return { type: "key", key };
  return SpeechResult === "" ? { type: "silence" } : { type: "speech", text: SpeechResult };
}
