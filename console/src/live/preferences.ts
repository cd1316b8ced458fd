/** What one browser remembers of its user's taste. */
const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const write = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Forbidden storage: the choice holds until the page closes.
  }
};

export const SCHEME_KEY = "strowger.scheme";
const LANGUAGE_KEY = "strowger.language";
const SOUND_KEY = "strowger.sound";
const WAITING_KEY = "strowger.waiting";

export const languages = ["en", "zh"] as const;
export type ConsoleLanguage = (typeof languages)[number];

/** The remembered language, else the browser's, else English. */
export function preferredLanguage(): ConsoleLanguage {
  const kept = read(LANGUAGE_KEY);
  const wished = kept ?? navigator.language;
  return wished.startsWith("zh") ? "zh" : "en";
}

export function keepLanguage(language: ConsoleLanguage): void {
  write(LANGUAGE_KEY, language);
}

export function soundWanted(): boolean {
  return read(SOUND_KEY) !== "off";
}

export function keepSound(on: boolean): void {
  write(SOUND_KEY, on ? "on" : "off");
}

/** Whether the list of what waits is unfolded. */
export function waitingShown(): boolean {
  return read(WAITING_KEY) !== "folded";
}

export function keepWaitingShown(shown: boolean): void {
  write(WAITING_KEY, shown ? "shown" : "folded");
}
