/**
 * Whatever sound this browser can read, as a telephone plays it: WAV, 8 kHz, 16 bits, mono. A
 * telephone carries no more than that, and a browser's own microphone format no carrier plays.
 */

const RATE = 8000;
const HEAD_BYTES = 44;

/** null: the browser cannot read it either. */
export async function toTelephoneWav(sound: Blob): Promise<Blob | null> {
  try {
    // Reading it also brings it to the rate of the context, whose own length does not matter.
    const context = new OfflineAudioContext(1, 1, RATE);
    return wavOf(mixed(await context.decodeAudioData(await sound.arrayBuffer())));
  } catch {
    return null;
  }
}

/** All channels into one. */
function mixed(sound: AudioBuffer): Float32Array {
  const channels = Array.from({ length: sound.numberOfChannels }, (_, n) =>
    sound.getChannelData(n),
  );
  return Float32Array.from(
    { length: sound.length },
    (_, at) => channels.reduce((sum, one) => sum + (one[at] ?? 0), 0) / channels.length,
  );
}

/** RIFF/WAVE with one `fmt ` and one `data` chunk. */
function wavOf(samples: Float32Array): Blob {
  const bytes = samples.length * 2;
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + bytes));
  const write = (at: number, text: string): void => {
    for (const [n, letter] of Array.from(text).entries())
      view.setUint8(at + n, letter.charCodeAt(0));
  };
  write(0, "RIFF");
  view.setUint32(4, HEAD_BYTES - 8 + bytes, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, bytes, true);
  for (const [n, sample] of samples.entries()) {
    const within = Math.max(-1, Math.min(1, sample));
    view.setInt16(HEAD_BYTES + n * 2, Math.round(within * 32_767), true);
  }
  return new Blob([view], { type: "audio/wav" });
}
