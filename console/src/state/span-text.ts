/** Spans of time as people write them: `20`, `1:30`, `4 h`, `1 min 30 s`, `2 小时`. In seconds. */

/** How the reader's language writes each unit, shortest first. */
export interface SpanUnits {
  readonly second: string;
  readonly minute: string;
  readonly hour: string;
  readonly day: string;
}

const units = [
  { name: "day", seconds: 86_400, words: ["d", "day", "days", "天", "日"] },
  { name: "hour", seconds: 3600, words: ["h", "hr", "hrs", "hour", "hours", "小时", "时"] },
  { name: "minute", seconds: 60, words: ["m", "min", "mins", "minute", "minutes", "分钟", "分"] },
  { name: "second", seconds: 1, words: ["s", "sec", "secs", "second", "seconds", "秒钟", "秒"] },
] as const;

/** null: it is not a span. A bare number is seconds; with colons it is read as a clock. */
export function parseSpan(text: string): number | null {
  const written = text.trim().toLowerCase();
  if (/^\d+$/.test(written)) return Number(written);
  if (/^\d+(:[0-5]?\d){1,2}$/.test(written)) {
    return written.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  }
  const parts = [...written.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]+|[\u4e00-\u9fff]+)\s*/gy)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== written) return null;
  let seconds = 0;
  for (const [, amount = "", word = ""] of parts) {
    const unit = units.find(({ words }) => words.some((one) => one === word));
    if (unit === undefined) return null;
    seconds += Number(amount.replace(",", ".")) * unit.seconds;
  }
  return Math.round(seconds);
}

/** The largest units that say it exactly: `90` is `1 min 30 s`. */
export function writeSpan(seconds: number, words: SpanUnits): string {
  let left = seconds;
  const parts: string[] = [];
  for (const unit of units) {
    const count = Math.floor(left / unit.seconds);
    left -= count * unit.seconds;
    if (count > 0) parts.push(`${String(count)} ${words[unit.name]}`);
  }
  return parts.length === 0 ? `0 ${words.second}` : parts.join(" ");
}
