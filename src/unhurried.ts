/** Does long work between what cannot wait: calls, keys, sockets. */
import { setImmediate as letOthersGo } from "node:timers/promises";

/** Milliseconds that such work may keep everything else waiting. */
const AT_A_STRETCH_MS = 10;

/** Each piece of `work` should take a few milliseconds at most. */
export async function unhurried<T>(work: Generator<undefined, T>): Promise<T> {
  let begun = performance.now();
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (performance.now() - begun < AT_A_STRETCH_MS) continue;
    await letOthersGo();
    begun = performance.now();
  }
}
