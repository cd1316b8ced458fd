import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Command } from "../../protocol/commands.js";
import { SkillId } from "../../protocol/ids.js";
import type { Bucket } from "../../protocol/organisation.js";
import { RoutingPolicy } from "../../protocol/policy.js";
import {
  type Requirement,
  hasTooManyAlternatives,
  requirementsOf,
} from "../../routing/requirement.js";
import { createRouter } from "../../routing/router.js";
import { meets } from "../../routing/skill-values.js";
import { run } from "./day.js";
import { policyOf } from "./day-policy.js";
import { EMPTY, bucket, need } from "./people.js";

function steps(options: Record<string, string>, skills: string[], own: string[] = []): string[] {
  const ruled = bucket("b", skills, { policy: policyOf(options) });
  return requirementsOf(ruled, own.map(need)).map(written);
}

/** `linux:5 net:2 | zh:3 ? cooking:1`: the alternatives, then what is preferred. */
function written({ alternatives, preferred }: Requirement): string {
  const list = (needs: Requirement["preferred"]): string =>
    needs.map(({ skillId, level }) => `${skillId}:${String(level)}`).join(" ") || "nothing";
  return alternatives.map(list).join(" | ") + (preferred.length > 0 ? ` ? ${list(preferred)}` : "");
}

test("[R6] each alternative together with what bucket and interaction require, the higher level of two", () => {
  expect(steps({}, [])).toEqual(["nothing"]);
  expect(steps({}, ["net:2", "linux:5", "zh:1?"], ["linux:3", "zh:4?"])).toEqual([
    "linux:5 net:2 ? zh:4",
  ]);
  expect(steps({ anyOf: "net:4,linux:9&zh:1" }, ["linux:5"], ["net:2"])).toEqual([
    "linux:5 net:4 | linux:9 net:2 zh:1",
  ]);
});

test("[R6] steps lower, drop and widen what the step before left", () => {
  expect(steps({ relax: "10:linux:3,20:linux:4,30:-zh,40:linux:1" }, ["linux:5", "zh:2?"])).toEqual(
    ["linux:5 ? zh:2", "linux:3 ? zh:2", "linux:3 ? zh:2", "linux:3", "linux:1"],
  );
});

test("[R6] an overflow group needs the interaction's own skills as they are by then, not the bucket's", () => {
  expect(
    steps(
      { relax: "10:zh:2,20:+net:5,30:-zh,40:+cooking:1&net:1,50:net:3" },
      ["linux:5"],
      ["zh:4"],
    ),
  ).toEqual([
    "linux:5 zh:4",
    "linux:5 zh:2",
    "linux:5 zh:2 | net:5 zh:2",
    "linux:5 | net:5",
    "cooking:1 net:1 | linux:5 | net:5",
    "cooking:1 net:1 | linux:5 | net:3",
  ]);
});

test("[R6] what needs the same looks the same", () => {
  const one = steps({ anyOf: "net:4,zh:1&linux:2" }, ["linux:2"]);
  expect(steps({ anyOf: "linux:2&zh:1,net:4,net:4" }, ["linux:1"], ["linux:2"])).toEqual(one);
});

test("[R6] a step widens who may take it, whatever it is", () => {
  const skill = fc.constantFrom("linux", "net", "zh");
  const level = fc.integer({ min: 1, max: 10 });
  const needs = fc.array(fc.record({ skillId: skill, level }), { minLength: 1, maxLength: 3 });
  const step = fc.record({
    lower: fc.array(fc.record({ skillId: skill, to: level }), { maxLength: 2 }),
    drop: fc.array(skill, { maxLength: 1 }),
    widen: fc.array(needs, { maxLength: 2 }),
  });
  const person = fc.dictionary(skill, level).map((skills) => new Map(Object.entries(skills)));
  const ruled = fc.record({
    own: needs,
    anyOf: fc.array(needs, { maxLength: 2 }),
    relax: fc.array(step, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(ruled, person, ({ own, anyOf, relax }, skills) => {
      const policy = RoutingPolicy.parse({
        anyOf,
        relax: relax.map((one, k) => ({ ...one, afterSeconds: k + 1 })),
      });
      const mine = own.map((one) => ({
        ...one,
        skillId: SkillId.parse(one.skillId),
        required: true,
      }));
      const able = requirementsOf({ skills: [], policy }, mine).map((one) => meets(skills, one));
      return able.every((is, k) => is || able[k - 1] !== true);
    }),
  );
});

test("[R6] more than 64 alternatives are too many, over all steps", () => {
  const set = [{ skillId: "net", level: 1 }];
  const policy = (sets: number, steps: number): { policy: RoutingPolicy } => ({
    policy: RoutingPolicy.parse({
      anyOf: Array.from({ length: sets }, () => set),
      relax: Array.from({ length: steps }, (_, k) => ({
        afterSeconds: k + 1,
        widen: Array.from({ length: 8 }, () => set),
      })),
    }),
  });
  expect(hasTooManyAlternatives(policy(16, 6))).toBe(false);
  expect(hasTooManyAlternatives(policy(0, 7))).toBe(false);
  expect(hasTooManyAlternatives(policy(9, 7))).toBe(true);
  expect(hasTooManyAlternatives(policy(0, 8))).toBe(true);
  const router = createRouter(EMPTY);
  const put = (rest: Partial<Bucket>): string => {
    const command = { id: "c1", at: 0, type: "bucket.put", bucket: bucket("b", [], rest) };
    const { outcome } = router.handle(Command.parse(command));
    return outcome.ok ? "ok" : outcome.error.code;
  };
  expect(put(policy(0, 8))).toBe("TOO_MANY_ALTERNATIVES");
  expect(router.buckets()).toEqual([]);
  expect(put(policy(0, 7))).toBe("ok");
});

test("[R6] either of two alternatives will do, and neither half of one", () => {
  expect(
    run(`
      bucket desk linux:2 anyOf=net:5&zh:1,cooking:3
      engineer ada linux:9 net:9
      engineer bo linux:1 cooking:9
      engineer cy linux:2 cooking:3
      engineer dan linux:2 net:5 zh:1
      ready ada
      ready bo
      call k1 desk
      ready cy
      call k2 desk
      ready dan
    `),
  ).toMatchInlineSnapshot(`
   "call k1 desk -> nothing
   ready cy -> offer k1 to cy (only)
   call k2 desk -> nothing
   ready dan -> offer k2 to dan (only)"
  `);
});

test("[R6] steps let more in as time passes; offers and places stay", () => {
  expect(
    run(`
      bucket linux linux:5 relax=10:linux:3,30:+net:5,60:-linux
      engineer ada linux:3
      engineer bo net:9
      engineer cy net:1
      ready ada
      ready bo
      ready cy
      call k1 linux
      call k2 linux
      call k3 linux
      0:09 tick
      0:10 tick
      0:29 tick
      0:30 tick
      1:00 tick
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> nothing
   call k2 linux -> nothing
   call k3 linux -> nothing
   0:09 tick -> nothing
   0:10 tick -> k1 at step 1, k2 at step 1, k3 at step 1, offer k1 to ada (only)
   0:29 tick -> ada did not answer k1, ada is not responding
   0:30 tick -> k1 at step 2, k2 at step 2, k3 at step 2, offer k1 to bo (only)
   1:00 tick -> bo did not answer k1, bo is not responding, k1 at step 3, k2 at step 3, k3 at step 3, offer k1 to cy (only)"
  `);
});

test("[R6] the time counts from when it entered the bucket", () => {
  expect(
    run(`
      bucket linux linux:5 relax=10:linux:3
      bucket net net:5 relax=20:-net
      engineer ada linux:3
      ready ada
      call k1 net
      0:05 transfer k1 linux
      0:14 tick
      0:15 tick
    `),
  ).toMatchInlineSnapshot(`
   "call k1 net -> nothing
   0:05 transfer k1 linux -> nothing
   0:14 tick -> nothing
   0:15 tick -> k1 at step 1, offer k1 to ada (only)"
  `);
});

test("[R6] a preferred skill decides, and nobody must have it", () => {
  expect(
    run(`
      bucket linux linux:1 zh:3?
      engineer ada linux:9 zh:2
      engineer bo linux:2 zh:3
      ready ada
      ready bo
      call k1 linux
      call k2 linux
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to bo (preferred)
   call k2 linux -> offer k2 to ada (only)"
  `);
});

test("[R6] nobody has the skills, not even after the last step", () => {
  expect(
    run(`
      bucket linux linux:5 relax=10:linux:4
      bucket net net:5
      engineer ada linux:4
      engineer bo net:9 archived=yes
      ready ada
      call k1 linux
      call k2 linux needs=zh:1
      call k3 net
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> nothing
   call k2 linux needs=zh:1 -> nobody can take k2
   call k3 net -> nobody can take k3"
  `);
});
