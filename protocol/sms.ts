/**
 * Text messages. A conversation by text is a chat for the router and the console; these are the few
 * places where it differs: how it is known, and what a text weighs on its way.
 */
import type { Interaction } from "./interactions.js";

/** More than this no carrier takes in one text. */
export const SMS_CHARACTERS_MAX = 1600;

const PREFIX = "sms:";

/** The provider's id of every conversation between these two numbers; the newest one is meant. */
export function smsId(numbers: { readonly customer: string; readonly ours: string }): string {
  return `${PREFIX}${numbers.customer}:${numbers.ours}`;
}

export function isSms({
  channel,
  externalId,
}: Pick<Interaction, "channel" | "externalId">): boolean {
  return channel === "chat" && externalId?.startsWith(PREFIX) === true;
}

/** GSM 03.38 (3GPP TS 23.038): one septet each, and behind an escape two. */
const SEPTETS =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const ESCAPED = "\f^{}\\[~]|€";
const septets = new Map([
  ...Array.from(SEPTETS, (character) => [character, 1] as const),
  ...Array.from(ESCAPED, (character) => [character, 2] as const),
]);

/** A single text holds a little more than each part of a long one, whose header takes room. */
const ROOM = { gsm: { single: 160, part: 153 }, ucs2: { single: 70, part: 67 } } as const;

/** How many texts the carrier makes, and bills, of this one. One character is never cut in two. */
export function smsSegments(text: string): {
  readonly segments: number;
  /** Every character is in the telephone's own alphabet, of which a text holds more than twice as many. */
  readonly isPlain: boolean;
} {
  const characters = Array.from(text);
  const isPlain = characters.every((character) => septets.has(character));
  const room = isPlain ? ROOM.gsm : ROOM.ucs2;
  const sizes = characters.map((one) => (isPlain ? (septets.get(one) ?? 1) : one.length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= room.single) return { segments: total === 0 ? 0 : 1, isPlain };
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room.part) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { segments, isPlain };
}
