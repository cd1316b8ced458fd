/**
 * One trial from beginning to end: a cluster of real processes, customers and engineers who only know
 * its public addresses, faults, a drain, and the verdict.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { apiOf, listIds, MAILS, OPEN, readWorld, tokenFor, type Api } from "./api.js";
import { openBalancer } from "./balancer.js";
import { openCarrier, type Carrier } from "./calls.js";
import { openChats, type Chats } from "./chats.js";
import { openCluster, type Cluster } from "./cluster.js";
import { openPulse, openTeam, type Pulse, type Team } from "./engineers.js";
import { runFaults, type Fault } from "./faults.js";
import { judge, longestPause, type Verdict } from "./judge.js";
import { openMails, type Mails } from "./mails.js";
import { COOLDOWN_SECONDS, employ } from "./organisation.js";
import { Chance } from "./chance.js";
import { emptyStory, type Kept, type Story } from "./story.js";
import { lapse, pause } from "./wire.js";

const ADMIN = { email: "admin@torture.example", password: "a password for a trial" };
const ENGINEERS = 18;
/** How many begin in a second. */
const ARRIVALS = { calls: 1, chats: 4, mails: 1, delivered: 0.5 };
/** After the load: for what is under way, as long as there is time. Who is still there then goes. */
const DRAIN_MS = { min: 8000, max: 22_000 };
/** What beginning, draining, reading and judging may take beside the load. */
export const AROUND_MS_MAX = 60_000;
/** Of it, for reading everything that was done, and for closing. */
const READ_MS = 18_000;
/** A node takes so long to start that was just being started. */
const LATE_MS_MAX = 10_000;
const LOOK_MS = 250;
const WATCH_MS = 500;

export interface TrialOptions {
  readonly nodes: number;
  readonly seconds: number;
  readonly seed: number;
  /** How many come, 1: as on an ordinary day of this trial. */
  readonly rate: number;
  /** Faults may meet. */
  readonly overlap: boolean;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface Trial {
  readonly story: Story;
  readonly verdict: Verdict;
  /** How late the trial's own clock was: more than some hundred means that the machine is too slow for it. */
  readonly lateP99Ms: number;
  readonly faults: readonly (Fault & { readonly pauseMs: number })[];
}

interface Stage {
  readonly cluster: Cluster;
  readonly api: Api;
  readonly carrier: Carrier;
  readonly chats: Chats;
  readonly mails: Mails;
  readonly team: Team;
  readonly pulses: readonly Pulse[];
}

/** Leaves no process and no folder behind, however it ends; at the signal at once. */
export async function runTrial(options: TrialOptions): Promise<Trial> {
  const closers: (() => unknown)[] = [];
  const trial = open(options, closers);
  try {
    return await Promise.race([trial, aborted(options.signal)]);
  } finally {
    await closeAll(closers, options.say);
    // Stopped while it began, it may have started something more meanwhile.
    await Promise.race([Promise.allSettled([trial]), lapse(LATE_MS_MAX)]);
    await closeAll(closers, options.say);
  }
}

async function closeAll(closers: (() => unknown)[], say: TrialOptions["say"]): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
    try {
      await close();
    } catch (error) {
      say(`not closed: ${String(error)}`);
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error("stopped"));
    });
  });
}

async function open(options: TrialOptions, closers: (() => unknown)[]): Promise<Trial> {
  const { say, signal } = options;
  const endsAt = Date.now() + options.seconds * 1000 + AROUND_MS_MAX;
  const story = emptyStory(COOLDOWN_SECONDS * 1000);
  /** Everybody draws from a generator of their own, so that they do not change each other's luck. */
  let seeds = options.seed;
  const chance = (): Chance => new Chance((seeds = (seeds * 31 + 7) % 4_294_967_296));

  const cluster = await openCluster(options.nodes);
  closers.push(() => cluster.close());
  const { nodes } = cluster;
  // Closed first, because it would start again what is being ended.
  const watching = watch(cluster, story);
  closers.push(() => {
    clearInterval(watching);
    for (const accident of story.accidents) say(`accident: ${accident}`);
  });
  const balancer = await openBalancer(nodes, chance());
  closers.push(() => balancer.close());
  const alerts = new Map<string, number>();
  const carrier = await openCarrier({
    ...{ publicUrl: balancer.url, story, chance: chance() },
    onAlert: (message) => alerts.set(message, (alerts.get(message) ?? 0) + 1),
  });
  closers.push(() => carrier.close());
  const mails = await openMails({ nodes, story, chance: chance() });
  closers.push(() => mails.close());
  const env = {
    DEMO: "0",
    RATE_LIMITS: "0",
    LOG_LEVEL: "error",
    DATABASE_URL: cluster.postgres.url,
    REDIS_URL: cluster.redis.url,
    PUBLIC_URL: balancer.url,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ...carrier.env,
    ...mails.env,
  };
  signal.throwIfAborted();
  // The first makes the tables; the others find them.
  const [first, ...others] = nodes;
  if (first === undefined) throw new Error("a trial needs a node");
  await first.start(env);
  await Promise.all(others.map((node) => node.start(env)));
  const token = await tokenFor(first, { path: "/session", body: ADMIN });
  const api = apiOf(nodes, { authorization: `Bearer ${token}` });
  const staff = await employ(first, {
    ...{ api: apiOf([first], { authorization: `Bearer ${token}` }), story, chance: chance() },
    ...{ many: ENGINEERS, pulses: nodes.length, mailbox: mails.mailbox },
  });
  signal.throwIfAborted();
  const engineers = staff.engineers.map((employee) => ({
    employee,
    phone: carrier.phone(employee.engineerId),
  }));
  const team = openTeam({ nodes, story, chance: chance() }, engineers);
  closers.push(() => team.close());
  const pulses = nodes.map((node, place) => {
    const employee = staff.pulses[place];
    if (employee === undefined) throw new Error("a node without a pulse");
    return openPulse(node, { story, chance: chance(), employee });
  });
  closers.push(() => Promise.all(pulses.map((pulse) => pulse.close())));
  const chats = openChats({ nodes, story, chance: chance() });
  closers.push(() => chats.close());
  say(
    `${String(nodes.length)} nodes, ${String(ENGINEERS)} engineers; seed ${String(options.seed)}`,
  );

  const stage: Stage = { cluster, api, carrier, chats, mails, team, pulses };
  const late = monitorEventLoopDelay();
  late.enable();
  const faults = await live(stage, story, { ...options, chance });
  late.disable();
  signal.throwIfAborted();
  const drainMs = Math.min(DRAIN_MS.max, endsAt - READ_MS - Date.now());
  const drainUntil = Date.now() + Math.max(DRAIN_MS.min, drainMs);
  const world = await settle(stage, story, { say, until: drainUntil });
  clearInterval(watching);
  for (const [message, count] of alerts) say(`carrier: ${message} (${String(count)})`);
  return {
    story,
    lateP99Ms: late.percentile(99) / 1e6,
    verdict: judge(story, world, Date.now()),
    faults: faults.map((fault) => ({
      ...fault,
      pauseMs: longestPause(story.decisions, {
        from: fault.at,
        to: fault.recoveredAt ?? Date.now(),
      }),
    })),
  };
}

/** Load and faults side by side, for as long as asked. */
async function live(
  { cluster, carrier, chats, mails, pulses }: Stage,
  story: Story,
  options: TrialOptions & { readonly chance: () => Chance },
): Promise<readonly Fault[]> {
  const { say, signal, overlap, rate } = options;
  const started = Date.now();
  const until = started + options.seconds * 1000;
  const arrivals = [
    arrive(ARRIVALS.calls * rate, options.chance(), () => {
      carrier.call();
    }),
    arrive(ARRIVALS.chats * rate, options.chance(), () => {
      chats.come();
    }),
    arrive(ARRIVALS.mails * rate, options.chance(), () => {
      mails.write();
    }),
    arrive(ARRIVALS.delivered * rate, options.chance(), () => {
      mails.deliver().catch((error: unknown) => {
        story.accidents.push(`the mailbox took nothing: ${String(error)}`);
      });
    }),
  ];
  try {
    const faults = await runFaults({
      ...{ cluster, pulses, overlap, signal, until, chance: options.chance(), say },
      onFault: (fault) => {
        const { kind, node, at, recoveredAt } = fault;
        const name = `${kind}${node === null ? "" : ` (${node})`}`;
        if (recoveredAt === null) {
          story.accidents.push(`${name}: not recovered after 20 s`);
          say(`${name}: NOT recovered`);
        } else say(`${name}: recovered ${((recoveredAt - at) / 1000).toFixed(1)} s after it began`);
      },
    });
    while (Date.now() < until && !signal.aborted) await pause(LOOK_MS);
    return faults;
  } finally {
    for (const stop of arrivals) stop();
  }
}

/** People come independently of each other. Answers with how to stop. */
function arrive(perSecond: number, chance: Chance, come: () => void): () => void {
  let timer: NodeJS.Timeout | null = null;
  const next = (): void => {
    timer = setTimeout(
      () => {
        come();
        next();
      },
      chance.wait(1000 / perSecond),
    );
  };
  next();
  return () => {
    if (timer !== null) clearTimeout(timer);
  };
}

/** What is under way is finished; who is still there then leaves; what is there is read. */
async function settle(
  { api, carrier, chats, mails, team }: Stage,
  story: Story,
  { say, until }: { readonly say: TrialOptions["say"]; readonly until: number },
): Promise<Kept[]> {
  const isQuiet = async (): Promise<boolean> => {
    const sent = new Set(story.sent.map(({ token }) => token));
    const isSent = [...story.answered].every((token) => sent.has(token));
    if (!isSent || team.busy() > 0 || (await listIds(api, OPEN)).length > 0) return false;
    // What lies in the mailbox is acknowledged, and comes in when it is read.
    const written = story.contacts.filter(({ channel }) => channel === "email").length;
    return (await listIds(api, MAILS)).length >= written;
  };
  while (Date.now() < until && !(await isQuiet())) await pause(LOOK_MS);
  carrier.leave();
  await chats.leave();
  for (const id of team.inHand()) story.inHand.add(id);
  // From here on nothing more is acknowledged: what is read is compared with what was told before.
  await Promise.all([mails.leave(), chats.close(), team.close()]);
  await pause(1000);
  say(`drained; ${String((await listIds(api, OPEN)).length)} not over`);
  return readWorld(api);
}

/** A node that ends though nobody killed it is an accident, and is started again. */
function watch(cluster: Cluster, story: Story): NodeJS.Timeout {
  return setInterval(() => {
    for (const node of cluster.nodes) {
      const words = node.endedByItself();
      if (words === null) continue;
      story.accidents.push(`${node.name} ended by itself: ${words}`);
      node.kill().then(
        () => node.start(),
        () => undefined,
      );
    }
  }, WATCH_MS);
}
