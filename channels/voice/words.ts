/**
 * What the exchange itself says on the telephone, beside the menu's own prompts, and which voice
 * speaks which language. Twilio's list of voices: https://www.twilio.com/docs/voice/twiml/say.
 */

interface Voice {
  /** Twilio's name of the language; Mandarin is `cmn-CN` there. */
  readonly language: "en-US" | "cmn-CN" | "de-DE" | "fr-FR" | "es-ES" | "it-IT" | "ja-JP";
  readonly voice:
    | "Polly.Joanna"
    | "Polly.Zhiyu"
    | "Polly.Vicki"
    | "Polly.Lea"
    | "Polly.Lucia"
    | "Polly.Bianca"
    | "Polly.Takumi";
}

const ENGLISH: Voice = { language: "en-US", voice: "Polly.Joanna" };

const voices: Readonly<Record<string, Voice>> = {
  en: ENGLISH,
  zh: { language: "cmn-CN", voice: "Polly.Zhiyu" },
  de: { language: "de-DE", voice: "Polly.Vicki" },
  fr: { language: "fr-FR", voice: "Polly.Lea" },
  es: { language: "es-ES", voice: "Polly.Lucia" },
  it: { language: "it-IT", voice: "Polly.Bianca" },
  ja: { language: "ja-JP", voice: "Polly.Takumi" },
};

/** The voice for a tree's language; English reads out what no voice is known for. */
export function voiceOf(language: string): Voice {
  return voices[baseOf(language)] ?? ENGLISH;
}

interface Words {
  readonly next: string;
  readonly place: (position: number) => string;
  readonly soon: string;
  readonly minutes: (minutes: number) => string;
  readonly moment: string;
  readonly sorry: string;
}

const english: Words = {
  next: "You are next in line.",
  place: (position) => `You are number ${String(position)} in line.`,
  soon: "Somebody should be with you in less than a minute.",
  minutes: (minutes) =>
    `The estimated wait is about ${String(minutes)} ${minutes === 1 ? "minute" : "minutes"}.`,
  moment: "One moment, please.",
  sorry: "We are sorry, we cannot take your call right now. Please call again in a few minutes.",
};

const words: Readonly<Record<string, Words>> = {
  en: english,
  zh: {
    next: "您是下一位。",
    place: (position) => `您排在第 ${String(position)} 位。`,
    soon: "预计不到一分钟就会有工程师为您服务。",
    minutes: (minutes) => `预计等待时间约 ${String(minutes)} 分钟。`,
    moment: "请稍候。",
    sorry: "非常抱歉，我们现在无法接听您的来电，请过几分钟再拨。",
  },
};

/** A caller whose language has no table hears English. */
export function wordsOf(language: string): Words {
  return words[baseOf(language)] ?? english;
}

/** Where the caller stands, in one breath. */
export function placeInLine(place: {
  readonly position: number;
  readonly estimatedSeconds: number | null;
  readonly language: string;
}): string {
  const table = wordsOf(place.language);
  const where = place.position <= 1 ? table.next : table.place(place.position);
  if (place.estimatedSeconds === null) return where;
  const minutes = Math.ceil(place.estimatedSeconds / 60);
  return `${where} ${place.estimatedSeconds < 60 ? table.soon : table.minutes(minutes)}`;
}

function baseOf(language: string): string {
  return language.split("-", 1)[0] ?? language;
}
