/**
 * Virtual time, and everything that is under way. What was sent and has not arrived lies in a bag; the
 * trial takes something out of it, and which is a matter of dice. Timers ring when the trial lets time
 * pass. Between two of these all promises run as far as they can. Nothing else ever happens, so a seed
 * always tells the same story.
 */
import { createDice, type Dice } from "./dice.js";

/** Monday 2026-11-02, 08:55 UTC: five minutes before most people's hours begin. */
const START_AT = Date.UTC(2026, 10, 2, 8, 55);

/** Of what is under way when time passes; the rest is late. */
const ARRIVES_IN_TIME = 0.9;

interface Timer {
  readonly at: number;
  /** Timers of one moment ring in the order in which they were set. */
  readonly number: number;
  readonly ring: () => void;
}

export class World {
  dice: Dice;
  /** What the wall clock is off by, in milliseconds; it jumps, while time only passes. */
  clockOff = 0;
  /** Why the trial has failed; the first reason stays. */
  broken: string | null = null;
  /** What happened, when somebody will read it. */
  readonly story: string[] | null;
  /** How often each kind of thing went wrong. */
  readonly faults = new Map<string, number>();
  /** How often each kind of thing was done. */
  readonly deeds = new Map<string, number>();
  #elapsedMs = 0;
  #timers: Timer[] = [];
  #timersSet = 0;
  readonly #bag: (() => void)[] = [];

  constructor(seed: number, told: boolean) {
    this.dice = createDice(seed);
    this.story = told ? [] : null;
  }

  /** The wall clock. */
  now(): number {
    return START_AT + this.#elapsedMs + this.clockOff;
  }

  /** Milliseconds since the trial began. */
  elapsed(): number {
    return this.#elapsedMs;
  }

  get underWay(): number {
    return this.#bag.length;
  }

  /** Something will happen, sooner or later than other things. */
  add(happening: () => void): void {
    this.#bag.push(happening);
  }

  schedule(ring: () => void, ms: number): () => void {
    this.#timersSet += 1;
    const timer = { at: this.#elapsedMs + Math.max(0, ms), number: this.#timersSet, ring };
    const later = this.#timers.findIndex(({ at }) => at > timer.at);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Takes one thing out of the bag. false: it is empty. */
  async happen(): Promise<boolean> {
    if (this.#bag.length === 0) return false;
    const [happening] = this.#bag.splice(this.dice.below(this.#bag.length), 1);
    happening?.();
    await this.settle();
    return true;
  }

  /** Lets time pass; timers ring on the way, and most of what is under way arrives in between. */
  async pass(ms: number): Promise<void> {
    if (ms === 0) return;
    const until = this.#elapsedMs + ms;
    while (this.broken === null) {
      if (this.#bag.length > 0 && this.dice.chance(ARRIVES_IN_TIME)) {
        await this.happen();
        continue;
      }
      const [timer] = this.#timers;
      if (timer === undefined || timer.at > until) break;
      await this.#ring(timer);
    }
    this.#elapsedMs = Math.max(this.#elapsedMs, until);
  }

  /** Lets time pass until something rings. false: nothing will. */
  async passToNextTimer(): Promise<boolean> {
    const [timer] = this.#timers;
    if (timer === undefined) return false;
    await this.#ring(timer);
    return true;
  }

  /** Lets every promise run as far as it can: microtasks come before the next immediate. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  say(line: () => string): void {
    this.story?.push(`${(this.#elapsedMs / 1000).toFixed(3).padStart(9)}  ${line()}`);
  }

  fault(kind: string): void {
    this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1);
  }

  did(kind: string): void {
    this.deeds.set(kind, (this.deeds.get(kind) ?? 0) + 1);
  }

  /** A promise is broken. Only noted here, because whoever is called back must not be thrown at. */
  breaks(promise: string): void {
    if (this.broken !== null) return;
    this.broken = promise;
    this.say(() => `BROKEN ${promise}`);
  }

  async #ring(timer: Timer): Promise<void> {
    this.#timers.shift();
    this.#elapsedMs = Math.max(this.#elapsedMs, timer.at);
    timer.ring();
    await this.settle();
  }
}
