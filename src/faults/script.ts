/**
 * What a trial does, as a list of steps. A step is a few small numbers; what they mean depends on what
 * is stored by then, so that most commands touch something and some touch the wrong thing. A script
 * with steps left out is a script too, which is how a failure is made short.
 */
import { createDice } from "./dice.js";

/** What people ask for, with how often. */
export const asking = {
  arrive: 12,
  start: 2,
  accept: 6,
  decline: 2,
  "answer anything": 2,
  end: 6,
  complete: 4,
  available: 6,
  presence: 2,
  connection: 2,
  transfer: 2,
  change: 2,
  assign: 1,
  requeue: 1,
  callback: 2,
  unreached: 2,
  pull: 2,
  engineer: 3,
  bucket: 3,
} as const;

/** What goes wrong, or is only unusual. */
const trouble = {
  "ask again": 5,
  "same id": 1,
  "taken key": 1,
  read: 4,
  kill: 3,
  stop: 1,
  "take over": 2,
  "commit fails": 4,
  "commit is not answered": 4,
  "a call fails": 3,
  "a call is not answered": 3,
  "database away": 1,
  "carrier fails": 2,
  "carrier is not heard": 2,
  "clock jumps": 2,
} as const;

export type AskingKind = keyof typeof asking;
export type StepKind = AskingKind | keyof typeof trouble;

export interface Step<K extends string = StepKind> {
  readonly kind: K;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Milliseconds that pass before it. */
  readonly wait: number;
  /** How many of the things under way happen after it. */
  readonly happenings: number;
  /** Chance until the next step, so that steps left out leave the others as they are. */
  readonly seed: number;
}

const isAsking = new Set<string>(Object.keys(asking));

export function asks(kind: string): kind is AskingKind {
  return isAsking.has(kind);
}

/** Most things happen quickly, a few after a long pause. */
const WAITS = [0, 0, 0, 0, 1, 50, 300, 300, 900, 2000, 5000, 14_999, 61_000, 119_000, 300_000];

/** How many steps a script has. */
const STEPS = { least: 20, most: 60 };

export function writeScript(seed: number): readonly Step[] {
  return scriptOf(seed, { bowl: bowlOf({ ...asking, ...trouble }), waits: WAITS });
}

/** Each kind as often as its number says. */
export function bowlOf<K extends string>(often: Readonly<Record<K, number>>): readonly K[] {
  return (Object.keys(often) as K[]).flatMap((kind) =>
    Array.from({ length: often[kind] }, () => kind),
  );
}

export function scriptOf<K extends string>(
  seed: number,
  from: { readonly bowl: readonly K[]; readonly waits: readonly number[] },
): readonly Step<K>[] {
  const dice = createDice(seed);
  const length = STEPS.least + dice.below(STEPS.most - STEPS.least + 1);
  return Array.from({ length }, () => ({
    kind: dice.pick(from.bowl),
    a: dice.below(12),
    b: dice.below(12),
    c: dice.below(12),
    wait: dice.pick(from.waits),
    happenings: dice.chance(0.3) ? dice.below(40) : dice.below(8),
    seed: dice.below(2 ** 31),
  }));
}
