/**
 * A notice of PostgreSQL's is shorter than 8000 bytes. News that are longer go in parts: `+`, the sender
 * and which part it is before each, `.` instead of `+` before the last one. What fits goes as it is, after
 * `=`.
 */

const NOTICE_BYTES_MAX = 7999;
const PLAIN_BYTES_MAX = NOTICE_BYTES_MAX - 1;
/** Of the news; base64 makes four of three, and leaves room for the sender. */
const PART_BYTES = 5_700;

export function partsOf(news: string, sender: string): string[] {
  const bytes = Buffer.from(news);
  if (bytes.length <= PLAIN_BYTES_MAX) return [`=${news}`];
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += PART_BYTES) {
    const mark = from + PART_BYTES < bytes.length ? "+" : ".";
    const part = bytes.subarray(from, from + PART_BYTES).toString("base64");
    parts.push(`${mark}${sender} ${String(parts.length)} ${part}`);
  }
  return parts;
}

export interface Whole {
  /** The news that the part completes, or null. */
  add(part: string): string | null;
  /** Some may be missing: what has begun will not be completed. */
  clear(): void;
}

/**
 * Parts of one sender come in their order, between those of others. One who was interrupted begins again;
 * parts without those before them are passed over.
 */
export function whole(): Whole {
  const begun = new Map<string, Buffer[]>();
  return {
    add: (part) => {
      if (part.startsWith("=")) return part.slice(1);
      const [sender = "", index = "", text = ""] = part.slice(1).split(" ");
      const before = index === "0" ? [] : (begun.get(sender) ?? []);
      if (before.length !== Number(index)) return null;
      const bytes = [...before, Buffer.from(text, "base64")];
      if (part.startsWith("+")) {
        begun.set(sender, bytes);
        return null;
      }
      begun.delete(sender);
      return Buffer.concat(bytes).toString();
    },
    clear: () => {
      begun.clear();
    },
  };
}
