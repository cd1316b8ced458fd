/** Keeps one value, tells whoever listens when it changed. React reads it through `use-console.ts`. */
export interface Store<S, E> {
  readonly get: () => S;
  readonly send: (event: E) => void;
  /** Returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<S, E>(first: S, reduce: (state: S, event: E) => S): Store<S, E> {
  let state = first;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    send: (event) => {
      const next = reduce(state, event);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
