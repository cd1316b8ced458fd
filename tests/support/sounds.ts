/** Files of sound, made as a test needs them. */
import { createHash } from "node:crypto";
import { RecordingId } from "../../protocol/ids.js";

interface WavParts {
  readonly seconds?: number;
  readonly rate?: number;
  readonly channels?: number;
  readonly bits?: number;
  /** 1 PCM, 2 ADPCM, 3 float, 6 A-law, 7 µ-law. */
  readonly format?: number;
  /** How many bytes of sound the head claims, whatever follows it. */
  readonly claims?: number;
}

/** A low hum. */
export function wav(parts: WavParts = {}): Uint8Array {
  const { seconds = 1, rate = 8000, channels = 1, bits = 16, format = 1 } = parts;
  const frame = Math.max(1, (channels * bits) / 8);
  const sound = Math.round(seconds * rate) * frame;
  const file = Buffer.alloc(44 + sound);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(36 + sound, 4);
  file.write("WAVEfmt ", 8, "latin1");
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(format, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * frame, 28);
  file.writeUInt16LE(frame, 32);
  file.writeUInt16LE(bits, 34);
  file.write("data", 36, "latin1");
  file.writeUInt32LE(parts.claims ?? sound, 40);
  if (format === 1 && bits === 16) {
    for (let at = 44; at < file.length; at += 2) {
      file.writeInt16LE(Math.round(8000 * Math.sin((at / 2) * 0.2)), at);
    }
  }
  return new Uint8Array(file);
}

/** Silence: frames of MPEG 1 Layer 3, 128 kbit/s, 44.1 kHz, each 26 ms. */
export function mp3(frames = 100): Uint8Array {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  return new Uint8Array(Buffer.concat(Array.from({ length: frames }, () => frame)));
}

/** One black point. */
export const PNG = new Uint8Array(
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
);

export function recordingId(bytes: Uint8Array): RecordingId {
  return RecordingId.parse(`rec-${createHash("sha256").update(bytes).digest("hex")}`);
}
