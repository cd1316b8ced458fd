import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { DomainEvent } from "../../protocol/events.js";
import { BucketId, EngineerId, InteractionId, OfferId } from "../../protocol/ids.js";
import { UNQUEUED, type RoutedInteraction } from "../../protocol/interactions.js";
import { timelineOf } from "../../src/http/routes/timeline.js";
import { bucket, engineer } from "../support/organisation.js";
import { leaseOf } from "../support/lease.js";
import { commandId, refusal, startHttp, waitsAlone, type HttpServer } from "./http-server.js";

let server: HttpServer;
const as = "engineer" as const;
const AT = 1_760_000_000_000;
const main = BucketId.parse("main");
const ada = EngineerId.parse("ada");
const ids = ["int-1", "int-2", "int-3", "int-4", "int-5"].map((id) => InteractionId.parse(id));
const last = InteractionId.parse("int-5");

beforeAll(async () => {
  server = await startHttp();
  const { store } = server;
  const epoch = await leaseOf(store);
  const id = commandId("cmd-1");
  const offerId = OfferId.parse("off-1");
  const told = { interactionId: last, engineerId: ada, offerId };
  const events: DomainEvent[] = [
    { type: "interaction.started", at: AT, interactionId: last, channel: "chat" },
    { ...queued(), at: AT + 10 },
    {
      type: "interaction.offered",
      at: AT + 20,
      ...told,
      expiresAt: AT + 90,
      because: "level",
      why: {
        step: 1,
        fits: 3,
        by: ["last", "level"],
        considered: [
          { engineerId: ada, values: [1, -8] },
          { engineerId: EngineerId.parse("bo"), values: [1, -5] },
        ],
        passedOver: [{ engineerId: EngineerId.parse("cy"), because: "no_room" }],
      },
    },
    { type: "offer.declined", at: AT + 30, ...told, reason: "busy" },
  ];
  await store.commitTurn({
    partition: 0,
    epoch,
    commands: [
      {
        command: { type: "router.tick", id, at: AT },
        outcome: { ok: true, interactionId: null },
      },
    ],
    events: events.map((event) => ({ commandId: id, event })),
    interactions: ids.map((each, index) => ({
      ...row(each),
      channel: index % 2 === 0 ? "chat" : "voice",
      state: index < 2 ? "waiting" : "active",
    })),
    offers: [],
    engineerStates: [],
    engineers: [engineer("ada")],
    buckets: [bucket("main")],
    contents: [],
    messages: [],
    sessions: [],
    effects: [],
  });
});

afterAll(() => server.close());

function queued(): Extract<DomainEvent, { type: "interaction.queued" }> {
  return {
    type: "interaction.queued",
    at: AT,
    interactionId: last,
    channel: "chat",
    bucketId: main,
    priority: 5,
    dueAt: AT + 60_000,
  };
}

function row(id: InteractionId): RoutedInteraction {
  return {
    id,
    channel: "chat",
    state: "waiting",
    outcome: null,
    customerId: null,
    bucketId: main,
    priority: 5,
    skills: [],
    directTo: null,
    engineerId: null,
    lastEngineerId: null,
    startedAt: AT,
    queuedAt: AT,
    dueAt: AT + 60_000,
    answeredAt: null,
    endedAt: null,
    wrapUpEndsAt: null,
    closedAt: null,
    disposition: null,
    offers: 0,
    cooldowns: [],
    ...UNQUEUED,
  };
}

interface Page {
  readonly items: { readonly id: string }[];
  readonly nextCursor: string | null;
}

async function page(query: string): Promise<Page> {
  const answered = await server.ask("GET", `/api/v1/interactions?${query}`, { as });
  expect(answered.status).toBe(200);
  return answered.body as Page;
}

const idsOf = ({ items }: Page): string[] => items.map((item) => item.id);

test("[H9] pages follow each other to the end, newest first", async () => {
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const next: Page = await page(`limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
    seen.push(...idsOf(next));
    cursor = next.nextCursor;
  }
  expect(seen).toEqual([...ids].reverse());
});

test("filters narrow the list", async () => {
  expect(idsOf(await page("state=waiting"))).toEqual(["int-2", "int-1"]);
  expect(idsOf(await page("state=waiting,active&channel=voice"))).toEqual(["int-4", "int-2"]);
  expect(idsOf(await page("bucket=main&limit=1"))).toEqual(["int-5"]);
  expect(idsOf(await page("bucket=other"))).toEqual([]);
  for (const wrong of ["state=gone", "channel=fax", "limit=0", "limit=1000", "cursor=%00"]) {
    const answered = await server.ask("GET", `/api/v1/interactions?${wrong}`, { as });
    expect([wrong, refusal(answered)]).toEqual([wrong, "400 BAD_REQUEST"]);
  }
});

test("one interaction comes with its messages and its timeline", async () => {
  const answered = await server.ask("GET", `/api/v1/interactions/${last}`, { as });
  expect(answered.body).toMatchObject({
    interaction: { id: last, state: "active", path: [], customer: null },
    messages: [],
    timeline: [
      { type: "event", event: { type: "interaction.started" } },
      { type: "event", event: { type: "interaction.queued" } },
      { type: "event", event: { type: "interaction.offered" } },
      { type: "event", event: { type: "offer.declined" } },
    ],
  });
});

test("[H20] why: each offer with what decided, who else there was, and how it ended", async () => {
  const answered = await server.ask("GET", `/api/v1/interactions/${last}/why`, { as });
  expect(answered.body).toEqual({
    decisions: [
      {
        at: AT + 20,
        offerId: "off-1",
        engineerId: "ada",
        name: "ada",
        because: "level",
        why: {
          step: 1,
          fits: 3,
          by: ["last", "level"],
          considered: [
            { engineerId: "ada", name: "ada", values: [1, -8] },
            { engineerId: "bo", name: "bo", values: [1, -5] },
          ],
          passedOver: [{ engineerId: "cy", name: "cy", because: "no_room" }],
        },
        ended: { how: "declined", at: AT + 30, because: "busy" },
      },
    ],
    events: [{ ...queued(), at: AT + 10 }],
    waiting: waitsAlone,
  });
  expect(refusal(await server.ask("GET", "/api/v1/interactions/none/why", { as }))).toBe(
    "404 INTERACTION_UNKNOWN",
  );
});

test("a key stands before the event it caused, in the same millisecond", () => {
  const step = { fromNodeId: "a", toNodeId: "b", input: "1", result: "moved" };
  const started = { ...queued(), type: "interaction.started" as const };
  const timeline = timelineOf({
    events: [
      { seq: 8, event: started },
      { seq: 9, event: { ...queued(), at: AT + 5 } },
    ],
    menuSteps: [
      { seq: 1, at: AT, ...step },
      { seq: 2, at: AT + 5, ...step },
    ],
  });
  expect(timeline.map((record) => [record.type, record.seq])).toEqual([
    ["event", 8],
    ["menu", 1],
    ["menu", 2],
    ["event", 9],
  ]);
});
