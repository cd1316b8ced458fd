/** How long recordings are. Those that may be kept are fetched once. */
import { readAudioFile } from "../audio-file.js";
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
    const seconds = await secondsOf(file.body);
    if (file.cacheable && kept.size < KEPT_MAX) kept.set(url, seconds);
    return seconds;
  };
}

/** What cannot be read is taken for an MP3 of 128 kbit/s. */
async function secondsOf(file: Buffer): Promise<number> {
  const audio = await readAudioFile(file);
  return audio?.seconds ?? Math.max(0.1, file.length / 16_000);
}
