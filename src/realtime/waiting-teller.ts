/**
 * Keeps the waiting lists of engineers true while they look at them. Each list is a look through the
 * queue, so they are made a few at a time: many who look wait a little longer, and nobody else does.
 */
import type { EngineerId } from "../../protocol/ids.js";
import type { WaitingForMe } from "../../protocol/sockets.js";

/** At most this often. */
const EVERY_MS = 1000;
/** Lists made in one go: some milliseconds of work. */
const AT_ONCE = 50;

export interface WaitingTeller {
  /** Something changed: everybody who looks is told soon. */
  soon(): void;
  close(): void;
}

export function createWaitingTeller(parts: {
  /** Engineers who look now. */
  readonly watchers: () => readonly EngineerId[];
  readonly listsOf: (
    engineers: readonly EngineerId[],
  ) => Promise<readonly { readonly engineerId: EngineerId; readonly list: WaitingForMe }[]>;
  readonly tell: (engineerId: EngineerId, list: WaitingForMe) => void;
  readonly log: { warn(details: object, message: string): void };
}): WaitingTeller {
  /** To be told, in the order in which they became so. */
  const behind = new Set<EngineerId>();
  let timer: NodeJS.Timeout | null = null;

  function arm(): void {
    if (timer !== null || behind.size === 0) return;
    timer = setTimeout(() => {
      timer = null;
      tellSome()
        .catch((error: unknown) => {
          parts.log.warn({ err: error }, "waiting lists could not be told");
        })
        .finally(arm);
    }, EVERY_MS);
  }

  async function tellSome(): Promise<void> {
    const watching = new Set(parts.watchers());
    const next = [...behind].filter((id) => watching.has(id)).slice(0, AT_ONCE);
    for (const id of behind) if (!watching.has(id)) behind.delete(id);
    for (const id of next) behind.delete(id);
    for (const { engineerId, list } of await parts.listsOf(next)) parts.tell(engineerId, list);
  }

  return {
    soon: () => {
      for (const id of parts.watchers()) behind.add(id);
      arm();
    },
    close: () => {
      behind.clear();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
