/** What a node that is alone tells of itself, to admins and to `/metrics`. */
import type { Cluster, MailboxHealth } from "../../protocol/cluster.js";
import type { NodeId } from "../../protocol/ids.js";
import type { Store } from "../store/store.js";
import type { ClusterFigures } from "./cluster-metrics.js";

/** An installation that was never parted has one. */
const PARTITION = 0;
const NAME = "main";

export interface OneNodeParts {
  readonly node: {
    readonly id: NodeId;
    readonly address: string;
    readonly version: string;
    readonly startedAt: number;
    readonly schema: number;
  };
  readonly store: Pick<Store, "engine" | "outboxAge">;
  readonly mailboxes: () => readonly MailboxHealth[];
  readonly redis: () => Cluster["redis"];
  readonly now: () => number;
}

export interface OneNode {
  cluster(): Promise<Cluster>;
  figures(): ClusterFigures;
}

export function oneNode({ node, store, mailboxes, redis, now }: OneNodeParts): OneNode {
  return {
    cluster: async () => ({
      now: now(),
      mode: "one",
      nodes: [
        {
          ...node,
          silentMs: 0,
          isSelf: true,
          clockOffMs: null,
          // Its Redis counts rate limits; commands travel nowhere.
          busState: "off",
          warnings: [],
        },
      ],
      partitions: [
        {
          partition: PARTITION,
          name: NAME,
          leaderId: node.id,
          epoch: null,
          expiresInMs: null,
          turnNumber: null,
          streamLag: null,
          behind: {},
        },
      ],
      outbox: await store.outboxAge(now()),
      mailboxes: [...mailboxes()],
      redis: redis(),
      database: { engine: store.engine, schema: node.schema },
    }),
    figures: () => ({
      partitions: [
        { partition: PARTITION, isLeader: true, epoch: null, streamLag: null, turnsBehind: 0 },
      ],
      busConnected: null,
      nodesAlive: 1,
      takeovers: 0,
    }),
  };
}
