/** Where a waiting customer stands, in words: spoken on the telephone, written in a text message. */

interface Words {
  readonly next: string;
  readonly place: (position: number) => string;
  readonly soon: string;
  readonly minutes: (minutes: number) => string;
}

const english: Words = {
  next: "You are next in line.",
  place: (position) => `You are number ${String(position)} in line.`,
  soon: "Somebody should be with you in less than a minute.",
  minutes: (minutes) =>
    `The estimated wait is about ${String(minutes)} ${minutes === 1 ? "minute" : "minutes"}.`,
};

/** Whose language has no table is addressed in English. */
const words: Readonly<Record<string, Words>> = {
  en: english,
  zh: {
    next: "您是下一位。",
    place: (position) => `您排在第 ${String(position)} 位。`,
    soon: "预计不到一分钟就会有工程师为您服务。",
    minutes: (minutes) => `预计等待时间约 ${String(minutes)} 分钟。`,
  },
};

/** Place and estimate, in one breath. */
export function placeInLine(place: {
  readonly position: number;
  readonly estimatedSeconds: number | null;
  readonly language: string;
}): string {
  const table = words[place.language.split("-", 1)[0] ?? ""] ?? english;
  const where = place.position <= 1 ? table.next : table.place(place.position);
  if (place.estimatedSeconds === null) return where;
  const minutes = Math.ceil(place.estimatedSeconds / 60);
  return `${where} ${place.estimatedSeconds < 60 ? table.soon : table.minutes(minutes)}`;
}
