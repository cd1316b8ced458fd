/** Mail addresses as they come: quoted, bracketed, upper case, half broken. Ours are lower case. */
import type { AddressObject, EmailAddress } from "mailparser";

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** RFC 5321 allows 254 characters; longer ones are attacks or accidents. */
const ADDRESS_LENGTH_MAX = 254;
const NAME_LENGTH_MAX = 200;
// eslint-disable-next-line no-control-regex -- control characters are what it removes
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]+/g;

/** One line without control characters: a line break in a name or subject would begin a new header. */
export function oneLine(text: string, lengthMax: number): string {
  return cut(text.replace(CONTROL, " ").replace(/ {2,}/g, " ").trim(), lengthMax);
}

/** Cuts without leaving half of a surrogate pair behind. */
export function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : wellFormed(text.slice(0, lengthMax));
}

/** UTF-8 has no half characters, so a lone surrogate cannot be stored. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** The address in lower case without its wrapping; null: it is none. */
export function cleanAddress(raw: string): string | null {
  if (/[\r\n]/.test(raw)) return null;
  const bare = raw
    .replace(CONTROL, "")
    .trim()
    .replace(/^.*<([^<>]*)>.*$/, "$1")
    .replace(/^mailto:/i, "")
    .replace(/^['"<\s]+|['">\s.,;]+$/g, "")
    .toLowerCase();
  if (bare.length > ADDRESS_LENGTH_MAX) return null;
  if (!/^[^\s@<>"(),:;\\[\]]+@[^\s@<>"(),:;\\]+$/.test(bare)) return null;
  return bare.endsWith("@unknown") ? null : bare;
}

/** Flattens groups, drops what is no address, and names each address once. */
export function mailboxesOf(
  header: AddressObject | readonly AddressObject[] | undefined,
): readonly Mailbox[] {
  const found = new Map<string, Mailbox>();
  const visit = (entries: readonly EmailAddress[], depth: number): void => {
    for (const entry of entries) {
      if (entry.group !== undefined && depth < 3) visit(entry.group, depth + 1);
      const address = cleanAddress(
        entry.address === "" || entry.address === undefined ? entry.name : entry.address,
      );
      if (address === null || found.has(address)) continue;
      const name = oneLine(entry.name, NAME_LENGTH_MAX);
      found.set(address, { name: cleanAddress(name) === address ? "" : name, address });
    }
  };
  for (const object of header === undefined ? [] : [header].flat()) visit(object.value, 0);
  return [...found.values()];
}

/** `Support <support@example.com>` or the bare address. */
export function parseMailbox(text: string): Mailbox {
  const match = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(text);
  const address = cleanAddress(match?.[2] ?? text);
  if (address === null) throw new Error(`this is not a mail address: ${text}`);
  return { name: oneLine(match?.[1] ?? "", NAME_LENGTH_MAX), address };
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

/** `support+anything@x` is `support@x`: mail servers deliver both to the same mailbox. */
export function withoutTag(address: string): string {
  return address.replace(/^([^+@]+)\+[^@]*@/, "$1@");
}

/** Which of our addresses this is, written either way; null: it is not ours. */
export function ownAddressOf(address: string, own: ReadonlySet<string>): string | null {
  if (own.has(address)) return address;
  const base = withoutTag(address);
  return own.has(base) ? base : null;
}
