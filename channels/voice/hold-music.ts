/**
 * The music a waiting caller hears, made here so that it needs no file and no licence: half a minute
 * of slow plucked chords, telephone quality (8 kHz, 16 bit, mono WAV).
 */

const RATE = 8000;
/** The place in line is told each time the music ends. */
export const HOLD_MUSIC_SECONDS = 30;
/** Five rounds of four chords: 1.5 s a chord. */
const CHORD_SECONDS = 1.5;

/** C major 9, A minor 7, F major 7, G suspended: MIDI note numbers, lowest first. */
const chords = [
  [48, 60, 64, 67, 74],
  [45, 60, 64, 67, 72],
  [41, 57, 60, 64, 72],
  [43, 55, 60, 62, 74],
] as const;

/** The WAV file. Takes some 30 ms of computing: make it once, before traffic. */
export function holdMusic(): Buffer {
  const samples = new Float32Array(RATE * HOLD_MUSIC_SECONDS);
  for (let at = 0; at * CHORD_SECONDS < HOLD_MUSIC_SECONDS; at += 1) {
    const chord = chords[at % chords.length] ?? chords[0];
    for (const [string, note] of chord.entries()) {
      // Each string a moment after the one below it, like a hand over a guitar.
      pluck(samples, { note, second: at * CHORD_SECONDS + string * 0.12 });
    }
  }
  return wav(samples);
}

function pluck(samples: Float32Array, { note, second }: { note: number; second: number }): void {
  const turn = (2 * Math.PI * 440 * 2 ** ((note - 69) / 12)) / RATE;
  const from = Math.round(second * RATE);
  const length = Math.min(RATE * 2, samples.length - from);
  for (let i = 0; i < length; i += 1) {
    const attack = Math.min(1, i / 80);
    const loudness = attack * Math.exp(-i / (RATE * 0.55)) * 0.11;
    // Fades out before the end, so that the next round begins without a click.
    const ending = Math.min(1, (samples.length - from - i) / 4000);
    const tone = Math.sin(turn * i) + 0.35 * Math.sin(2 * turn * i);
    samples[from + i] = (samples[from + i] ?? 0) + loudness * ending * tone;
  }
}

/** RIFF/WAVE with one `fmt ` and one `data` chunk. */
function wav(samples: Float32Array): Buffer {
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(file.length - 8, 4);
  file.write("WAVEfmt ", 8, "latin1");
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36, "latin1");
  file.writeUInt32LE(samples.length * 2, 40);
  for (const [i, sample] of samples.entries()) {
    file.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_000), 44 + i * 2);
  }
  return file;
}
