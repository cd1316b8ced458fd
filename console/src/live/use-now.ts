/** The server's clock in the browser, once a second, one timer for the whole page. */
import { useSyncExternalStore } from "react";
import { useConsole } from "./use-console.js";

const TICK_MS = 1000;

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === null) now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const l of listeners) l();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** Epoch milliseconds by the server's clock; the component is drawn again every second. */
export function useNow(): number {
  const offset = useConsole((s) => s.clockOffset);
  return useSyncExternalStore(subscribe, () => now) + offset;
}
