/** Any tree that the protocol takes, of all kinds of nodes, whether or not it keeps the rules. */
import fc from "fast-check";
import { MenuTree } from "../../../protocol/menu-tree.js";

/** Plain text of many scripts: letters, digits, signs, and characters of two halves. */
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...Array.from("abcXYZ 019.,!?-_'\"\\/()[]%@:;+é漢字اעद한ß🙂🧯")), {
      minLength: 1,
      maxLength,
    })
    .map((signs) => signs.join(""));

const id = fc
  .array(fc.constantFrom(...Array.from("abz09.:@+_-")), { minLength: 1, maxLength: 12 })
  .map((signs) => signs.join(""));
const anId = fc.oneof(id, fc.constantFrom("__proto__", "constructor", "toString"));
const prompt = fc.record({ en: text(40), zh: text(40) }, { requiredKeys: ["en"] });
const nullable = <T>(inner: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(inner, { nil: null });
const seconds = fc.integer({ min: 1, max: 30 });
const patience = fc.record({ prompt, times: fc.nat(5), fallback: anId });
const asking = {
  prompt,
  noInput: patience,
  invalid: patience,
  firstDigitSeconds: seconds,
  bargeIn: fc.boolean(),
};
const key = fc.constantFrom(...Array.from("123456789"));
const hours = fc.record({
  timeZone: fc.constantFrom("UTC", "Asia/Shanghai"),
  periods: fc.array(
    fc.record({
      days: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
      from: fc.constantFrom("00:00", "09:00"),
      to: fc.constantFrom("17:30", "24:00"),
    }),
    { maxLength: 3 },
  ),
  holidays: fc.constantFrom(null, { country: "DE", state: "BY", region: null }),
  closedOn: fc.constantFrom([], ["2026-12-24"]),
});
const priority = nullable(fc.integer({ min: 1, max: 9 }));
const when = fc.oneof(
  fc.record({ kind: fc.constant("tier"), tiers: fc.constantFrom([], ["gold", "silver"]) }),
  fc.record({ kind: fc.constant("language"), languages: fc.constantFrom([], ["en"]) }),
  fc.record({ kind: fc.constant("address"), addresses: fc.array(text(20), { maxLength: 3 }) }),
  fc.record({ kind: fc.constant("length"), bucketId: anId, atLeast: fc.nat(100) }),
  fc.record({ kind: fc.constant("estimate"), bucketId: anId, seconds }),
  fc.record({ kind: fc.constant("hours"), hours }),
);
const source = fc.oneof(
  fc.record({ kind: fc.constant("customer"), digits: nullable(text(20)) }),
  fc.record({
    kind: fc.constant("address"),
    url: fc.constant("https://crm.example/{number}"),
    timeoutSeconds: fc.integer({ min: 1, max: 10 }),
    fields: fc.array(fc.record({ field: text(20), name: text(20) }), { maxLength: 3 }),
  }),
);
const node = fc.oneof(
  fc.record({
    id: anId,
    kind: fc.constant("menu"),
    ...asking,
    options: fc.array(
      fc.record({
        key,
        label: prompt,
        to: anId,
        words: fc.record({ en: fc.array(text(20), { maxLength: 3 }) }, { requiredKeys: [] }),
        shortcut: fc.boolean(),
      }),
      { minLength: 1, maxLength: 9 },
    ),
  }),
  fc.record({ id: anId, kind: fc.constant("say"), prompt, to: anId }),
  fc.record({
    id: anId,
    kind: fc.constant("language"),
    ...asking,
    options: fc.array(
      fc.record({
        key,
        language: fc.constantFrom("en", "zh"),
        skill: nullable(fc.record({ skillId: anId, level: fc.integer({ min: 1, max: 10 }) })),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    to: anId,
  }),
  fc.record({
    id: anId,
    kind: fc.constant("collect"),
    ...asking,
    name: text(20),
    minDigits: fc.integer({ min: 1, max: 32 }),
    maxDigits: fc.integer({ min: 1, max: 32 }),
    terminator: fc.constantFrom(null, "#", "*"),
    secret: fc.boolean(),
    to: anId,
    interDigitSeconds: seconds,
  }),
  fc.record({
    id: anId,
    kind: fc.constant("article"),
    ...asking,
    title: prompt,
    text: prompt,
    link: fc.constantFrom(null, "https://help.example/reset"),
    yes: prompt,
    no: prompt,
    solved: anId,
    unsolved: anId,
  }),
  fc.record({ id: anId, kind: fc.constant("hours"), hours, open: anId, closed: anId }),
  fc.record({
    id: anId,
    kind: fc.constant("condition"),
    branches: fc.array(fc.record({ when, to: anId }), { minLength: 1, maxLength: 4 }),
    otherwise: anId,
  }),
  fc.record({
    id: anId,
    kind: fc.constant("lookup"),
    source,
    found: anId,
    missing: anId,
    fallback: anId,
  }),
  fc.record({
    id: anId,
    kind: fc.constant("subtree"),
    treeId: anId,
    version: nullable(fc.integer({ min: 1, max: 99 })),
    start: fc.constant(null),
  }),
  fc.record({
    id: anId,
    kind: fc.constantFrom("bucket", "callback", "voicemail"),
    bucketId: anId,
    prompt: nullable(prompt),
    priority,
  }),
  fc.record({ id: anId, kind: fc.constant("operator"), bucketId: anId, prompt: nullable(prompt) }),
  fc.record({ id: anId, kind: fc.constant("hangup"), prompt: nullable(prompt) }),
);
const savedTest = fc.record({
  name: text(20),
  answers: fc.array(fc.constantFrom("1", "*", "4711#", ".", '"sales"'), { maxLength: 5 }),
  at: nullable(fc.nat()),
  tier: fc.constantFrom("basic", "gold"),
  to: nullable(text(20)),
  queues: fc.array(
    fc.record({
      bucketId: anId,
      waiting: fc.nat(9),
      estimatedSeconds: nullable(fc.integer({ min: 0, max: 900 })),
    }),
    { maxLength: 2 },
  ),
  lookup: fc.constantFrom("found", "missing", "failed"),
  bucketId: nullable(anId),
});

export const anyTree: fc.Arbitrary<MenuTree> = fc
  .record(
    {
      id: anId,
      name: text(30),
      languages: fc.constantFrom(["en"], ["en", "zh"]),
      start: anId,
      isPart: fc.constant(true),
      nodes: fc.array(node, { minLength: 1, maxLength: 12 }),
      tests: fc.array(savedTest, { maxLength: 2 }),
    },
    { requiredKeys: ["id", "name", "languages", "start", "nodes", "tests"] },
  )
  .map((tree) => MenuTree.parse(tree));
