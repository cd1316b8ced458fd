/** The record of an interaction, fetched when it is not here or no longer fresh. */
import { useEffect } from "react";
import type { Thread } from "../state/console-state.js";
import { useConsole, useSession } from "./use-console.js";

export function useThread(interactionId: string | null): Thread | null {
  const session = useSession();
  const online = useConsole((s) => s.connection === "online");
  const thread = useConsole((s) => (interactionId === null ? undefined : s.threads[interactionId]));
  const wanted = interactionId !== null && (thread === undefined || thread.status === "stale");
  useEffect(() => {
    if (wanted && online) void session.openThread(interactionId);
  }, [wanted, online, interactionId, session]);
  return thread ?? null;
}
