/**
 * The few messages of PostgreSQL's protocol that the embedded database is spoken to in, version 3.0
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html). PGlite's own writer counts
 * the bytes of every text in JavaScript: measured, two thirds of the time of a large insert.
 */

/** What a parameter may be. Texts go in the text format, bytes in the binary one. */
export type Value = string | number | bigint | boolean | Uint8Array | null | undefined;

const [BIND, DESCRIBE, EXECUTE, PARSE, QUERY, SYNC] = ["B", "D", "E", "P", "Q", "S"].map((letter) =>
  letter.charCodeAt(0),
) as [number, number, number, number, number, number];
const LENGTH_BYTES = 4;
/** In the place of a parameter's length. */
const NULL_LENGTH = -1;
const TEXT_FORMAT = 0;
const BINARY_FORMAT = 1;

/** Statements, separated by semicolons, without parameters. */
export function queryMessage(statements: string): Buffer {
  return message(QUERY, cString(statements));
}

/** The server infers the parameters' types. `name` empty: forgotten with the next such statement. */
export function parseMessage(name: string, statement: string): Buffer {
  return message(PARSE, Buffer.concat([cString(name), cString(statement), int16(0)]));
}

/** Asks which columns a prepared statement answers with. */
export function describeMessage(name: string): Buffer {
  return message(DESCRIBE, Buffer.concat([Buffer.from("S"), cString(name)]));
}

/** Of the unnamed portal, all rows. */
export const executeMessage = message(EXECUTE, Buffer.alloc(1 + 4));

export const syncMessage = message(SYNC, Buffer.alloc(0));

/** Binds to the unnamed portal; answers come as text. One buffer is filled once, however large. */
export function bindMessage(name: string, values: readonly Value[]): Buffer {
  const given = values.map(writableValue);
  const lengths = given.map((value) => {
    if (value === null) return 0;
    return typeof value === "string" ? Buffer.byteLength(value) : value.byteLength;
  });
  const head = cString(name);
  const formats = 2 + 2 * given.length;
  const body = lengths.reduce((sum, length) => sum + LENGTH_BYTES + length, 2);
  const buffer = Buffer.allocUnsafe(1 + LENGTH_BYTES + 1 + head.length + formats + body + 2);
  let at = buffer.writeUInt8(BIND, 0);
  at = buffer.writeInt32BE(buffer.length - 1, at);
  at = buffer.writeUInt8(0, at);
  at += head.copy(buffer, at);
  at = buffer.writeInt16BE(given.length, at);
  for (const value of given) {
    const isText = value === null || typeof value === "string";
    at = buffer.writeInt16BE(isText ? TEXT_FORMAT : BINARY_FORMAT, at);
  }
  at = buffer.writeInt16BE(given.length, at);
  given.forEach((value, index) => {
    at = buffer.writeInt32BE(value === null ? NULL_LENGTH : (lengths[index] ?? 0), at);
    if (value === null) return;
    if (typeof value === "string") at += buffer.write(value, at);
    else {
      buffer.set(value, at);
      at += value.byteLength;
    }
  });
  buffer.writeInt16BE(0, at);
  return buffer;
}

function writableValue(value: Value): string | Uint8Array | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" || value instanceof Uint8Array ? value : String(value);
}

function message(letter: number, body: Buffer): Buffer {
  const head = Buffer.alloc(1 + LENGTH_BYTES);
  head.writeUInt8(letter, 0);
  head.writeInt32BE(LENGTH_BYTES + body.length, 1);
  return Buffer.concat([head, body]);
}

function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value, 0);
  return bytes;
}
