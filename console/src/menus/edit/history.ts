/** Everything a tree was while it was edited, so that nothing done is lost. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the last change was about: more of the same is one step back, as words typed into a field. */
  readonly about: string | null;
}

/** Trees share what did not change, so this many cost little. */
const STEPS_MAX = 200;

export function begun<T>(present: T): History<T> {
  return { past: [], present, future: [], about: null };
}

/** `about` null: a step of its own. */
export function changed<T>(history: History<T>, next: T, about: string | null): History<T> {
  if (next === history.present) return history;
  const continues = about !== null && about === history.about;
  const past = continues ? history.past : [...history.past, history.present].slice(-STEPS_MAX);
  return { past, present: next, future: [], about };
}

export function undone<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const before = past.at(-1);
  if (before === undefined) return { past, present, future, ...rest };
  return { past: past.slice(0, -1), present: before, future: [present, ...future], about: null };
}

export function redone<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const [next, ...later] = future;
  if (next === undefined) return { past, present, future, ...rest };
  return { past: [...past, present], present: next, future: later, about: null };
}

/**
 * Somebody else saved in between, and both stay within reach: one is shown, the other is one step
 * back.
 */
export function settled<T>(
  history: History<T>,
  { theirs, keep }: { readonly theirs: T; readonly keep: "mine" | "theirs" },
): History<T> {
  const mine = history.present;
  const past = keep === "mine" ? [...history.past, mine, theirs] : [...history.past, mine];
  return {
    past: past.slice(-STEPS_MAX),
    present: keep === "mine" ? mine : theirs,
    future: [],
    about: null,
  };
}
