/**
 * The music a waiting caller hears, made here so that it needs no file and no licence: half a minute
 * of slow plucked chords, telephone quality (8 kHz, 16 bit, mono WAV).
 */

const RATE = 8000;
/** The place in line is told each time the music ends. */
const HOLD_MUSIC_SECONDS = 30;
/** Five rounds of four chords: 1.5 s a chord. */
const CHORD_SECONDS = 1.5;

/** C major 9, A minor 7, F major 7, G suspended: MIDI note numbers, lowest first. */
const chords = [
  [48, 60, 64, 67, 74],
  [45, 60, 64, 67, 72],
  [41, 57, 60, 64, 72],
  [43, 55, 60, 62, 74],
] as const;

let made: Buffer | null = null;

/** The WAV file; made once. */
export function holdMusic(): Buffer {
  made ??= wav(samplesOf());
  return made;
}

function samplesOf(): Float32Array {
  const samples = new Float32Array(RATE * HOLD_MUSIC_SECONDS);
  for (let at = 0; at * CHORD_SECONDS < HOLD_MUSIC_SECONDS; at += 1) {
    const chord = chords[at % chords.length] ?? chords[0];
    for (const [string, note] of chord.entries()) {
      // Each string a moment after the one below it, like a hand over a guitar.
      pluck(samples, { note, second: at * CHORD_SECONDS + string * 0.12 });
    }
  }
  return samples;
}

/**
 * Adds one decaying tone and its octave. Both are turning vectors, multiplied on from sample to
 * sample, because a sine for each would take a second of computing.
 */
function pluck(samples: Float32Array, { note, second }: { note: number; second: number }): void {
  const turn = (2 * Math.PI * 440 * 2 ** ((note - 69) / 12)) / RATE;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const decay = Math.exp(-1 / (RATE * 0.55));
  const from = Math.round(second * RATE);
  const end = samples.length;
  const until = from + RATE * 2 < end ? from + RATE * 2 : end;
  let [x, y, loudness] = [1, 0, 0.11];
  for (let i = from; i < until; i += 1) {
    const age = i - from;
    const attack = age < 80 ? age / 80 : 1;
    // Fades out before the end, so that the next round begins without a click.
    const ending = end - i < 4000 ? (end - i) / 4000 : 1;
    // The octave's sine is 2·sin·cos of the tone.
    samples[i] = (samples[i] ?? 0) + attack * ending * loudness * (y + 0.7 * x * y);
    [x, y] = [x * cos - y * sin, x * sin + y * cos];
    loudness *= decay;
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
    file.writeInt16LE(
      Math.trunc((sample > 1 ? 1 : sample < -1 ? -1 : sample) * 32_000),
      44 + i * 2,
    );
  }
  return file;
}
