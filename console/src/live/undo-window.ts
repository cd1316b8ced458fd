/**
 * Mails that wait their few seconds before they leave. They belong to no component, so looking at
 * another interaction does not stop them; a reload does, and then the draft is still there.
 */
import { createStore } from "./store.js";

/** How long a mail can be called back. */
export const UNDO_MS = 5000;

export interface Leaving {
  readonly interactionId: string;
  /** By our clock. */
  readonly leavesAt: number;
  readonly send: () => Promise<void>;
}

type Change =
  | { readonly type: "add"; readonly leaving: Leaving }
  | { readonly type: "drop"; readonly interactionId: string };

const store = createStore<readonly Leaving[], Change>([], (all, change) => {
  if (change.type === "add") return [...all, change.leaving];
  return all.filter((l) => l.interactionId !== change.interactionId);
});
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export const undoWindow = {
  subscribe: store.subscribe,
  get: store.get,
  /** One mail of an interaction at a time: the one before leaves at once. */
  add: async (interactionId: string, send: () => Promise<void>): Promise<void> => {
    await undoWindow.sendNow(interactionId);
    store.send({ type: "add", leaving: { interactionId, leavesAt: Date.now() + UNDO_MS, send } });
    timers.set(
      interactionId,
      setTimeout(() => void undoWindow.sendNow(interactionId), UNDO_MS),
    );
  },
  undo: (interactionId: string): void => {
    clearTimeout(timers.get(interactionId));
    timers.delete(interactionId);
    store.send({ type: "drop", interactionId });
  },
  /** Nothing to send: nothing happens. */
  sendNow: async (interactionId: string): Promise<void> => {
    const leaving = store.get().find((l) => l.interactionId === interactionId);
    undoWindow.undo(interactionId);
    await leaving?.send();
  },
} as const;
