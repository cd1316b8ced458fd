/** The trial's store against the real one: whatever a trial asks, both answer the same. */
import { expect, test } from "@jest/globals";
import { copy, MemoryStore, type TurnStore } from "../../src/faults/memory-store.js";
import { REAL_PARTS, runTrial } from "../../src/faults/trial.js";
import { openStore } from "../../src/store/open.js";

interface Asked {
  readonly what: string;
  readonly ask: (store: TurnStore) => Promise<unknown>;
  /** The answer, or the name of the error. */
  readonly answer: unknown;
}

/** Keeps what it was asked and what it answered. */
class Recording extends MemoryStore {
  readonly log: Asked[] = [];

  override takeLease(...args: Parameters<MemoryStore["takeLease"]>): number | null {
    return this.#keep(
      "takeLease",
      (store) => store.takeLease(...args),
      () => super.takeLease(...args),
    );
  }
  override load(...args: Parameters<MemoryStore["load"]>): ReturnType<MemoryStore["load"]> {
    return this.#keep(
      "load",
      (store) => store.load(...args),
      () => super.load(...args),
    );
  }
  override knownCommands(
    ...args: Parameters<MemoryStore["knownCommands"]>
  ): ReturnType<MemoryStore["knownCommands"]> {
    return this.#keep(
      "knownCommands",
      (store) => store.knownCommands(...args),
      () => super.knownCommands(...args),
    );
  }
  override commitTurn(...args: Parameters<MemoryStore["commitTurn"]>): number {
    return this.#keep(
      "commitTurn",
      (store) => store.commitTurn(...args),
      () => super.commitTurn(...args),
    );
  }
  override dueEffects(
    ...args: Parameters<MemoryStore["dueEffects"]>
  ): ReturnType<MemoryStore["dueEffects"]> {
    return this.#keep(
      "dueEffects",
      (store) => store.dueEffects(...args),
      () => super.dueEffects(...args),
    );
  }
  override finishEffect(id: string, result: Parameters<TurnStore["finishEffect"]>[1]): void {
    this.#keep(
      "finishEffect",
      (store) => store.finishEffect(id, result),
      () => {
        super.finishEffect(id, result);
      },
    );
  }
  override postponeEffect(id: string, next: Parameters<TurnStore["postponeEffect"]>[1]): void {
    this.#keep(
      "postponeEffect",
      (store) => store.postponeEffect(id, next),
      () => {
        super.postponeEffect(id, next);
      },
    );
  }

  #keep<T>(what: string, ask: Asked["ask"], work: () => T): T {
    try {
      const value = work();
      this.log.push({ what, ask, answer: plain(what, value) });
      return value;
    } catch (error) {
      this.log.push({ what, ask, answer: nameOf(error) });
      throw error;
    }
  }
}

test.each([3, 24])(
  "what trial %i asks the real store answers as the trial's does",
  async (seed) => {
    const tables: Recording[] = [];
    const parts = {
      ...REAL_PARTS,
      openTables: (now: () => number) => {
        const table = new Recording(now);
        tables.push(table);
        return table;
      },
    };
    expect(await runTrial({ seed, parts })).toMatchObject({ broken: null });
    const log = tables.flatMap((table) => table.log);
    const kinds = new Set(log.map(({ what }) => what));
    expect([...kinds].sort()).toEqual(
      expect.arrayContaining(["commitTurn", "finishEffect", "load"]),
    );
    const store = await openStore({ dataDir: null, databaseUrl: null });
    try {
      for (const [at, { what, ask, answer }] of log.entries()) {
        const theirs = await ask(store).then((value) => plain(what, value), nameOf);
        expect({ at, what, answer: theirs }).toEqual({ at, what, answer });
      }
      const replayed = await store.replay(0, 10_000);
      const ours = tables.flatMap((table) => table.replay(0, 10_000));
      expect(replayed.map(({ command, events }) => ({ command, events }))).toEqual(
        ours.map(({ command, events }) => ({ command, events })),
      );
    } finally {
      await store.close();
    }
  },
  60_000,
);

/** As a value that can be compared later: what is known has no order, and clocks differ. */
function plain(what: string, value: unknown): unknown {
  if (what === "commitTurn" || value === undefined) return what;
  if (what !== "knownCommands") return copy(value);
  return [...(value as { id: string }[])].sort((a, b) => (a.id < b.id ? -1 : 1)).map(copy);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}
