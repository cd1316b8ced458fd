/** What waits that this engineer could take, while somebody looks at it. */
import { useEffect } from "react";
import type { WaitingForMe } from "../../../protocol/sockets.js";
import { useConsole, useSession } from "./use-console.js";

export function useWaiting(wanted: boolean): WaitingForMe | null {
  const session = useSession();
  const online = useConsole((s) => s.connection === "online");
  const waiting = useConsole((s) => s.waiting);
  // Asked for again after every reconnect: the server forgets who watched.
  useEffect(() => {
    if (!online || !wanted) return;
    void session.ask("waiting:watch", { on: true });
    return () => {
      void session.ask("waiting:watch", { on: false });
      session.store.send({ type: "waiting.left" });
    };
  }, [session, online, wanted]);
  return waiting;
}
