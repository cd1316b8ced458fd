/** What supervisors and engineers read of the router: boards, explanations, what waits for whom. */
import { expect, test } from "@jest/globals";
import { BucketId, EngineerId, InteractionId } from "../../protocol/ids.js";
import { Board, WaitingForMe } from "../../protocol/sockets.js";
import { ExplainedWait } from "../../protocol/explanation.js";
import type { Router } from "../../routing/router.js";
import { createContacts } from "../../src/desk/contacts.js";
import { boardOf } from "../../src/floor/board.js";
import { createTally } from "../../src/floor/tally.js";
import { waitingFor } from "../../src/floor/waiting-for.js";
import { whyWaiting } from "../../src/floor/why.js";
import type { Store } from "../../src/store/store.js";
import { START, day } from "../routing/day.js";

const contacts = createContacts({} as Store);
const support = BucketId.parse("support");

/** A store that only counts. */
function counting(rows: Awaited<ReturnType<Store["counts"]>>): Store {
  return { counts: () => Promise.resolve(rows) } as Partial<Store> as Store;
}

async function boardAt(router: Router, at: number): Promise<Board> {
  const tally = await createTally(counting([]), at);
  return Board.parse(boardOf(router, { contacts, tally, at }));
}

test("[H20] one that waits: its place, the next step, and what stops each engineer", () => {
  const { router } = day(`
    bucket support linux:8 relax=60:linux:3
    engineer ada linux:9
    engineer bo linux:5
    engineer cy
    engineer dee linux:8
    ready ada
    ready bo
    break dee
    0:01 call first support
    accept first ada
    0:02 call i1 support
  `);
  const why = whyWaiting(router, InteractionId.parse("i1"), START + 3000);
  expect(ExplainedWait.parse(why)).toMatchObject({
    position: 1,
    step: 0,
    nextStep: { step: 1, at: START + 62_000 },
    free: 0,
    obstacles: [
      { because: "no_room", count: 1 },
      { because: "not_available", count: 1 },
      { because: "skills", count: 2 },
    ],
    engineers: [
      { name: "ada", because: "no_room" },
      { name: "dee", because: "not_available" },
      { name: "bo", because: "skills" },
      { name: "cy", because: "skills" },
    ],
    more: 0,
    unservable: false,
  });
  expect(whyWaiting(router, InteractionId.parse("first"), START + 3000)).toBeNull();
});

test("[H21] the board tells what is closed, what nobody can do, and who is called back", async () => {
  const { router } = day(`
    bucket support linux:8
    bucket juggling juggling:3 closed=rehearsal
    bucket nights linux:1 hours=22-6
    engineer ada linux:9
    0:01 call i1 support
    0:02 call i2 juggling
    0:03 call i3 support
    call-back i3
  `);
  const { buckets } = await boardAt(router, START + 4000);
  expect(
    buckets.map(({ bucketId, closed, unservable, callbacks }) => [
      bucketId,
      closed,
      unservable,
      callbacks,
    ]),
  ).toEqual([
    ["juggling", { by: "supervisor", reason: "rehearsal" }, 1, 0],
    ["nights", { by: "hours", reason: null }, 0, 0],
    ["support", null, 0, 1],
  ]);
});

test("[H21] who gave up is counted by how long they waited; the quickest are no failure of ours", async () => {
  const at = START;
  const gaveUp = (waitedSeconds: number, target: number) => ({
    bucketId: support,
    kind: "abandoned" as const,
    at,
    waitedSeconds,
    inTarget: waitedSeconds <= target,
  });
  const answered = { ...gaveUp(4, 20), kind: "answered" as const };
  const tally = await createTally(
    counting([answered, gaveUp(2, 1), gaveUp(7, 20), gaveUp(20, 1), gaveUp(300, 20)]),
    at,
  );
  expect(tally.today(support, { at, limits: [5, 20, 60] })).toMatchObject({
    abandoned: 4,
    abandonedWithin: [1, 1, 1, 1],
    abandonedLate: 2,
    serviceLevel: 1 / 3,
  });
  expect(tally.today(support, { at, limits: [] })).toMatchObject({
    abandonedWithin: [4],
    abandonedLate: 3,
  });
});

test("[H22] an engineer sees what they could take, in the queue's order, and what stands between", () => {
  const { router } = day(`
    bucket support linux:3
    bucket other net:3
    engineer ada linux:9
    engineer bo linux:9
    ready ada
    break ada
    lost bo
    0:01 mail m1 support
    0:02 call i1 support priority=2
    0:03 call i2 other
    0:04 call i3 support
  `);
  const see = (who: string): unknown[] => {
    const list = waitingFor(router, EngineerId.parse(who), { contacts, at: START + 5000 });
    WaitingForMe.parse(list);
    return [list.items.map(({ interaction, lack }) => [interaction.id, lack]), list.others];
  };
  const before = [
    ["i1", null],
    ["i3", null],
    ["m1", null],
  ];
  expect(see("ada")).toEqual([before, 1]);
  router.handle({
    type: "interaction.pull",
    id: "pulls" as never,
    at: START + 6000,
    interactionId: InteractionId.parse("i1"),
    engineerId: EngineerId.parse("ada"),
  });
  expect(see("ada")).toEqual([
    [
      ["i3", "no_room"],
      ["m1", "no_room"],
    ],
    1,
  ]);
  expect(see("nobody")).toEqual([[], 0]);
});
