/**
 * `npm run bench -- scale [--json]`: what grows with an organisation, on this machine. A day at 1,000 and
 * at 10,000 engineers: what a decided command costs the leader (decide, write the record down) and every
 * other node (read the record, follow it), how large a record is, and how long a takeover takes to read
 * the floor back from a real PostgreSQL. `docs/operating/scale.md` calculates with these figures.
 */
import { decodeRecord, encodeRecord } from "../src/dispatch/record.js";
import { openStore } from "../src/store/open.js";
import type { Store } from "../src/store/store.js";
import type { Command } from "../protocol/commands.js";
import type { Decision, RoutingState } from "../protocol/routing.js";
import { createRouter } from "../routing/router.js";
import { startPostgres } from "../tests/support/postgres.js";
import { quantile, report, rounded } from "./figures.js";
import { Chance } from "./routing-chance.js";
import { Day, firstTick } from "./routing-day.js";
import { makeOrganisation, makeState } from "./routing-world.js";

/** Lived through before anything is measured, and measured. */
const WARM = 3000;
const MEASURED = 6000;
/** Commands in a turn of a busy hour. */
const IN_A_TURN = 20;
const ROWS_PER_COMMIT = 5000;
const LOADS = 5;

const figures: Record<string, number> = {};
for (const engineers of [1000, 10_000]) {
  const waiting = engineers / 5;
  const organisation = makeOrganisation(engineers, new Chance(1));
  const state = makeState(organisation, waiting, new Chance(2));
  const told = live(organisation, state);
  const found = followed(state, told);
  for (const [name, value] of Object.entries(found)) {
    figures[`${name}${String(engineers / 1000)}k`] = rounded(value);
  }
  figures[`takeoverMs${String(engineers / 1000)}k`] = rounded(await loaded(state));
}
report("scale", figures);

interface Told {
  readonly command: Command;
  readonly decision: Decision;
}

/** What was asked and decided on a busy day. */
function live(organisation: ReturnType<typeof makeOrganisation>, state: RoutingState): Told[] {
  const router = createRouter(state);
  const told: Told[] = [];
  const act = (command: Command): Decision => {
    const decision = router.handle(command);
    told.push({ command, decision });
    return decision;
  };
  const day = new Day(
    { act, nextTimerAt: () => router.nextTimerAt() },
    { organisation, state, chance: new Chance(3) },
  );
  day.open();
  while (told.length < 1 + WARM + MEASURED) day.step();
  return told.slice(0, 1 + WARM + MEASURED);
}

/** Microseconds a command, and bytes of its part of a record. */
function followed(state: RoutingState, told: readonly Told[]): Record<string, number> {
  const leader = createRouter(state);
  const replica = createRouter(state);
  const times = { decide: [] as number[], write: [] as number[], read: [] as number[] };
  const follow: number[] = [];
  let bytes = 0;
  const turns: Told[][] = [];
  for (let start = 0; start < told.length; start += IN_A_TURN) {
    turns.push(told.slice(start, start + IN_A_TURN));
  }
  for (const [number, turn] of turns.entries()) {
    const before = performance.now();
    const decided = turn.map(({ command }) => ({
      command,
      decision: leader.handle(command),
      luggage: {},
      effects: [],
    }));
    const decidedAt = performance.now();
    const body = encodeRecord({ number: number + 1, epoch: 1, committedAt: 0, decided });
    const writtenAt = performance.now();
    const record = decodeRecord(body);
    const readAt = performance.now();
    for (const one of record?.decided ?? []) replica.follow(one);
    const followedAt = performance.now();
    if (number * IN_A_TURN < WARM) continue;
    const each = (ms: number): number => (ms * 1000) / turn.length;
    times.decide.push(each(decidedAt - before));
    times.write.push(each(writtenAt - decidedAt));
    times.read.push(each(readAt - writtenAt));
    follow.push(each(followedAt - readAt));
    bytes += body.length;
  }
  const mean = (all: readonly number[]): number =>
    all.reduce((sum, one) => sum + one, 0) / all.length;
  return {
    decideMicros: mean(times.decide),
    writeMicros: mean(times.write),
    readMicros: mean(times.read),
    followMicros: mean(follow),
    recordBytes: bytes / (follow.length * IN_A_TURN),
  };
}

/** Milliseconds from nothing to a router that decides: the rows from PostgreSQL, and the first turn. */
async function loaded(state: RoutingState): Promise<number> {
  const postgres = await startPostgres([]);
  const store = await openStore({ dataDir: null, databaseUrl: postgres.url });
  try {
    await fill(store, state);
    const times: number[] = [];
    for (let round = 0; round < LOADS; round++) {
      const before = performance.now();
      const router = createRouter(await store.load(0));
      router.handle(firstTick());
      times.push(performance.now() - before);
    }
    return quantile(times, 0.5);
  } finally {
    await store.close();
    await postgres.stop();
  }
}

async function fill(store: Store, state: RoutingState): Promise<void> {
  const epoch = await store.takeLease({ partition: 0, holder: "bench", ttlMs: null });
  if (epoch === null) throw new Error("the lease is being held");
  const nothing = { commands: [], events: [], offers: [], contents: [], messages: [] };
  const rest = { sessions: [], effects: [], partition: 0, epoch };
  const { engineers, engineerStates, buckets, interactions } = state;
  const empty = { ...nothing, ...rest, engineers: [], engineerStates: [], buckets: [] };
  await store.commitTurn({ ...empty, engineers, engineerStates, buckets, interactions: [] });
  for (let start = 0; start < interactions.length; start += ROWS_PER_COMMIT) {
    const some = interactions.slice(start, start + ROWS_PER_COMMIT);
    await store.commitTurn({ ...empty, interactions: some });
  }
}
