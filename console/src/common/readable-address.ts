/** Telephone numbers as people write them; everything else stays as it is. */
import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/** `+862161234567` becomes `+86 21 6123 4567`. A name or a mail address is given back unchanged. */
export function readableAddress(value: string): string {
  if (!value.startsWith("+")) return value;
  return parsePhoneNumberFromString(value)?.formatInternational() ?? value;
}
