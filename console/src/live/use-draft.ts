/**
 * What is being typed in one place, kept in the browser with every change. Shared by everything
 * that shows the place, so that a mail which leaves after its composer was closed takes its draft
 * with it.
 */
import { useCallback, useSyncExternalStore } from "react";
import { type Draft, type DraftPlace, keepDraft, readDraft } from "../state/drafts.js";
import { useConsole } from "./use-console.js";

interface Held {
  readonly draft: Draft | null;
  /** How often this place was emptied; a field that keeps its own text begins anew at each. */
  readonly emptied: number;
}

const held = new Map<string, Held>();
const listeners = new Set<() => void>();

function nameOf(place: DraftPlace): string {
  return `${place.userId} ${place.interactionId} ${place.kind}`;
}

function look(place: DraftPlace): Held {
  const name = nameOf(place);
  const known = held.get(name) ?? { draft: readDraft(localStorage, place), emptied: 0 };
  held.set(name, known);
  return known;
}

function put(place: DraftPlace, draft: Draft | null): void {
  const { emptied } = look(place);
  held.set(nameOf(place), { draft, emptied: draft === null ? emptied + 1 : emptied });
  keepDraft(localStorage, place, draft);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** null: nothing is left to keep. A function is given what is kept now. */
export type Keep = (draft: Typing | null | ((before: Draft | null) => Typing)) => void;
type Typing = Omit<Draft, "savedAt">;

interface Typed extends Held {
  readonly keep: Keep;
}

export function useDraft(interactionId: string, kind: DraftPlace["kind"]): Typed {
  const userId = useConsole((s) => s.me?.id ?? "");
  const now = useSyncExternalStore(subscribe, () => look({ userId, interactionId, kind }));
  const keep = useCallback<Keep>(
    (draft) => {
      const place = { userId, interactionId, kind };
      const typed = typeof draft === "function" ? draft(look(place).draft) : draft;
      put(place, typed && { ...typed, savedAt: Date.now() });
    },
    [userId, interactionId, kind],
  );
  return { ...now, keep };
}
