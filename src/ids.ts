/** New names for new things: a prefix, the time, and chance, so that ids sort by age. */
import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
/** Nine digits of base 32 count milliseconds until the year 3084. */
const TIME_DIGITS = 9;

/**
 * An id such as `int_01k9x2m4q` + 12 digits of chance; 60 random bits, so that a million a second do
 * not meet. `prefix` says what is named.
 */
export function newId(prefix: string, at: number): string {
  let time = "";
  for (let rest = at, digit = 0; digit < TIME_DIGITS; digit++) {
    time = (ALPHABET[rest % 32] ?? "") + time;
    rest = Math.floor(rest / 32);
  }
  let chance = "";
  for (const byte of randomBytes(12)) chance += ALPHABET[byte % 32] ?? "";
  return `${prefix}_${time}${chance}`;
}
