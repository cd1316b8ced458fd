/**
 * Why a text did not arrive, in an engineer's words. Numbers are Twilio's:
 * https://www.twilio.com/docs/api/errors.
 */
const reasons: Readonly<Record<number, string>> = {
  21211: "this is no telephone number",
  21408: "the account may not send texts to this country",
  21610: "the customer has opted out (STOP)",
  21614: "this number takes no texts",
  21617: "the text is too long",
  30003: "the telephone is off or out of reach",
  30004: "the customer's carrier blocks texts from us",
  30005: "this number does not exist",
  30006: "this number is a landline",
  30007: "the customer's carrier took it for spam",
  30008: "the customer's carrier does not say why",
  30034: "our number is not registered for texts (A2P 10DLC)",
};

/** `code`: null when the carrier gives none. `otherwise`: the carrier's own words. */
export function becauseOf(code: number | null, otherwise: string): string {
  return code === null ? otherwise : `${reasons[code] ?? otherwise} (${String(code)})`;
}
