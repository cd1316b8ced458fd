/** How components read the session. A selector must answer with a part of the state, not a copy. */
import { createContext, use, useSyncExternalStore } from "react";
import type { ConsoleState } from "../state/console-state.js";
import type { Session } from "./session.js";

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error("no session around this component");
  return session;
}

export function useConsole<T>(select: (state: ConsoleState) => T): T {
  const { store } = useSession();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
