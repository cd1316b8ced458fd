/**
 * Messages that were written and not yet acknowledged. Each has a name of its own in the browser's
 * storage, so that several tabs never overwrite each other's; whoever sends one twice is answered
 * with the first, because the server knows it by its `clientId`.
 */
import type { Keep } from "./keep.js";

export interface Unsent {
  readonly clientId: string;
  /** The chat it was written in; in another chat it is not sent. */
  readonly interactionId: string;
  readonly text: string;
  /** By this browser's clock; with `order`, decides what is sent first. */
  readonly at: number;
  readonly order: number;
}

export interface Outbox {
  add(unsent: Unsent): void;
  remove(clientId: string): void;
  /** Of this chat, the earliest first. */
  of(interactionId: string): readonly Unsent[];
  clear(): void;
}

const PREFIX = "out:";

export function createOutbox(keep: Keep): Outbox {
  const nameOf = (clientId: string): string => `${PREFIX}${clientId}`;
  return {
    add: (unsent) => {
      keep.set(nameOf(unsent.clientId), unsent);
    },
    remove: (clientId) => {
      keep.remove(nameOf(clientId));
    },
    of: (interactionId) =>
      keep
        .names(PREFIX)
        .map((name) => keep.get(name))
        .filter((value) => isUnsent(value))
        .filter((unsent) => unsent.interactionId === interactionId)
        .sort(byAge),
    clear: () => {
      for (const name of keep.names(PREFIX)) keep.remove(name);
    },
  };
}

/** The time, then the order within one page, then the name, so that the order is total. */
function byAge(a: Unsent, b: Unsent): number {
  return a.at - b.at || a.order - b.order || (a.clientId < b.clientId ? -1 : 1);
}

function isUnsent(value: unknown): value is Unsent {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Record<string, unknown>;
  return (
    typeof fields["clientId"] === "string" &&
    typeof fields["interactionId"] === "string" &&
    typeof fields["text"] === "string" &&
    typeof fields["at"] === "number" &&
    typeof fields["order"] === "number"
  );
}
