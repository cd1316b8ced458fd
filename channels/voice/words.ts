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

/** The language the carrier listens for. Twilio's list: https://www.twilio.com/docs/voice/twiml/gather. */
export function hearingOf(language: string): Exclude<Voice["language"], "cmn-CN"> | "cmn-Hans-CN" {
  const spoken = voiceOf(language).language;
  return spoken === "cmn-CN" ? "cmn-Hans-CN" : spoken;
}

interface Words {
  readonly moment: string;
  readonly sorry: string;
  /** Offered to who waits. */
  readonly press: string;
  readonly farewell: string;
  readonly record: string;
  readonly recorded: string;
}

const english: Words = {
  moment: "One moment, please.",
  sorry: "We are sorry, we cannot take your call right now. Please call again in a few minutes.",
  press: "To keep your place and be called back, press 1.",
  farewell: "You keep your place. We will call you back at this number. Goodbye.",
  record: "Please leave a message after the tone, and hang up when you are done.",
  recorded: "Thank you. We will call you back. Goodbye.",
};

const words: Readonly<Record<string, Words>> = {
  en: english,
  zh: {
    moment: "请稍候。",
    sorry: "非常抱歉，我们现在无法接听您的来电，请过几分钟再拨。",
    press: "如需保留位置并由我们回电，请按 1。",
    farewell: "您的位置已保留，我们将回拨您的这个号码。再见。",
    record: "请在提示音后留言，说完后挂断即可。",
    recorded: "谢谢，我们会给您回电。再见。",
  },
};

/** A caller whose language has no table hears English. */
export function wordsOf(language: string): Words {
  return words[baseOf(language)] ?? english;
}

function baseOf(language: string): string {
  return language.split("-", 1)[0] ?? language;
}
