/** The floor as the server tells it while somebody looks. */
import { useEffect } from "react";
import type { Board } from "../../../protocol/sockets.js";
import { useConsole, useSession } from "../live/use-console.js";

/** `wanted` false: somebody who may not look. */
export function useBoard(wanted: boolean): Board | null {
  const session = useSession();
  const online = useConsole((s) => s.connection === "online");
  const board = useConsole((s) => s.board);
  // Asked for again after every reconnect: the server forgets who watched.
  useEffect(() => {
    if (!online || !wanted) return;
    void session.ask("board:watch", { on: true });
    return () => {
      void session.ask("board:watch", { on: false });
    };
  }, [session, online, wanted]);
  return board;
}
