/** Names of files that strangers chose: no paths, no control characters, never empty, never twice. */
import { oneLine } from "./addresses.js";

/** File systems take 255 bytes. */
const NAME_BYTES_MAX = 200;

const ENDINGS: Readonly<Record<string, string>> = {
  "message/rfc822": "eml",
  "text/plain": "txt",
  "text/html": "html",
  "text/calendar": "ics",
  "text/vcard": "vcf",
  "application/pdf": "pdf",
  "application/pgp-signature": "asc",
  "application/pkcs7-signature": "p7s",
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/svg+xml": "svg",
};

/** `taken` holds the names given so far and gets this one. */
export function attachmentName(part: {
  readonly given: string;
  readonly type: string;
  readonly number: number;
  readonly taken: Set<string>;
}): string {
  const bare = oneLine(part.given.slice(-2000).replace(/^(?:.*[\\/]|[a-z]:)/i, ""), 2000)
    .replace(/[<>:"|?*\u202a-\u202e\u2066-\u2069]/g, "_")
    .replace(/^\.+/, "");
  const ending = ENDINGS[part.type] ?? "bin";
  const name = shorten(bare === "" ? `attachment-${String(part.number)}.${ending}` : bare);
  let unique = name;
  for (let copy = 2; part.taken.has(unique.toLowerCase()); copy++) {
    unique = name.replace(/(\.[^.]*)?$/, (suffix) => `-${String(copy)}${suffix}`);
  }
  part.taken.add(unique.toLowerCase());
  return unique;
}

/** Keeps the ending, which says what the file is. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES_MAX) return name;
  const [ending = ""] = /\.[^.]{1,12}$/.exec(name) ?? [];
  const room = NAME_BYTES_MAX - Buffer.byteLength(ending);
  return (
    Buffer.from(name)
      .subarray(0, room)
      .toString()
      .replace(/\uFFFD+$/, "") + ending
  );
}
