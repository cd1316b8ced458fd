/**
 * Mail that uses 8-bit letters without saying which. What says its charset is read by the parser; this
 * is for headers written raw, and for mails that name no charset at all.
 */
import { isUtf8 } from "node:buffer";

const NAMED_CHARSET = /charset\s*=\s*"?([\w.:-]{1,40})/i;
const HEAD_BYTES_MAX = 500_000;

/** The mail with its undeclared letters in UTF-8; untouched when there are none. */
export function inUtf8(raw: Buffer): Buffer {
  const text = raw.subarray(0, HEAD_BYTES_MAX).toString("latin1");
  const named = NAMED_CHARSET.exec(text)?.[1] ?? null;
  const blank = /\r?\n\r?\n/.exec(text);
  const end = blank === null ? Math.min(raw.length, HEAD_BYTES_MAX) : blank.index;
  const head = raw.subarray(0, end);
  const body = raw.subarray(end);
  const readHead = isUtf8(head) ? head : transcode(head, named);
  const declared = named !== null || /content-transfer-encoding:\s*binary/i.test(text);
  const readBody = declared || isUtf8(body) ? body : transcode(body, null);
  return readHead === head && readBody === body ? raw : Buffer.concat([readHead, readBody]);
}

function transcode(bytes: Buffer, named: string | null): Buffer {
  const decoded = (named === null ? null : decode(bytes, named)) ?? guess(bytes);
  return Buffer.from(decoded);
}

/** Chinese mail programs write GBK where others write what Windows calls 1252. */
function guess(bytes: Buffer): string {
  const chinese = decode(bytes, "gb18030");
  const letters = chinese?.match(/[^\0-\x7f]/g) ?? [];
  const han = letters.filter((letter) => /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/.test(letter));
  if (chinese !== null && han.length * 10 >= letters.length * 9) return chinese;
  return new TextDecoder("windows-1252").decode(bytes);
}

/** null: there is no such charset, or these bytes are not in it. */
function decode(bytes: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
