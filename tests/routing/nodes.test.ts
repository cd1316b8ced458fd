/** Consoles at several server nodes, and what becomes of them when nodes or the router are lost. */
import { expect, test } from "@jest/globals";
import { EngineerId } from "../../protocol/ids.js";
import { createRouter } from "../../routing/router.js";
import { START, day, run } from "./day.js";

const ada = EngineerId.parse("ada");

test("[R17] who has a console at another node is still there; the last that closes begins the grace", () => {
  expect(
    run(`
      bucket desk rings=100
      engineer ada
      ready ada at=nod_1
      back ada at=nod_2
      back ada at=nod_2
      chat k1 desk
      0:10 lost ada at=nod_2
      lost ada at=nod_2
      lost ada
      0:20 tick
      0:30 lost ada at=nod_1
      0:34 tick
      0:35 tick
    `),
  ).toMatchInlineSnapshot(`
   "back ada at=nod_2 -> nothing
   back ada at=nod_2 -> nothing
   chat k1 desk -> offer k1 to ada (only)
   0:10 lost ada at=nod_2 -> nothing
   lost ada at=nod_2 -> nothing
   lost ada -> nothing
   0:20 tick -> nothing
   0:30 lost ada at=nod_1 -> nothing
   0:34 tick -> nothing
   0:35 tick -> revoke k1 from ada (engineer disconnected)"
  `);
});

test("[R17] the row says at which nodes they are, and the journal when they came and left", () => {
  const { router, decisions } = day(`
    engineer ada
    back ada at=nod_1
    back ada
    lost ada at=nod_1
    0:05 lost ada
    0:06 back ada at=nod_2
  `);
  expect(router.engineerState(ada)).toMatchObject({
    connected: true,
    nodes: ["nod_2"],
    disconnectedAt: null,
  });
  expect(decisions.map(({ events }) => events.map(({ type }) => type))).toEqual([
    ["engineer.changed"],
    ["engineer.connected"],
    [],
    [],
    ["engineer.disconnected"],
    ["engineer.connected"],
  ]);
  expect(decisions.map(({ engineerStates }) => engineerStates[0]?.nodes)).toEqual([
    [],
    ["nod_1"],
    ["nod_1", "one"],
    ["one"],
    [],
    ["nod_2"],
  ]);
});

test("[R17] with a node go the consoles that were open there, and nobody else's", () => {
  const script = `
    bucket desk rings=100
    engineer ada
    engineer bo
    engineer cy
    ready ada at=nod_1
    ready bo at=nod_1
    back bo at=nod_2
    ready cy at=nod_2
    chat k1 desk
    accept k1 ada
    chat k2 desk
    chat k3 desk
    chat k4 desk
    0:10 node-lost nod_1
    node-lost nod_1
    node-lost nod_9
    0:15 tick
    2:10 tick
  `;
  expect(run(script)).toMatchInlineSnapshot(`
   "back bo at=nod_2 -> nothing
   chat k1 desk -> offer k1 to ada (id)
   accept k1 ada -> ada has k1 after 0 s
   chat k2 desk -> offer k2 to bo (id)
   chat k3 desk -> offer k3 to cy (idle)
   chat k4 desk -> offer k4 to ada (id)
   0:10 node-lost nod_1 -> nothing
   node-lost nod_1 -> nothing
   node-lost nod_9 -> nothing
   0:15 tick -> revoke k4 from ada (engineer disconnected), offer k4 to bo (id)
   2:10 tick -> bo did not answer k2, bo is not responding, cy did not answer k3, cy is not responding, bo did not answer k4, k1 waits again (engineer disconnected)"
  `);
  const { decisions } = day(script);
  const told = decisions.flatMap(({ events }) =>
    events.filter(({ type }) => /node|disc/.test(type)),
  );
  expect(told).toEqual([
    { type: "node.lost", at: START + 10_000, nodeId: "nod_1" },
    { type: "engineer.disconnected", at: START + 10_000, engineerId: "ada" },
  ]);
});

test("[R17] a row from before there were several nodes is read as being at one", () => {
  const { router } = day(`
    engineer ada
    engineer bo
    back ada
    back bo
    lost bo
  `);
  const rows = router.snapshot();
  const old = rows.engineerStates.map((row) => ({
    ...row,
    // What an old version left: it knows the column as little as it empties it.
    nodes: row.connected ? [] : [...(router.engineerState(ada)?.nodes ?? [])],
  }));
  expect(createRouter({ ...rows, engineerStates: old }).snapshot()).toEqual(rows);
});

test("[R18] after a start, who has a console at a node that is alive keeps offers and chats", () => {
  expect(
    run(`
      bucket desk rings=500
      engineer ada
      engineer bo
      engineer cy
      ready ada at=nod_1
      back ada at=nod_2
      ready bo at=nod_1
      ready cy at=nod_2
      chat k1 desk
      accept k1 ada
      chat k2 desk
      accept k2 bo
      chat k3 desk
      chat k4 desk
      chat k5 desk
      1:00 restart alive=nod_2,nod_3
      accept k4 ada
      2:59 tick
      3:00 tick
    `),
  ).toMatchInlineSnapshot(`
   "back ada at=nod_2 -> nothing
   chat k1 desk -> offer k1 to ada (id)
   accept k1 ada -> ada has k1 after 0 s
   chat k2 desk -> offer k2 to bo (id)
   accept k2 bo -> bo has k2 after 0 s
   chat k3 desk -> offer k3 to cy (idle)
   chat k4 desk -> offer k4 to ada (id)
   chat k5 desk -> offer k5 to bo (id)
   1:00 restart alive=nod_2,nod_3 -> revoke k5 from bo (server restarted), recovered, 1 offers returned, offer k5 to cy (idle)
   accept k4 ada -> ada has k4 after 60 s
   2:59 tick -> nothing
   3:00 tick -> k2 waits again (engineer disconnected), offer k2 to ada (id)"
  `);
});

test("[R18] nodes that are not alive are forgotten; nobody alive is a start of all", () => {
  const script = (end: string): string => `
    engineer ada
    back ada at=nod_1
    back ada at=nod_2
    ${end}
  `;
  const nodesAfter = (end: string): unknown => day(script(end)).router.engineerState(ada)?.nodes;
  expect(nodesAfter("restart alive=nod_2")).toEqual(["nod_2"]);
  expect(nodesAfter("restart alive=nod_1,nod_2")).toEqual(["nod_1", "nod_2"]);
  expect(nodesAfter("restart alive=nod_3")).toEqual([]);
  expect(nodesAfter("restart")).toEqual([]);
});
