/**
 * How long things take on a telephone. Sound has no length of its own here, so speaking time is
 * estimated, and `speed` makes everything shorter: a test's minute is a second.
 */

/** Characters of ordinary English a voice says in a second. */
const LATIN_PER_SECOND = 14;
/** Han characters and kana a voice says in a second. */
const HAN_PER_SECOND = 4;
const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

export interface Pace {
  /** Waits that many seconds of telephone time; throws the signal's reason when it is aborted. */
  wait(seconds: number, signal: AbortSignal): Promise<void>;
  /** From telephone time to the listener's, in seconds. */
  heard(seconds: number): number;
}

export function createPace(speed: number): Pace {
  return {
    wait: (seconds, signal) => sleep((seconds * 1000) / speed, signal),
    heard: (seconds) => seconds / speed,
  };
}

export function speakingSeconds(text: string): number {
  const han = text.match(HAN)?.length ?? 0;
  return Math.max(0.3, han / HAN_PER_SECOND + (text.length - han) / LATIN_PER_SECOND);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(new Aborted());
    };
    if (signal.aborted) {
      reject(new Aborted());
      return;
    }
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** A program was stopped: the call ended, or got another document. Not a fault. */
export class Aborted extends Error {
  constructor() {
    super("stopped");
    this.name = "Aborted";
  }
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else {
      signal.addEventListener(
        "abort",
        () => {
          resolve();
        },
        { once: true },
      );
    }
  });
}
