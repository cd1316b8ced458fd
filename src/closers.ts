/** What was opened, and how each is closed: last first, and one failure does not stop the others. */
export interface Closers {
  add(name: string, close: () => Promise<void> | void): void;
  /** Closes everything once; later calls wait for the first. */
  close(): Promise<void>;
}

export function createClosers(log: { error(details: object, message: string): void }): Closers {
  const steps: { name: string; close: () => Promise<void> | void }[] = [];
  let closing: Promise<void> | null = null;

  async function run(): Promise<void> {
    for (const step of steps.toReversed()) {
      try {
        await step.close();
      } catch (error) {
        log.error({ err: error, step: step.name }, "could not be closed");
      }
    }
  }

  return {
    add: (name, close) => {
      steps.push({ name, close });
    },
    close: () => (closing ??= run()),
  };
}
