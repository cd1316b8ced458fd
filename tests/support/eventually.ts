/** Waits for something to become true without guessing how long it takes. */

const TRY_EVERY_MS = 20;

/** Repeats `check` until it stops throwing; after `withinMs` its last complaint is thrown. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 10_000): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_EVERY_MS));
  }
}
