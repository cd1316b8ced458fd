/**
 * What a file of sound is, told from its bytes: its name and what its sender says of it count for
 * nothing. Taken is what both the carrier and every browser play; the carrier also plays AIFF, GSM and
 * bare µ-law, which browsers do not, and bare ones cannot be told from any other bytes.
 * https://www.twilio.com/docs/voice/twiml/play#supported-audio-file-types
 */
import { parseBuffer, type IAudioMetadata } from "music-metadata";

export interface AudioFile {
  readonly type: "audio/wav" | "audio/mpeg";
  /** Of the sound that is there, whatever the file's head says. */
  readonly seconds: number;
}

const WAV_CODECS = ["PCM", "MULAW", "ALAW"];
const MP3_CODEC = /^MPEG (1|2|2\.5) Layer 3$/;
const RATE_MIN = 8000;
const RATE_MAX = 48_000;
/** A click is no prompt. */
const SECONDS_MIN = 0.1;

/** null: no telephone can play it. Never throws. */
export async function readAudioFile(bytes: Uint8Array): Promise<AudioFile | null> {
  const format = await formatOf(bytes);
  if (format === null) return null;
  const { codec = "", duration, sampleRate = 0, numberOfChannels = 0, bitsPerSample } = format;
  const isWav = format.container === "WAVE" && WAV_CODECS.includes(codec);
  // Telephony knows samples of 8 and 16 bits; not every decoder knows more.
  if (isWav && bitsPerSample !== 8 && bitsPerSample !== 16) return null;
  if (!isWav && !MP3_CODEC.test(codec)) return null;
  if (sampleRate < RATE_MIN || sampleRate > RATE_MAX) return null;
  if (numberOfChannels !== 1 && numberOfChannels !== 2) return null;
  if (typeof duration !== "number" || !(duration >= SECONDS_MIN)) return null;
  return { type: isWav ? "audio/wav" : "audio/mpeg", seconds: Math.round(duration * 100) / 100 };
}

async function formatOf(bytes: Uint8Array): Promise<IAudioMetadata["format"] | null> {
  try {
    const { format } = await parseBuffer(bytes, undefined, { duration: true, skipCovers: true });
    return format;
  } catch {
    return null;
  }
}
