/** Where the gauges at `/metrics` read from. */
import type { Server } from "socket.io";
import type { Dispatch } from "../dispatch/dispatch-parts.js";
import type { MailboxHealth } from "../../protocol/cluster.js";
import type { Store } from "../store/store.js";
import type { Metrics } from "./metrics.js";

export function watchFigures(
  metrics: Metrics,
  from: {
    readonly dispatch: Dispatch;
    readonly io: Server;
    readonly store: Store;
    readonly mailboxes: () => readonly MailboxHealth[];
    readonly now: () => number;
  },
): void {
  const { dispatch, io, store, mailboxes, now } = from;
  metrics.watch({
    queues: () =>
      dispatch.read((router) =>
        router.floor(now()).map(({ bucketId, waiting, oldestQueuedAt }) => ({
          bucketId,
          waiting,
          oldestWaitSeconds: oldestQueuedAt === null ? 0 : (now() - oldestQueuedAt) / 1000,
        })),
      ),
    engineers: () =>
      dispatch.read((router) => {
        const counts: Record<string, number> = {};
        for (const { id } of router.engineers()) {
          const state = router.engineerState(id);
          const status = state?.connected === true ? state.status : "offline";
          counts[status] = (counts[status] ?? 0) + 1;
        }
        return counts;
      }),
    sockets: () => ({
      console: io.of("/console").sockets.size,
      chat: io.of("/chat").sockets.size,
    }),
    outbox: () => store.outboxAge(now()),
    mailboxes: () =>
      mailboxes().map(({ mailbox, state, readAt }) => ({
        mailbox,
        isRead: state === "idle" || state === "fetching",
        ageSeconds: readAt === null ? null : (now() - readAt) / 1000,
      })),
  });
}
