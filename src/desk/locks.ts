/** Lets work on the same key run one after the other; different keys do not wait for each other. */
export type Locks = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    const tail = mine.catch(() => undefined);
    tails.set(key, tail);
    void tail.then(() => {
      if (tails.get(key) === tail) tails.delete(key);
    });
    return mine;
  };
}
