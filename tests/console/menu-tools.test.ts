/** What stands beside a menu tree, without a page: numbers, comparisons, tests. */
import { expect, test } from "@jest/globals";
import { changesOf } from "../../console/src/menus/compare/changes.js";
import { compared, isSame } from "../../console/src/menus/compare/comparison.js";
import { planOf } from "../../console/src/menus/draw/plan.js";
import { boundsOf, isTooLong } from "../../console/src/menus/numbers/period.js";
import { STEPS, numbersOf } from "../../console/src/menus/numbers/counts.js";
import { checked, type ToCheck } from "../../console/src/menus/check.js";
import { Checker, type CheckPort, type Told } from "../../console/src/menus/checker.js";
import { answersOf, factsOf, testOf } from "../../console/src/menus/tests/test-fields.js";
import { beginTrial, continueTrial, litOf, trialOf } from "../../console/src/menus/trial.js";
import { NO_FACTS } from "../../flows/condition.js";
import { menuFigures, menuFiguresOn, type CountedAnswers } from "../../flows/figures.js";
import { partKey, placesOf, wholeTree } from "../../flows/parts.js";
import { drawTree } from "../flows/draw.js";

const tree = drawTree(`
  hello  say >main
  main   menu 1>it 2>hr
  it     bucket
  hr     bucket
`);

/** `main 1 it moved 3`: three times, from main by key 1 to it; 2 seconds each. */
function counted(text: string): { readonly steps: CountedAnswers[] } {
  const steps = text
    .trim()
    .split("\n")
    .map((line): CountedAnswers => {
      const [fromNodeId = "", input = "", toNodeId = "", result = "", count = "1"] = line
        .trim()
        .split(/\s+/);
      const milliseconds = input === "start" ? 0 : Number(count) * 2000;
      return { fromNodeId, toNodeId, input, result, count: Number(count), milliseconds };
    });
  return { steps };
}

test("[K37] the scale ends at the highest value, and shares of a few contacts are not coloured", () => {
  const figures = menuFigures(tree, {
    ...counted(`
      main start main moved 1000
      main 1 it moved 600
      main 2 hr moved 4
    `),
    still: [],
    moved: [
      { nodeId: "it", bucketId: "hr", count: 30 },
      { nodeId: "hr", bucketId: "it", count: 4 },
    ],
  });
  const reached = numbersOf(tree, figures, "reached");
  expect(reached.top).toBe(1);
  expect([reached.heat.get("main"), reached.heat.get("it")]).toEqual([STEPS, 3]);
  expect([...reached.ways]).toEqual([
    ["hello/to", 1000],
    ["main/options.0", 600],
    ["main/options.1", 4],
  ]);
  const dropped = numbersOf(tree, figures, "dropped");
  expect([dropped.top, dropped.heat.get("main")]).toEqual([0.396, STEPS]);
  const moved = numbersOf(tree, figures, "moved");
  expect([moved.top, moved.heat.get("it"), moved.heat.get("hr")]).toEqual([0.05, STEPS, undefined]);
});

test("[K37] what happened inside of a part counts on its place, and stands after it", () => {
  const part = drawTree(`
    ask    menu 1>done
    done   bucket
  `);
  const outer = drawTree(`
    main   menu 1>part 2>it
    part   subtree other
    it     bucket
  `);
  const [place] = placesOf(outer);
  if (place === undefined) throw new Error("there is a place");
  const { tree: walked, placeOf } = wholeTree(outer, new Map([[partKey(place), part]]));
  const figures = menuFiguresOn(outer, [
    menuFigures(
      walked,
      {
        ...counted(`
          main start main moved 10
          main 1 part.ask moved 8
          part.ask 1 part.done moved 6
        `),
        still: [],
        moved: [],
      },
      placeOf,
    ),
  ]);
  expect(figures.nodes.map(({ nodeId, within }) => [nodeId, within])).toEqual([
    ["main", null],
    ["part", null],
    ["part.ask", "part"],
    ["part.done", "part"],
    ["it", null],
  ]);
  const { drawn } = numbersOf(outer, figures, "dropped");
  expect(drawn.get("part")).toMatchObject({ reached: 8, dropped: 2, ended: 6, seconds: 1.5 });
});

test("[K37] a period is whole days of the reader's calendar, today included", () => {
  const now = new Date(2026, 2, 10, 15, 30);
  const from = (kind: "today" | "week" | "month"): string | undefined =>
    boundsOf({ kind }, now)?.from;
  expect(from("today")).toBe(new Date(2026, 2, 10).toISOString());
  expect(from("week")).toBe(new Date(2026, 2, 4).toISOString());
  expect(from("month")).toBe(new Date(2026, 1, 11).toISOString());
  const own = boundsOf({ kind: "own", first: "2026-01-30", last: "2026-02-01" }, now);
  expect(own).toEqual({
    from: new Date(2026, 0, 30).toISOString(),
    to: new Date(2026, 1, 2).toISOString(),
  });
  expect(boundsOf({ kind: "own", first: "2026-01-30", last: null }, now)).toBeNull();
  const long = boundsOf({ kind: "own", first: "2025-01-01", last: "2026-02-01" }, now);
  expect(long !== null && isTooLong(long)).toBe(true);
});

const earlier = drawTree(`
  main   menu 1>net 2>old 3>it
  net    menu 1>it
  old    menu 1>it 2>hr
  it     bucket
  hr     bucket
`);
const later = drawTree(`
  main   menu 1>news 3>it
  news   say >net
  net    menu 1>it 2>hr
  it     bucket
  hr     bucket
`);

test("[K38] what is gone is drawn with what is there, in the column where it stood", () => {
  const comparison = compared(earlier, later);
  expect(Object.fromEntries(comparison.marks)).toEqual({
    news: ["added"],
    old: ["removed"],
    net: ["moved", "changed"],
    hr: ["moved"],
    main: ["changed"],
  });
  const plan = planOf(comparison.tree, { figures: false, comparison });
  const column = (id: string): number | undefined =>
    plan.cards.find(({ node }) => node.id === id)?.column;
  expect([column("net"), column("old")]).toEqual([1, 1]);
  const changes = plan.ways
    .filter(({ by, change }) => by !== "fallback" && change !== null)
    .map(({ from, to, change }) => `${String(change)} ${from} ${to}`);
  expect(changes.sort()).toEqual([
    "gone main net",
    "gone main old",
    "gone old hr",
    "gone old it",
    "new main news",
    "new net hr",
    "new news net",
  ]);
});

test("[K38] each difference is put into words: ways, texts in each language, other fields", () => {
  const menu = later.nodes.find(({ id }) => id === "net");
  if (menu?.kind !== "menu") throw new Error("it is a menu");
  const reworded = {
    ...later,
    nodes: later.nodes.map((node) =>
      node.id === "net" ? { ...menu, prompt: { en: "Quite another." }, bargeIn: false } : node,
    ),
  };
  const [change] = changesOf(compared(later, reworded));
  expect(change).toMatchObject({
    ...{ nodeId: "net", marks: ["changed"], ways: [], fields: ["bargeIn"] },
    texts: [
      { field: "prompt", language: "en", before: menu.prompt["en"], after: "Quite another." },
    ],
  });
  const ways = changesOf(compared(earlier, later)).find(({ nodeId }) => nodeId === "main")?.ways;
  expect(ways).toEqual([
    { keys: "1", before: "net", after: "news" },
    { keys: "2", before: "old", after: null },
  ]);
  expect(isSame(compared(later, later).diff)).toBe(true);
});

const tested = drawTree(`
  n1  menu 1>n2
  n2  menu 1>n3
  n3  menu 1>n4
  n4  menu 1>it 2>hr
  it  bucket
  hr  bucket
  desk operator
`);

test("[K39] what was walked is kept as a test, and comes out where the caller did", () => {
  const facts = { at: 1_767_614_400_000, facts: NO_FACTS };
  let trial = beginTrial(tested, new Map(), facts);
  for (const key of ["7", "1", "1", "1", "2"]) {
    if (trial !== null) trial = continueTrial(trial, { type: "key", key }, facts);
  }
  if (trial === null) throw new Error("it can be walked");
  const caller = { clock: "", tier: "gold", writes: false, to: "", queues: new Map() } as const;
  const kept = testOf(trial, caller);
  expect(kept).toMatchObject({ answers: ["7", "1", "1", "1", "2"], bucketId: "hr", at: null });
  expect(kept.tier).toBe("gold");
  expect(factsOf(kept)).toEqual(caller);
  const { tests } = checked({ tree: { ...tested, tests: [kept] }, known: {} });
  expect(tests.map(({ failure }) => failure)).toEqual([null]);
  const again = trialOf(tested, new Map(), kept);
  expect(again === null ? null : litOf(again)).toEqual(litOf(trial));
});

test("[K39] answers are read as they are typed", () => {
  expect(answersOf(' 1 4711#  . "the printer" ')).toEqual(["1", "4711#", ".", '"the printer"']);
  expect(answersOf("")).toEqual([]);
  expect([answersOf("1 x"), answersOf('"'), answersOf('""')]).toEqual([null, null, null]);
});

test("[K39] while a tree is checked only the last of the others waits, and nothing is lost", () => {
  const asked: ToCheck[] = [];
  const results: number[] = [];
  let told: Told | null = null;
  const start = (to: Told): CheckPort => {
    told = to;
    return { ask: (one) => asked.push(one), close: () => undefined };
  };
  const checker = new Checker(start, ({ findings }) => results.push(findings.length));
  const trees = [tested, { ...tested, name: "second" }, { ...tested, name: "third" }];
  for (const one of trees) checker.check({ tree: one, known: {} });
  expect(asked.map(({ tree: one }) => one.name)).toEqual([tested.name]);
  const worker = told as Told | null;
  worker?.onChecked({ findings: [], tests: [] });
  expect(asked.map(({ tree: one }) => one.name)).toEqual([tested.name, "third"]);
  worker?.onBroken();
  expect(results).toEqual([0, checked({ tree: tested, known: {} }).findings.length]);
});
