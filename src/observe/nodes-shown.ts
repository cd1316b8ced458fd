/** The nodes and how each is doing, for admins and for `/metrics`: made from what each said of itself. */
import { z } from "zod";
import { BusState, MailboxHealth, type Cluster, type NodeWarning } from "../../protocol/cluster.js";
import { ServerNodeId } from "../../protocol/ids.js";
import { NODE_LOST_MS } from "../cluster/roll-call.js";
import type { Seat } from "../cluster/seat.js";
import type { NodeRow } from "../store/cluster-types.js";
import type { Store } from "../store/store.js";
import type { ClusterFigures } from "./cluster-metrics.js";

/** What a node says of itself with each beat. Another version may say more, or less. */
export const NodeSays = z.object({
  clockOffMs: z.int().nullable().catch(null),
  bus: BusState.catch("off"),
  /** How many partitions its process leads. */
  leads: z.int().nonnegative().catch(0),
  /** Turns it had to look for in SQL at its last beat. */
  behind: z.int().nonnegative().catch(0),
  /** How often it began to lead. */
  takeovers: z.int().nonnegative().catch(0),
  mailboxes: z.array(MailboxHealth).catch([]),
});
export type NodeSays = z.infer<typeof NodeSays>;

/** As the clock of a node is corrected from there on. */
const CLOCK_OFF_MS = 1000;

export interface NodesShown {
  cluster(): Promise<Cluster>;
  figures(): Promise<ClusterFigures>;
}

export function nodesShown(parts: {
  readonly seat: () => Pick<
    Seat,
    "node" | "isShared" | "isLeading" | "view" | "turnNumber" | "lag" | "bus"
  >;
  /** The organisation's, among those of the server. */
  readonly name: string;
  readonly schema: number;
  readonly store: Pick<Store, "engine" | "outboxAge">;
  /** As this node knows them, when nobody leads. */
  readonly mailboxes: () => readonly MailboxHealth[];
  readonly redis: () => Cluster["redis"];
  readonly now: () => number;
}): NodesShown {
  const { seat, store } = parts;

  function leaderOf(nodes: readonly NodeRow[]): NodeRow | null {
    const [lease] = seat().view().leases;
    const isHeld = lease !== undefined && (lease.expiresInMs === null || lease.expiresInMs > 0);
    return (isHeld ? nodes.find(({ id }) => id === lease.holder) : undefined) ?? null;
  }

  return {
    cluster: async () => {
      const { nodes, leases } = seat().view();
      const leader = leaderOf(nodes);
      const said = leader === null ? null : NodeSays.parse(leader.facts);
      const [lease] = leases;
      const lag = await seat().lag();
      return {
        now: parts.now(),
        mode: seat().isShared ? "several" : "one",
        nodes: nodes.map((node) => {
          const { clockOffMs, bus } = NodeSays.parse(node.facts);
          return {
            id: ServerNodeId.parse(node.id),
            address: node.address,
            version: node.version,
            startedAt: node.startedAt,
            silentMs: Math.max(0, Math.round(node.silentMs)),
            isSelf: node.id === seat().node,
            clockOffMs: seat().isShared ? clockOffMs : null,
            busState: bus,
            schema: node.schema,
            warnings: seat().isShared ? warningsOf(node, { leader, schema: parts.schema }) : [],
          };
        }),
        partitions: [
          {
            partition: lease?.partition ?? 0,
            name: parts.name,
            leaderId: leader === null ? null : ServerNodeId.parse(leader.id),
            epoch: seat().isShared ? (lease?.epoch ?? null) : null,
            expiresInMs:
              lease?.expiresInMs === undefined || lease.expiresInMs === null
                ? null
                : Math.round(lease.expiresInMs),
            turnNumber: seat().isShared ? seat().turnNumber() : null,
            streamLag: seat().isShared ? lag : null,
            behind: Object.fromEntries(
              nodes
                .filter(({ id }) => seat().isShared && id !== leader?.id)
                .map(({ id, facts }) => [id, NodeSays.parse(facts).behind]),
            ),
          },
        ],
        outbox: await store.outboxAge(parts.now()),
        // Whoever leads reads them.
        mailboxes:
          said === null || leader?.id === seat().node ? [...parts.mailboxes()] : said.mailboxes,
        redis: parts.redis(),
        database: { engine: store.engine, schema: parts.schema },
      };
    },
    figures: async () => {
      const { nodes, leases } = seat().view();
      const own = nodes.find(({ id }) => id === seat().node);
      const said = NodeSays.parse(own?.facts ?? {});
      const [lease] = leases;
      return {
        partitions: [
          {
            partition: lease?.partition ?? 0,
            isLeader: seat().isLeading(),
            epoch: seat().isShared ? (lease?.epoch ?? null) : null,
            streamLag: seat().isShared ? await seat().lag() : null,
            turnsBehind: said.behind,
          },
        ],
        busConnected: seat().bus() === "off" ? null : seat().bus() === "connected",
        nodesAlive: nodes.filter(({ silentMs }) => silentMs < NODE_LOST_MS).length,
        takeovers: said.takeovers,
      };
    },
  };
}

function warningsOf(
  node: NodeRow,
  { leader, schema }: { readonly leader: NodeRow | null; readonly schema: number },
): NodeWarning[] {
  const { clockOffMs, bus, behind } = NodeSays.parse(node.facts);
  const found: readonly (readonly [NodeWarning, boolean])[] = [
    ["silent", node.silentMs >= NODE_LOST_MS],
    ["clock_off", Math.abs(clockOffMs ?? 0) > CLOCK_OFF_MS],
    ["version_differs", leader !== null && node.version !== leader.version],
    ["schema_behind", node.schema < schema],
    ["bus_lost", bus === "lost"],
    ["behind", behind > 0],
  ];
  return found.filter(([, isSo]) => isSo).map(([warning]) => warning);
}
