/** New names for new things: a prefix, the time, and chance, so that ids sort by age. */
import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
/** Nine digits of base 32 count milliseconds until the year 3084. */
const TIME_DIGITS = 9;
const CHANCE_DIGITS = 12;

/** Chance is asked for by the page: each question takes five times as long as the rest of an id. */
const PAGE_BYTES = 4096;
let page = randomBytes(PAGE_BYTES);
let used = 0;

/**
 * An id such as `int_01k9x2m4q` + 12 digits of chance; 60 random bits, so that a million a second do
 * not meet. `prefix` says what is named.
 */
export function newId(prefix: string, at: number): string {
  if (used + CHANCE_DIGITS > page.length) {
    page = randomBytes(PAGE_BYTES);
    used = 0;
  }
  let chance = "";
  for (const end = used + CHANCE_DIGITS; used < end; used++) {
    chance += ALPHABET[(page[used] ?? 0) % 32] ?? "";
  }
  return `${firstId(prefix, at)}${chance}`;
}

/** Comes before every id of this kind that is given from `at` on, and after all earlier ones. */
export function firstId(prefix: string, at: number): string {
  let time = "";
  for (let rest = Math.max(0, at), digit = 0; digit < TIME_DIGITS; digit++) {
    time = (ALPHABET[rest % 32] ?? "") + time;
    rest = Math.floor(rest / 32);
  }
  return `${prefix}_${time}`;
}
