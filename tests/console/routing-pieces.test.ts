/** What the console works out of a policy and of a decision, held against the router itself. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { countsOf, lackOfRoom, roomAlone } from "../../console/src/state/capacity.js";
import { comparisonOf } from "../../console/src/state/explain-values.js";
import { parseSpan, writeSpan } from "../../console/src/state/span-text.js";
import { stepAt, stepsOf, suffices } from "../../console/src/state/who-may.js";
import { whyWaiting } from "../../console/src/state/why-waiting.js";
import { EngineerId, SkillId } from "../../protocol/ids.js";
import { Capacity, DEFAULT_CAPACITY } from "../../protocol/organisation.js";
import { RoutingPolicy } from "../../protocol/policy.js";
import { channels } from "../../protocol/words.js";
import { lackOfRoom as routersLack } from "../../routing/capacity.js";
import { requirementsOf } from "../../routing/requirement.js";
import { meets } from "../../routing/skill-values.js";
import { buckets, engineers, interaction, stateOf } from "./sample-desk.js";

const skillIds = ["a", "b", "c"] as const;
const skill = fc.constantFrom(...skillIds).map((id) => SkillId.parse(id));
const level = fc.integer({ min: 1, max: 10 });
const required = fc.record({ skillId: skill, level });
const set = fc.array(required, { minLength: 1, maxLength: 2 });
const need = fc.record({ skillId: skill, level, required: fc.boolean() });
const bucket = fc.record({
  skills: fc.array(need, { maxLength: 3 }),
  policy: fc
    .record({
      anyOf: fc.array(set, { maxLength: 2 }),
      relax: fc
        .array(
          fc.record({
            lower: fc.array(fc.record({ skillId: skill, to: level }), { maxLength: 2 }),
            drop: fc.array(skill, { maxLength: 1 }),
            widen: fc.array(set, { maxLength: 1 }),
          }),
          { maxLength: 3 },
        )
        .map((steps) => steps.map((step, k) => ({ ...step, afterSeconds: (k + 1) * 30 }))),
    })
    .map((part) => RoutingPolicy.parse(part)),
});
const skillsOf = fc.dictionary(fc.constantFrom(...skillIds), level);

describe("who may take it", () => {
  test("[K22] the picture shows whom the router would ask, at every step", () => {
    fc.assert(
      fc.property(bucket, fc.array(need, { maxLength: 2 }), skillsOf, (rules, own, skills) => {
        const mine = stepsOf(rules, own).map((step) => suffices(skills, step));
        const has = new Map(Object.entries(skills));
        const routers = requirementsOf(rules, own).map((requirement) => meets(has, requirement));
        expect(mine).toEqual(routers);
      }),
      { numRuns: 300 },
    );
  });

  test("[K22] a step is in force from its own second on", () => {
    const steps = stepsOf({
      skills: [],
      policy: RoutingPolicy.parse({ relax: [{ afterSeconds: 30 }, { afterSeconds: 90 }] }),
    });
    expect([0, 29.9, 30, 89, 90].map((seconds) => stepAt(steps, seconds))).toEqual([0, 0, 1, 1, 2]);
  });
});

describe("room", () => {
  const amount = fc.integer({ min: 0, max: 6 });
  const each = (value: fc.Arbitrary<number>) =>
    fc.record({ voice: value, chat: value, email: value });
  const some = fc.subarray([...channels]);
  const capacity = fc
    .record({
      units: fc.integer({ min: 0, max: 12 }),
      costs: each(amount),
      max: fc.record({ voice: fc.integer({ min: 0, max: 1 }), chat: amount, email: amount }),
      interruptible: some,
      blocks: fc.record({ voice: some, chat: some, email: some }),
    })
    .map((part) => Capacity.parse(part));

  test("[K11] what keeps an engineer from one more is what the router says", () => {
    const words = { no_room: "full", blocked: "blocked" } as const;
    fc.assert(
      fc.property(capacity, each(fc.integer({ min: 0, max: 3 })), (of, counts) => {
        for (const channel of channels) {
          const routers = routersLack(of, counts, channel);
          expect(lackOfRoom(of, counts, channel)).toBe(routers && words[routers]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("[K11] a call blocks a chat, mail lets it through, and a step reached counts", () => {
    const [rules] = buckets;
    const [, , chen] = engineers;
    if (rules === undefined || chen === undefined) throw new Error("the sample is not empty");
    const now = 1_700_000_000_000;
    const waits = interaction("i-1", "chat", {
      state: "waiting",
      engineerId: null,
      startedAt: now - 60_000,
      enteredAt: now - 60_000,
    });
    const holding = (channel: "voice" | "email") => [
      {
        engineer: { ...chen, capacity: { ...DEFAULT_CAPACITY, units: 20 } },
        state: stateOf(chen, now),
        holding: [{ interactionId: waits.id, channel, state: "active" as const }],
        used: 1,
      },
    ];
    const obstacles = (held: "voice" | "email", policy: object): readonly (string | undefined)[] =>
      whyWaiting(
        waits,
        {
          engineers: holding(held),
          bucket: {
            ...rules,
            skills: [{ skillId: SkillId.parse("windows"), level: 9, required: true }],
            policy: RoutingPolicy.parse(policy),
          },
        },
        now,
      ).map(({ obstacle }) => obstacle);
    const lower = { lower: [{ skillId: "windows", to: 6 }] };
    expect(obstacles("voice", {})).toEqual(["skill"]);
    expect(obstacles("voice", { relax: [{ afterSeconds: 90, ...lower }] })).toEqual(["skill"]);
    expect(obstacles("voice", { relax: [{ afterSeconds: 30, ...lower }] })).toEqual(["blocked"]);
    expect(obstacles("email", { relax: [{ afterSeconds: 30, ...lower }] })).toEqual(["free"]);
  });

  test("what fits alone", () => {
    expect(roomAlone(DEFAULT_CAPACITY)).toEqual({ voice: 1, chat: 3, email: 5 });
    expect(countsOf([{ channel: "chat" }, { channel: "chat" }])).toEqual({
      voice: 0,
      chat: 2,
      email: 0,
    });
  });
});

describe("a decision", () => {
  const one = (id: string, values: number[]) => ({
    engineerId: EngineerId.parse(id),
    name: id,
    values,
  });
  const by = ["last", "level", "idle", "load"] as const;

  test("[K21] columns go as far as the one that decided; what is equal is only named", () => {
    const comparison = comparisonOf({
      step: 0,
      fits: 3,
      by: [...by],
      considered: [
        one("ada", [1, -8, 0, 1000, 0]),
        one("bo", [1, -8, 0, 2000, 0]),
        one("cy", [1, -5, 0, 500, 0]),
      ],
      passedOver: [],
    });
    expect(comparison?.columns).toEqual([
      { column: "level", decided: false },
      { column: "idle", decided: true },
    ]);
    expect(comparison?.rows.map(({ values }) => values)).toEqual([
      [-8, 1000],
      [-8, 2000],
      [-5, 500],
    ]);
    expect(comparison?.same).toEqual(["last", "inHand"]);
  });

  test("[K21] when all is equal nothing decided, and alone there is nothing to compare", () => {
    const considered = [one("ada", [0, 0, 0, 0, 0]), one("bo", [0, 0, 0, 0, 0])];
    const why = { step: 0, fits: 2, by: [...by], considered, passedOver: [] };
    expect(comparisonOf(why)).toMatchObject({
      columns: [],
      same: ["last", "level", "inHand", "idle", "load"],
    });
    expect(comparisonOf({ ...why, considered: considered.slice(0, 1) })).toBeNull();
  });
});

describe("spans of time", () => {
  const words = { second: "s", minute: "min", hour: "h", day: "d" };
  test("[K23] are read as people write them", () => {
    const read: readonly [string, number | null][] = [
      ["20", 20],
      [" 20 s ", 20],
      ["1:30", 90],
      ["1:00:05", 3605],
      ["4h", 14_400],
      ["1 h 30 min", 5400],
      ["1.5 h", 5400],
      ["2 小时 5 分", 7500],
      ["3 days", 259_200],
      ["", null],
      ["soon", null],
      ["5 x", null],
      ["1:75", null],
      ["-3", null],
    ];
    expect(read.map(([text]) => [text, parseSpan(text)])).toEqual(read);
  });

  test("[K23] what is written is read back as the same", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_592_000 }), (seconds) => {
        expect(parseSpan(writeSpan(seconds, words))).toBe(seconds);
      }),
    );
    expect([0, 90, 14_400, 90_061].map((seconds) => writeSpan(seconds, words))).toEqual([
      "0 s",
      "1 min 30 s",
      "4 h",
      "1 d 1 h 1 min 1 s",
    ]);
  });
});
