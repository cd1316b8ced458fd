/** How long recordings are. Those that may be kept are fetched once. */
import { TwimlError } from "./twiml-document.js";
import type { Webhooks } from "./webhook.js";

const KEPT_MAX = 50;

export type RecordingSeconds = (url: string, signal: AbortSignal) => Promise<number>;

export function createRecordings(webhooks: Webhooks): RecordingSeconds {
  const kept = new Map<string, number>();
  return async (url, signal) => {
    const known = kept.get(url);
    if (known !== undefined) return known;
    const file = await webhooks.call({ url, method: "GET", fields: {} }, signal);
    if (file.status < 200 || file.status >= 300) {
      throw new TwimlError(11200, `${url} answered ${String(file.status)}`);
    }
    const seconds = secondsOf(file.body);
    if (file.cacheable && kept.size < KEPT_MAX) kept.set(url, seconds);
    return seconds;
  };
}

/** From a WAV's header; anything else is taken for an MP3 of 128 kbit/s. At least a tenth of a second. */
function secondsOf(file: Buffer): number {
  const isWav = file.length >= 44 && file.toString("latin1", 0, 4) === "RIFF";
  const bytesPerSecond = isWav ? file.readUInt32LE(28) : 16_000;
  return Math.max(0.1, (file.length - (isWav ? 44 : 0)) / Math.max(1, bytesPerSecond));
}
