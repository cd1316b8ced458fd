/**
 * What is done to the nodes, to Redis and to PostgreSQL, one after the other. Each fault is followed
 * until everything works again: every node says that it is ready, and a command through every node
 * was decided after the damage was over.
 */
import type { ClusterNode, Cluster } from "./cluster.js";
import type { Pulse } from "./engineers.js";
import type { Chance } from "./chance.js";
import { pause } from "./wire.js";

/** Faults of nodes stand between the others, so that a leader dies early in any trial. */
const ROUND = [
  "node killed",
  "Redis emptied",
  "node frozen",
  "PostgreSQL restarted",
  "node killed",
  "Redis frozen",
  "node frozen",
  "PostgreSQL crashed",
] as const;
export type FaultKind = (typeof ROUND)[number];

const FROZEN_NODE_MS = 5000;
const FROZEN_REDIS_MS = 3000;
const DOWN_MS = { min: 500, max: 2000 };
const CALM_MS = { min: 800, max: 2000 };
/** Overlapping faults begin this long after each other. */
const APART_MS = { min: 1500, max: 4000 };
const RECOVERED_MS_MAX = 20_000;
const LOOK_MS = 100;
/** A fault that begins later than this before the end could not be followed. */
const LAST_MS = 7000;

export interface Fault {
  readonly kind: FaultKind;
  /** Which node. null: not a node's. */
  readonly node: string | null;
  readonly at: number;
  /** The damage was over: started again, or going on. */
  readonly overAt: number;
  /** null: it did not recover while it was watched. */
  readonly recoveredAt: number | null;
}

export interface FaultParts {
  readonly cluster: Cluster;
  readonly pulses: readonly Pulse[];
  readonly chance: Chance;
  readonly until: number;
  readonly overlap: boolean;
  readonly signal: AbortSignal;
  readonly onFault: (fault: Fault) => void;
  readonly say: (line: string) => void;
}

/** Resolves when the last one is over. */
export async function runFaults(parts: FaultParts): Promise<readonly Fault[]> {
  const { chance, until, overlap, signal } = parts;
  const faults: Fault[] = [];
  const running: Promise<void>[] = [];
  /** What is damaged now; two faults never meet in one place. */
  const damaged = new Set<string>();
  const victims = victimsOf(parts.cluster.nodes, chance);
  await pause(chance.whole(CALM_MS.min, CALM_MS.max));
  for (let count = 0; Date.now() < until - LAST_MS && !signal.aborted; count++) {
    const kind = ROUND[count % ROUND.length] ?? "node killed";
    const node = kind.startsWith("node") ? victims(damaged) : null;
    const place = node?.name ?? kind.split(" ")[0] ?? "";
    if (!damaged.has(place)) {
      damaged.add(place);
      const one = follow(parts, { kind, node }).then((fault) => {
        damaged.delete(place);
        faults.push(fault);
        parts.onFault(fault);
      });
      running.push(one);
      if (!overlap) await one;
    }
    const between = overlap ? APART_MS : CALM_MS;
    await pause(chance.whole(between.min, between.max));
  }
  await Promise.all(running);
  return faults;
}

/**
 * One node after the other in a shuffled order, the leader wherever it is: it does not move before it
 * was hit. The next that is whole; the first when none is.
 */
function victimsOf(
  nodes: readonly ClusterNode[],
  chance: Chance,
): (damaged: ReadonlySet<string>) => ClusterNode {
  const order = chance.shuffled(nodes);
  let turn = 0;
  return (damaged) => {
    const waiting = [...order.slice(turn), ...order.slice(0, turn)];
    const node = waiting.find(({ name }) => !damaged.has(name)) ?? chance.one(order);
    turn = (order.indexOf(node) + 1) % order.length;
    return node;
  };
}

async function follow(
  parts: FaultParts,
  { kind, node }: { readonly kind: FaultKind; readonly node: ClusterNode | null },
): Promise<Fault> {
  const at = Date.now();
  parts.say(`${kind}${node === null ? "" : `: ${node.name}`}`);
  await damage(parts, kind, node);
  const overAt = Date.now();
  const recoveredAt = await recovered(parts, overAt);
  return { kind, node: node?.name ?? null, at, overAt, recoveredAt };
}

/** Resolves when the damage is over; what follows from it is not. */
async function damage(
  { cluster, chance }: FaultParts,
  kind: FaultKind,
  node: ClusterNode | null,
): Promise<void> {
  const { redis, postgres } = cluster;
  const down = chance.whole(DOWN_MS.min, DOWN_MS.max);
  switch (kind) {
    case "node killed":
      await node?.kill();
      await pause(down);
      await node?.start();
      return;
    case "node frozen":
      node?.freeze();
      await pause(FROZEN_NODE_MS);
      node?.thaw();
      return;
    case "Redis emptied":
      await redis.halt();
      await pause(down);
      await redis.resume();
      return;
    case "Redis frozen":
      redis.freeze();
      await pause(FROZEN_REDIS_MS);
      await redis.resume();
      return;
    case "PostgreSQL restarted":
    case "PostgreSQL crashed":
      await postgres.halt(kind === "PostgreSQL crashed" ? "immediate" : "fast");
      await pause(down);
      await postgres.resume();
      return;
  }
}

async function recovered(
  { cluster, pulses, signal, say }: FaultParts,
  since: number,
): Promise<number | null> {
  let missing: string[] = [];
  while (Date.now() < since + RECOVERED_MS_MAX && !signal.aborted) {
    const troubles = await Promise.all(cluster.nodes.map((node) => node.trouble()));
    missing = cluster.nodes.flatMap(({ name }, place) => {
      const trouble = troubles[place] ?? null;
      if (trouble !== null) return `${name}: ${trouble}`;
      const pulse = pulses[place]?.lastAt() ?? 0;
      return pulse > since ? [] : `${name}: decides nothing`;
    });
    if (missing.length === 0) return Date.now();
    await pause(LOOK_MS);
  }
  say(`not recovered: ${missing.join("; ")}`);
  return null;
}
