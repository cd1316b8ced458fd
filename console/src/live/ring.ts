/** The sound of an offer: two soft tones made by the browser itself, no file to load. */

const TONES_HZ = [660, 880] as const;
const TONE_SECONDS = 0.16;
/** Loud enough for a headset, soft enough for the eighth hour. */
const LOUDNESS = 0.12;

let context: AudioContext | null = null;

/** Browsers allow sound only after a gesture; called at the first one. */
export function allowSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

export function ring(): void {
  if (context?.state !== "running") return;
  for (const [i, hertz] of TONES_HZ.entries()) {
    const start = context.currentTime + i * (TONE_SECONDS + 0.04);
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + TONE_SECONDS);
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + TONE_SECONDS);
  }
}
