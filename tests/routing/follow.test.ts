/** Replicas: routers that take another one's decisions over and answer every question as it does. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Command } from "../../protocol/commands.js";
import type { Told } from "../../protocol/routing.js";
import { type Router, createRouter } from "../../routing/router.js";
import { START, day } from "./day.js";
import { EMPTY } from "./people.js";
import { live, randomDay } from "./random-day.js";

/** For a longer look: ROUTING_DAYS=5000 npm test -- tests/routing/follow */
const DAYS = Number(process.env["ROUTING_DAYS"] ?? 25);

test("[R19] a replica that followed from the start answers every question as the router it follows", () => {
  let estimates = 0;
  fc.assert(
    fc.property(randomDay, (someDay) => {
      const replica = createRouter(EMPTY);
      live(someDay, (command, router) => {
        followAs(router, replica, command);
        const answers = answersOf(router, command.at);
        expectSame(answersOf(replica, command.at), answers);
        estimates += answers.floor.filter(
          ({ estimatedSeconds }) => estimatedSeconds !== null,
        ).length;
      });
    }),
    { numRuns: DAYS },
  );
  expect(estimates).toBeGreaterThan(DAYS);
});

test("[R19] one that joins in the middle of a day does so from there on, and estimates once all forget", () => {
  fc.assert(
    fc.property(randomDay, fc.nat({ max: 80 }), (someDay, cut) => {
      const joined: Router[] = [];
      let count = 0;
      let knowsAll = false;
      let lastAt = 0;
      const router = live(someDay, (command, leader) => {
        count += 1;
        lastAt = Math.max(lastAt, command.at);
        if (count === 20 + cut) joined.push(createRouter(leader.snapshot()));
        const [replica] = joined;
        if (replica === undefined) {
          leader.handle(command);
          return;
        }
        followAs(leader, replica, command);
        knowsAll ||= command.type === "router.recover" || command.type === "router.forget";
        const seen = knowsAll ? (answers: Answers) => answers : withoutEstimates;
        expectSame(seen(answersOf(replica, command.at)), seen(answersOf(leader, command.at)));
      });
      const [late = createRouter(router.snapshot())] = joined;
      followAs(router, late, { ...TICK, type: "router.forget", at: lastAt });
      expectSame(answersOf(late, lastAt), answersOf(router, lastAt));
    }),
    { numRuns: DAYS },
  );
});

test("[R19] time goes on with the commands, also for what no row tells", () => {
  const { router, commands, decisions } = day(`
    bucket desk linux:5 relax=10:linux:2
    engineer ada linux:2 hours=9-17
    ready ada
    call k1 desk
    0:10 tick
    60:00 tick
  `);
  const replica = createRouter(EMPTY);
  commands.forEach((command, n) => {
    const decision = decisions[n];
    if (decision !== undefined) replica.follow({ command, decision });
  });
  expect(answersOf(replica, START)).toEqual(answersOf(router, START));
  expect(replica.snapshot().lastAt).toBe(START + 3_600_000);
});

test("[R19] where the asking clock is behind, the time is the router's all the same", () => {
  const { router } = day(`
    bucket desk
    engineer ada
    1:00 back ada
  `);
  // It was loaded from rows that do not say up to when time had come.
  const { lastAt: _, ...rows } = router.snapshot();
  const replica = createRouter({ ...rows, engineerStates: [] });
  const command: Command = { ...TICK, type: "router.forget", at: START };
  followAs(router, replica, command);
  expect(replica.snapshot().lastAt).toBe(START + 60_000);
});

const TICK = { id: "tick" as Command["id"], at: START, type: "router.tick" } as const;

/** As it travels: as JSON. */
function followAs(leader: Router, replica: Router, command: Command): void {
  const told = { command, decision: leader.handle(command) };
  replica.follow(JSON.parse(JSON.stringify(told)) as Told);
}

type Answers = ReturnType<typeof answersOf>;

/** All there is to ask. Where a router promises no order, it is that of the ids. */
function answersOf(router: Router, at: number) {
  const state = router.snapshot();
  const engineers = state.engineers.map(({ id }) => id);
  const queued = state.interactions.map(({ id }) => id);
  return {
    state,
    interactions: queued.map((id) => router.interaction(id)),
    offers: state.offers.map(({ id }) => router.offer(id)),
    engineers: engineers.map((id) => [router.engineer(id), router.engineerState(id)]),
    buckets: state.buckets.map(({ id }) => router.bucket(id)),
    everybody: [...router.engineers()].sort(byId),
    everything: [...router.buckets()].sort(byId),
    hands: engineers.map((id) => [router.holding(id), router.offersOf(id)]),
    waiting: [router.waiting(), router.waiting(3)],
    obstacles: queued.map((id) => engineers.map((who) => router.obstacle(id, who))),
    why: queued.map((id) => router.waitingWhy(id, at)),
    places: queued.map((id) => router.position(id, at)),
    floor: router.floor(at),
  };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

/** Asked some thousand times, and only the difference is worth jest's care. */
function expectSame(theirs: object, ours: object): void {
  if (JSON.stringify(theirs) !== JSON.stringify(ours)) expect(theirs).toEqual(ours);
}

function withoutEstimates(answers: Answers) {
  return {
    ...answers,
    places: answers.places.map((place) => place?.position),
    floor: answers.floor.map(({ estimatedSeconds: _, ...rest }) => rest),
  };
}
