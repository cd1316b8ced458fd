/**
 * Group commit for anything: what arrives while a flush is under way goes into the next one. Under
 * light load an item waits for nothing; under heavy load many share one transaction.
 */
export interface Batcher<T, R> {
  /** Resolves with the item's own result after its flush. */
  add(item: T): Promise<R>;
  /** Resolves when everything added so far was flushed. */
  drain(): Promise<void>;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (reason: unknown) => void;
}

/** `flush` gets up to `most` items and answers with one result for each, in the same order. */
export function createBatcher<T, R>(
  flush: (items: readonly T[]) => Promise<readonly R[]>,
  most: number,
): Batcher<T, R> {
  const queue: Waiting<T, R>[] = [];
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, most);
      await flushOne(batch);
    }
    running = null;
  }

  async function flushOne(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await flush(batch.map((waiting) => waiting.item));
      batch.forEach((waiting, index) => {
        const result = results[index];
        if (result === undefined) waiting.reject(new Error("flush answered with too few results"));
        else waiting.resolve(result);
      });
    } catch (error) {
      // One bad item must not take its neighbours down: each is tried alone, once.
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const waiting of batch) await flushOne([waiting]);
    }
  }

  return {
    add: (item) =>
      new Promise<R>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        running ??= run();
      }),
    drain: async () => {
      while (running !== null) await running;
    },
  };
}
