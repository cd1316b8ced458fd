/** A kind of trial: how its scripts are written, and how one is played. */
import type { Step } from "./script.js";

export interface Trial {
  /** The promise that was broken. null: none. */
  readonly broken: string | null;
  /** How often each kind of thing went wrong. */
  readonly faults: ReadonlyMap<string, number>;
  /** How often each kind of thing was done: commands, commits, reads, and every event of the journal. */
  readonly deeds: ReadonlyMap<string, number>;
  /** What happened, a line each; empty unless it was asked for. */
  readonly story: readonly string[];
}

export interface Game<K extends string> {
  write(seed: number): readonly Step<K>[];
  run(trial: {
    readonly seed: number;
    readonly script: readonly Step<K>[];
    readonly told?: boolean;
  }): Promise<Trial>;
}
