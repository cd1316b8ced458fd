/** The nodes of an installation and how each is doing, as admins are shown it. */
import { z } from "zod";
import { ServerNodeId } from "./ids.js";
import { At } from "./words.js";

/** How a mailbox is doing, as its reader says. */
export const MailboxHealth = z.object({
  mailbox: z.string(),
  state: z.string(),
  /** When it last read to the end; null: never. */
  readAt: At.nullable(),
  /** The last trouble; null: none. */
  error: z.string().nullable(),
});
export type MailboxHealth = z.infer<typeof MailboxHealth>;

/** `off`: there should be none. */
export const BusState = z.enum(["off", "connected", "lost"]);
export type BusState = z.infer<typeof BusState>;

/**
 * What is amiss at a node:
 * - silent: no heartbeat for seconds; its work is taken over;
 * - clock_off: its clock differs from the database's by more than a second; the database's counts;
 * - version_differs: it runs another version than the leader;
 * - schema_behind: the database has a newer schema than it knows;
 * - bus_lost: it does not reach Redis; SQL carries its commands;
 * - behind: it has not applied the last turns, so what it shows is old.
 */
export const NodeWarning = z.enum([
  "silent",
  "clock_off",
  "version_differs",
  "schema_behind",
  "bus_lost",
  "behind",
]);
export type NodeWarning = z.infer<typeof NodeWarning>;

export const ClusterNode = z.object({
  id: ServerNodeId,
  /** Where it listens, host and port. */
  address: z.string(),
  version: z.string(),
  startedAt: At,
  /** Milliseconds since its last heartbeat. */
  silentMs: z.int().nonnegative(),
  /** It gave this answer. */
  isSelf: z.boolean(),
  /** Its clock less the database's, in milliseconds; null: not compared. */
  clockOffMs: z.int().nullable(),
  busState: BusState,
  /** The newest schema it knows. */
  schema: z.int().nonnegative(),
  warnings: z.array(NodeWarning),
});
export type ClusterNode = z.infer<typeof ClusterNode>;

export const ClusterPartition = z.object({
  partition: z.int().nonnegative(),
  name: z.string(),
  /** null: nobody decides. */
  leaderId: ServerNodeId.nullable(),
  /** How often its lease was taken; null: nobody else could take it. */
  epoch: z.int().nonnegative().nullable(),
  /** Until the lease ends unless it is renewed; null: it does not end. */
  expiresInMs: z.int().nullable(),
  /** Its last turn; null: turns are not counted, because nobody follows them. */
  turnNumber: z.int().nonnegative().nullable(),
  /** Commands on their way to the leader; null: unknown, or they do not travel. */
  streamLag: z.int().nonnegative().nullable(),
  /** Turns that each other node has not applied yet. */
  behind: z.record(ServerNodeId, z.int().nonnegative()),
});
export type ClusterPartition = z.infer<typeof ClusterPartition>;

export const Cluster = z.object({
  now: At,
  /** several: others may join; there may be only one at the moment. */
  mode: z.enum(["one", "several"]),
  nodes: z.array(ClusterNode),
  partitions: z.array(ClusterPartition),
  /** Effects not performed yet, such as a mail to send. */
  outbox: z.object({ waiting: z.int().nonnegative(), oldestSeconds: z.number().nonnegative() }),
  mailboxes: z.array(MailboxHealth),
  redis: BusState,
  database: z.object({
    engine: z.enum(["pglite", "postgresql"]),
    /** The schema it has. */
    schema: z.int().nonnegative(),
  }),
});
export type Cluster = z.infer<typeof Cluster>;
