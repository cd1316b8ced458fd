import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { z } from "zod";
import { DEFAULT_CAPACITY, Bucket, Engineer } from "../../protocol/organisation.js";
import { DEFAULT_POLICY } from "../../protocol/policy.js";
import { SkillId } from "../../protocol/ids.js";
import { bucket } from "../support/organisation.js";
import { refusal, startHttp, type Answered, type HttpServer } from "./http-server.js";

let server: HttpServer;
const as = "supervisor" as const;

beforeAll(async () => {
  server = await startHttp();
  for (const id of ["linux", "chinese"]) {
    await server.store.putSkill({ id: SkillId.parse(id), name: id });
  }
});

afterAll(() => server.close());

const patch = (id: string, json: unknown): Promise<Answered> =>
  server.ask("PATCH", `/api/v1/buckets/${id}`, { as, json });

async function made(json: object): Promise<Bucket> {
  const answered = await server.ask("POST", "/api/v1/buckets", { as, json });
  expect([answered.status, answered.text.slice(0, 300)]).toEqual([201, expect.any(String)]);
  return Bucket.parse(answered.body);
}

const Details = z.object({
  error: z.object({ details: z.array(z.object({ field: z.string(), problem: z.string() })) }),
});

/** The fields a refusal names. */
function fields(answered: Answered): string[] {
  expect(refusal(answered)).toBe("400 BAD_REQUEST");
  return Details.parse(answered.body).error.details.map(({ field }) => field);
}

const full = {
  anyOf: [[{ skillId: "linux", level: 3 }]],
  relax: [
    { afterSeconds: 30, lower: [{ skillId: "linux", to: 2 }] },
    { afterSeconds: 90, drop: ["linux"], widen: [[{ skillId: "chinese", level: 1 }]] },
  ],
  pick: ["score", "load"],
  lastEngineerSeconds: 45,
  tiers: { gold: { headStartSeconds: 90, priority: 3 } },
  ageing: { everySeconds: 600, upTo: 2 },
  reentrySeconds: 300,
  callback: { attempts: 2 },
  abandonSeconds: [5],
  overflow: [
    {
      channels: ["voice"],
      when: { kind: "length", atLeast: 20 },
      then: { kind: "bucket", bucketId: "main" },
    },
    {
      channels: ["voice", "chat"],
      when: { kind: "wait", seconds: 600 },
      then: { kind: "message", text: { en: "Please try again later." } },
    },
  ],
};

test("[H17] a bucket is made with a policy, and what its parts leave out is filled in", async () => {
  const { policy, closed } = await made({ name: "Policy", policy: full });
  expect(closed).toBeNull();
  expect(policy).toMatchObject({
    ...full,
    relax: [
      { afterSeconds: 30, drop: [], widen: [] },
      { afterSeconds: 90, lower: [] },
    ],
    tiers: { gold: { targetSeconds: null, headStartSeconds: 90 }, basic: { priority: null } },
    callback: { attempts: 2, retrySeconds: 600 },
    cooldownSeconds: DEFAULT_POLICY.cooldownSeconds,
  });
  expect((await made({ name: "Plain" })).policy).toEqual(DEFAULT_POLICY);
});

test("[H17] a change leaves what is not given: of a bucket, and of an engineer's capacity", async () => {
  const before = await made({ name: "Whole", policy: full, priority: 4, closed: { reason: "x" } });
  expect((await patch(before.id, {})).body).toEqual(before);
  expect((await patch(before.id, { name: "Renamed" })).body).toEqual({
    ...before,
    name: "Renamed",
  });
  expect((await patch(before.id, { closed: null })).body).toEqual({
    ...before,
    name: "Renamed",
    closed: null,
  });

  const json = { name: "Bo", email: "bo@example.com", capacity: { ...DEFAULT_CAPACITY, units: 9 } };
  const bo = Engineer.parse((await server.ask("POST", "/api/v1/engineers", { as, json })).body);
  const change = (part: unknown): Promise<Answered> =>
    server.ask("PATCH", `/api/v1/engineers/${bo.id}`, { as, json: part });
  expect((await change({})).body).toEqual(bo);
  expect((await change({ capacity: { units: 12 } })).body).toEqual({
    ...bo,
    capacity: { ...bo.capacity, units: 12 },
  });
});

test("[H17] a policy is replaced whole", async () => {
  const before = await made({ name: "Replaced", policy: full });
  const answered = await patch(before.id, { policy: { lastEngineerSeconds: 10 } });
  expect(answered.body).toEqual({
    ...before,
    policy: { ...DEFAULT_POLICY, lastEngineerSeconds: 10 },
  });
});

test("[H17] closing at once says why, and opening again takes it back", async () => {
  const main = bucket("main");
  const closed = await patch("main", { closed: { reason: "Fire alarm" } });
  expect(closed.body).toEqual({ ...main, closed: { reason: "Fire alarm" } });
  expect(server.commands.at(-1)).toEqual({ type: "bucket.put", bucket: closed.body });
  expect(fields(await patch("main", { closed: { reason: "" } }))).toEqual(["body.closed.reason"]);
  expect((await patch("main", { closed: null })).body).toEqual(main);
});

test("[H18] what a policy names must exist; every field that does not is told at once", async () => {
  const sent = server.commands.length;
  const answered = await patch("main", {
    skills: [{ skillId: "juggling", level: 1, required: true }],
    policy: {
      anyOf: [
        [
          { skillId: "linux", level: 1 },
          { skillId: "magic", level: 1 },
        ],
      ],
      relax: [
        {
          afterSeconds: 10,
          lower: [{ skillId: "a", to: 1 }],
          drop: ["linux", "b"],
          widen: [[{ skillId: "c", level: 2 }]],
        },
      ],
      overflow: [
        {
          channels: ["chat"],
          when: { kind: "closed" },
          then: { kind: "bucket", bucketId: "nowhere" },
        },
      ],
    },
  });
  expect(fields(answered)).toEqual([
    "body.skills.0.skillId",
    "body.policy.anyOf.0.1.skillId",
    "body.policy.relax.0.lower.0.skillId",
    "body.policy.relax.0.drop.1",
    "body.policy.relax.0.widen.0.0.skillId",
    "body.policy.overflow.0.then.bucketId",
  ]);
  expect(answered.text).toContain("there is no bucket nowhere");
  expect(server.commands).toHaveLength(sent);
});

test("[H18] what makes no sense is refused by its field, and nothing is sent", async () => {
  const sent = server.commands.length;
  const cases: [object, string][] = [
    [{ targetSeconds: { voice: -1, chat: 60, email: 60 } }, "body.targetSeconds.voice"],
    [{ skills: [{ skillId: "linux", level: 11, required: true }] }, "body.skills.0.level"],
    [{ policy: { anyOf: [[{ skillId: "linux", level: 0 }]] } }, "body.policy.anyOf.0.0.level"],
    [{ policy: { ageing: { everySeconds: 60, upTo: 7 } } }, "body.policy.ageing.upTo"],
    [{ policy: { relax: [{ afterSeconds: 60 }, { afterSeconds: 60 }] } }, "body.policy.relax"],
    [{ policy: { pick: ["idle", "idle"] } }, "body.policy.pick"],
    [{ policy: { abandonSeconds: [20, 5] } }, "body.policy.abandonSeconds"],
    [{ policy: { tiers: { gold: { priority: 0 } } } }, "body.policy.tiers.gold.priority"],
    [
      {
        policy: {
          overflow: [{ channels: ["email"], when: { kind: "closed" }, then: { kind: "callback" } }],
        },
      },
      "body.policy.overflow.0.channels",
    ],
    [{ hours: { timeZone: "Mars/Olympus", periods: [] } }, "body.hours.timeZone"],
  ];
  for (const [json, field] of cases) {
    expect([field, fields(await patch("main", json))]).toEqual([field, [field]]);
  }
  expect(refusal(await patch("main", { id: "other" }))).toBe("400 BAD_REQUEST");
  expect(server.commands).toHaveLength(sent);
});

test("[H18] a step that asks for more than before is allowed: it changes nothing", async () => {
  const skills = [{ skillId: "linux", level: 2, required: true }];
  const policy = { relax: [{ afterSeconds: 30, lower: [{ skillId: "linux", to: 9 }] }] };
  expect((await patch("main", { skills, policy })).status).toBe(200);
});

test("[H18] a circle of overflows is the router's to refuse, with its code", async () => {
  const refusing = await startHttp({
    store: server.store,
    send: () =>
      Promise.resolve({
        ok: false,
        error: { code: "OVERFLOW_CYCLE", message: "main overflows into main." },
      }),
  });
  try {
    const overflow = [
      {
        channels: ["voice"],
        when: { kind: "closed" },
        then: { kind: "bucket", bucketId: "main" },
      },
    ];
    const json = { policy: { overflow } };
    const answered = await refusing.ask("PATCH", "/api/v1/buckets/main", { as, json });
    expect(refusal(answered)).toBe("409 OVERFLOW_CYCLE");
    expect(answered.text).toContain("main overflows into main.");
  } finally {
    await refusing.close();
  }
});

test("[H17] two changes at the same time both stand", async () => {
  await Promise.all([patch("main", { priority: 2 }), patch("main", { broadcast: 3 })]);
  const list = await server.ask("GET", "/api/v1/buckets", { as });
  const { items } = z.object({ items: z.array(Bucket) }).parse(list.body);
  expect(items.find(({ id }) => id === "main")).toMatchObject({ priority: 2, broadcast: 3 });
});

test("two who change one field at the same moment do not undo each other", async () => {
  const mine = await made({ name: "Contested" });
  const was = { name: mine.name };
  expect((await patch(mine.id, { name: "First", was })).status).toBe(200);
  expect(refusal(await patch(mine.id, { name: "Second", was }))).toBe("409 CONFLICT");
  // What nobody else touched is no conflict, whatever else changed.
  const policy = { ...mine.policy, reentrySeconds: 60 };
  const other = await patch(mine.id, { policy, was: { policy: mine.policy } });
  expect(Bucket.parse(other.body)).toMatchObject({ name: "First", policy: { reentrySeconds: 60 } });
  const bo = Engineer.parse(
    (
      await server.ask("POST", "/api/v1/engineers", {
        as,
        json: { name: "Bo", email: "bo.contested@strowger.example" },
      })
    ).body,
  );
  const capacity = { ...bo.capacity, units: 7 };
  const change = (units: number): Promise<Answered> =>
    server.ask("PATCH", `/api/v1/engineers/${bo.id}`, {
      as,
      json: { capacity: { ...capacity, units }, was: { capacity: bo.capacity } },
    });
  expect((await change(7)).status).toBe(200);
  expect(refusal(await change(8))).toBe("409 CONFLICT");
});

test("[H17] an overflow that ends a contact says something", async () => {
  const { id } = await made({ name: "Silent" });
  const saying = (text: object): object => ({
    policy: {
      overflow: [
        {
          channels: ["voice"],
          when: { kind: "length", atLeast: 1 },
          then: { kind: "message", text },
        },
      ],
    },
  });
  const field = "body.policy.overflow.0.then.text";
  expect(fields(await patch(id, saying({})))).toEqual([field]);
  expect(fields(await patch(id, saying({ en: "Sorry.", zh: "  " })))).toEqual([`${field}.zh`]);
});
