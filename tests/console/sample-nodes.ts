/** Installations as an admin may find them: alone, several and well, several in trouble. */
import { Cluster } from "../../protocol/cluster.js";
import { UserId } from "../../protocol/ids.js";
import type { User } from "../../protocol/organisation.js";

export const rita: User = {
  id: UserId.parse("u-rita"),
  email: "rita@example.com",
  name: "Rita Root",
  role: "admin",
  engineerId: null,
};

const HOUR = 3_600_000;

const mailbox = {
  mailbox: "imap:support@example.com",
  state: "idle",
  error: null,
};

export function aloneAt(now: number): Cluster {
  return Cluster.parse({
    now,
    mode: "one",
    nodes: [
      {
        id: "nod_01k9x2m4q0000000001",
        address: "127.0.0.1:3000",
        version: "0.2.0",
        startedAt: now - 5 * HOUR,
        silentMs: 0,
        isSelf: true,
        clockOffMs: null,
        busState: "off",
        schema: 9,
        warnings: [],
      },
    ],
    partitions: [
      {
        partition: 0,
        name: "main",
        leaderId: "nod_01k9x2m4q0000000001",
        epoch: null,
        expiresInMs: null,
        turnNumber: null,
        streamLag: null,
        behind: {},
      },
    ],
    outbox: { waiting: 0, oldestSeconds: 0 },
    mailboxes: [],
    redis: "off",
    database: { engine: "pglite", schema: 9 },
  });
}

export function threeAt(now: number): Cluster {
  const node = (n: number): Cluster["nodes"][number] =>
    Cluster.shape.nodes.element.parse({
      id: `nod_01k9x2m4q000000000${String(n)}`,
      address: `10.0.0.${String(n)}:3000`,
      version: "0.3.0",
      startedAt: now - n * HOUR,
      silentMs: 100 * n,
      isSelf: n === 1,
      clockOffMs: 12 * n,
      busState: "connected",
      schema: 11,
      warnings: [],
    });
  return Cluster.parse({
    now,
    mode: "several",
    nodes: [node(1), node(2), node(3)],
    partitions: [
      {
        partition: 0,
        name: "main",
        leaderId: node(2).id,
        epoch: 4,
        expiresInMs: 1180,
        turnNumber: 481_223,
        streamLag: 0,
        behind: { [node(1).id]: 0, [node(3).id]: 0 },
      },
      {
        partition: 1,
        name: "asia",
        leaderId: node(3).id,
        epoch: 2,
        expiresInMs: 1320,
        turnNumber: 90_114,
        streamLag: 2,
        behind: { [node(1).id]: 0, [node(2).id]: 0 },
      },
    ],
    outbox: { waiting: 2, oldestSeconds: 1.2 },
    mailboxes: [{ ...mailbox, readAt: now - 40_000 }],
    redis: "connected",
    database: { engine: "postgresql", schema: 11 },
  });
}

/** One is gone and nobody took its partition over, one lags, Redis is lost, mail does not go out. */
export function inTroubleAt(now: number): Cluster {
  const well = threeAt(now);
  return Cluster.parse({
    ...well,
    nodes: well.nodes.map((node, index) => ({
      ...node,
      busState: "lost",
      ...(index === 0 && { warnings: ["bus_lost", "clock_off"], clockOffMs: -184_300 }),
      ...(index === 1 && {
        warnings: ["bus_lost", "version_differs", "schema_behind", "behind"],
        version: "0.2.0",
        schema: 10,
      }),
      ...(index === 2 && { warnings: ["silent"], silentMs: 14_200 }),
    })),
    partitions: well.partitions.map((row, index) => ({
      ...row,
      ...(index === 1 && { leaderId: null, streamLag: 31, expiresInMs: -12_700 }),
      behind: { [well.nodes[1]?.id ?? ""]: 214 },
    })),
    outbox: { waiting: 37, oldestSeconds: 912 },
    mailboxes: [
      {
        ...mailbox,
        state: "connecting",
        readAt: now - 30 * 60_000,
        error: "Command failed: [AUTHENTICATIONFAILED] Invalid credentials",
      },
    ],
    redis: "lost",
  });
}
