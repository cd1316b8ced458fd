/**
 * `npm run bench -- nodes [--nodes 3] [--partitions 3] [--json]`: whole lives a second with one, two
 * and three nodes on the same PostgreSQL and Redis, and how long an offer takes from its commit to an
 * engineer at another node than the one that took the contact. Each organisation is a partition;
 * the load comes from this process, on the same machine, so the figures include what it costs.
 */
import { parseArgs } from "node:util";
import { startPostgres } from "../tests/support/postgres.js";
import { fill, inPace, measureSocketLives, type Entrance } from "./exchange-offers.js";
import { quantile, report, rounded } from "./figures.js";
import { openDesk, type Desk } from "./nodes-staff.js";
import { openCluster, type Cluster } from "../tests/torture/cluster.js";

const ADMIN = { email: "bench@example.com", password: "a password for benchmarks" };
const LIVES = { chats: 400, seconds: 15 };
/** Chats wait at the first node, and ring at others until somebody has declined each of them. */
const CROSS = { offersPerSecond: 300, seconds: 10, chats: 240, chatsPerSecond: 40 };

const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "3" },
    partitions: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
  },
});
const nodes = Number(values.nodes);
const hosts = Array.from(
  { length: Number(values.partitions) },
  (_, number) => `p${String(number)}.localhost`,
);

// As it comes, with fsync: a commit costs what it costs.
const cluster = await openCluster(nodes, await startPostgres([]));
try {
  const figures: Record<string, number | null> = { lives1: null, lives2: null, lives3: null };
  const env = environment(cluster);
  let desks: readonly Desk[] | null = null;
  for (const [place, node] of cluster.nodes.entries()) {
    await node.start(env);
    desks ??= await Promise.all(hosts.map((host) => openDesk(entrance(node, host), ADMIN)));
    figures[`lives${String(place + 1)}`] = await lives(desks, cluster.nodes.slice(0, place + 1));
  }
  const cross = desks === null ? [] : await crossNode(desks, cluster.nodes);
  report("nodes", {
    ...figures,
    crossNodeP50Ms: cross.length === 0 ? null : rounded(quantile(cross, 0.5)),
    crossNodeP99Ms: cross.length === 0 ? null : rounded(quantile(cross, 0.99)),
  });
} finally {
  await cluster.close();
}

function environment({ postgres, redis }: Cluster): Record<string, string> {
  return {
    DEMO: "0",
    RATE_LIMITS: "0",
    LOG_LEVEL: "fatal",
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    // One organisation needs no name, and is served whatever the host is called.
    ...(hosts.length > 1 && {
      PARTITIONS: hosts.map((host, place) => `p${String(place)}=${host}`).join(","),
    }),
  };
}

function entrance(node: { readonly url: string }, host: string): Entrance {
  return hosts.length > 1 ? { url: node.url, headers: { host } } : { url: node.url };
}

/** All organisations at once, customers and engineers of each at every node. */
async function lives(
  desks: readonly Desk[],
  nodes: readonly { readonly url: string }[],
): Promise<number> {
  const perSecond = await Promise.all(
    desks.map(async (desk, place) => {
      const entrances = nodes.map((node) => entrance(node, hosts[place] ?? ""));
      const team = await desk.connect(entrances);
      const found = await measureSocketLives(entrances, team, {
        chats: Math.ceil(LIVES.chats / desks.length),
        seconds: LIVES.seconds,
      });
      team.close();
      return found;
    }),
  );
  return rounded(perSecond.reduce((sum, one) => sum + one, 0));
}

/**
 * One organisation; customers at the first node, engineers at all the others. Every offer comes from the
 * turn that declined the one before. Empty: there are no others.
 */
async function crossNode(
  [desk]: readonly Desk[],
  [first, ...others]: readonly { readonly url: string }[],
): Promise<number[]> {
  if (desk === undefined || first === undefined || others.length === 0) return [];
  const host = hosts[0] ?? "";
  const team = await desk.connectChoosy(others.map((node) => entrance(node, host)));
  const door = await fill([entrance(first, host)], {
    chats: CROSS.chats,
    perSecond: CROSS.chatsPerSecond,
  });
  const sinceCommit: number[] = [];
  team.onOffer = ({ committedAt }, arrivedAt) => {
    sinceCommit.push(arrivedAt - committedAt);
  };
  await inPace(CROSS.offersPerSecond, CROSS.seconds, () => {
    if (!team.decline()) throw new Error("nothing rings any more: more chats are needed");
  });
  door.close();
  team.close();
  return sinceCommit;
}
