/** Figures of menus, out of counted answers. */
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { advise, advising } from "../../flows/advisor/advise.js";
import { expectedSeconds } from "../../flows/advisor/expected.js";
import { compileTree } from "../../flows/compile.js";
import {
  menuFigures,
  menuFiguresOn,
  trafficOf,
  type Counted,
  type CountedAnswers,
  type MenuFigures,
  type NodeFigures,
} from "../../flows/figures.js";
import { startMenu, stepMenu } from "../../flows/step.js";
import type { MenuInput } from "../../protocol/menu-session.js";
import { MenuTree } from "../../protocol/menu-tree.js";
import { drawTree } from "./draw.js";

const tree = drawTree(`
  hello  say >open
  open   hours 09:00-17:00 >main >sorry
  sorry  say >main
  main   menu 1>ask 2>it
  ask    say >pin
  pin    collect 4-6 # >it ~desk
  it     bucket
  desk   operator
`);

/** `main 1 it moved 3`: three times, from main by key 1 to it; 2 seconds each. */
function counted(text: string, more: Partial<Counted> = {}): Counted {
  const steps = text
    .trim()
    .split("\n")
    .map((line): CountedAnswers => {
      const [fromNodeId = "", input = "", toNodeId = "", result = "", count = "1"] = line
        .trim()
        .split(/\s+/);
      const many = Number(count);
      const milliseconds = input === "start" ? 0 : many * 2000;
      return { fromNodeId, toNodeId, input, result, count: many, milliseconds };
    });
  return { steps, still: [], moved: [], ...more };
}

function at({ nodes }: MenuFigures, nodeId: string): NodeFigures {
  const found = nodes.find((node) => node.nodeId === nodeId);
  if (found === undefined) throw new Error(`there are no figures of ${nodeId}`);
  return found;
}

const reached = (figures: MenuFigures): Record<string, number> =>
  Object.fromEntries(figures.nodes.map((node) => [node.nodeId, node.reached]));

test("[F80] prompts and opening hours on the way are reached, too", () => {
  const figures = menuFigures(
    tree,
    counted(`
      main start main moved 10
      main 1     pin  moved 6
      main 2     it   moved 2
      pin digits it   moved 5
    `),
  );
  expect(figures.contacts).toBe(10);
  // Both ways through the opening hours lead to the menu: the open one is taken.
  expect(reached(figures)).toEqual({
    ...{ hello: 10, open: 10, sorry: 0, main: 10 },
    ...{ ask: 6, pin: 6, it: 7, desk: 0 },
  });
});

test("[F80] a language that was known is passed, and was not pressed", () => {
  const lingual = drawTree(
    `
    lang  language 1=en 2=zh >main
    main  menu 1>it
    it    bucket
    desk  operator
  `,
    ["en", "zh"],
  );
  const figures = menuFigures(
    lingual,
    counted(`
      main start main moved 4
      lang start lang moved 3
      lang 2     main moved 2
    `),
  );
  expect(reached(figures)).toMatchObject({ lang: 7, main: 6 });
  expect(at(figures, "lang").options.map(({ pressed }) => pressed)).toEqual([0, 2]);
});

test("[F80] of random walks through the shipped tree, each prompt was heard as often", () => {
  const shipped = MenuTree.parse(JSON.parse(readFileSync("flows/trees/it-support.json", "utf8")));
  const machine = compileTree(shipped);
  const heard = new Map<string, number>();
  const steps: CountedAnswers[] = [];
  const rested = new Map<string, number>();
  let seed = 1;
  const chance = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const hear = (walk: { readonly heard: readonly { nodeId: string; what: string }[] }): void => {
    for (const { nodeId, what } of walk.heard) {
      if (what === "prompt") heard.set(nodeId, (heard.get(nodeId) ?? 0) + 1);
    }
  };
  // A Monday, once an hour: offices are open, and closed.
  for (let walk = 0; walk < 200; walk += 1) {
    let now = Date.UTC(2026, 0, 5, walk % 24);
    let step = startMenu(machine, now);
    const { nodeId } = step.screen;
    const begun = { fromNodeId: nodeId, toNodeId: nodeId, input: "start", result: "moved" };
    steps.push({ ...begun, count: 1, milliseconds: 0 });
    hear(step.snapshot.context);
    for (let pressed = 0; pressed < 30 && step.snapshot.status === "active"; pressed += 1) {
      const key = "123456789123456789*#0"[chance(21)] ?? "1";
      const isSilent = chance(12) === 0;
      const input: MenuInput = isSilent ? { type: "silence" } : { type: "key", key };
      now += 1000;
      step = stepMenu(machine, step.snapshot, input, now);
      steps.push({ ...step.fact, count: 1, milliseconds: 1000 });
      if (!/^(no_input|invalid|repeated)$/.test(step.fact.result)) hear(step.snapshot.context);
    }
    const last = step.screen.nodeId;
    rested.set(last, (rested.get(last) ?? 0) + 1);
  }
  const figures = menuFigures(shipped, { steps, still: [], moved: [] });
  for (const node of shipped.nodes) {
    const { dropped, ended, ...is } = at(figures, node.id);
    expect([node.id, dropped + ended]).toEqual([node.id, rested.get(node.id) ?? 0]);
    if (!("prompt" in node) || node.prompt === null) continue;
    expect([node.id, is.reached]).toEqual([node.id, heard.get(node.id) ?? 0]);
  }
  expect(figures.nodes.filter((node) => node.reached > 0).length).toBeGreaterThan(30);
  const seconds = figures.nodes.reduce((sum, node) => sum + node.totalSeconds, 0);
  expect(Math.round(seconds)).toBe(steps.filter(({ input }) => input !== "start").length);
});

test("[F81] what went wrong is counted where it did, and comes to nothing", () => {
  const figures = menuFigures(
    tree,
    counted(`
      main start   main moved    20
      main silence main no_input  5
      main silence desk fallback  2
      main 7       main invalid   4
      main 8       desk fallback  1
      main #       main repeated  3
      main 0       desk operator  6
      main 1       pin  moved     2
      pin  *       main back      1
    `),
  );
  expect(at(figures, "main")).toMatchObject({
    ...{ reached: 21, silences: 7, wrongKeys: 5, repeated: 3, operator: 6, back: 0 },
    options: [
      { key: "1", to: "ask", pressed: 2 },
      { key: "2", to: "it", pressed: 0 },
    ],
  });
  expect(at(figures, "pin")).toMatchObject({ reached: 2, back: 1, silences: 0 });
  expect(at(figures, "desk")).toMatchObject({ reached: 9, ended: 9 });
});

test("[F82] dropped is who came, did not go on, and is not there still", () => {
  const figures = menuFigures(
    tree,
    counted(
      `
      main start main moved 10
      main 1     pin  moved 6
      pin digits it   moved 2
    `,
      { still: [{ nodeId: "pin", count: 1 }] },
    ),
  );
  expect(at(figures, "main")).toMatchObject({ dropped: 4, still: 0, ended: 0 });
  expect(at(figures, "pin")).toMatchObject({ dropped: 3, still: 1, ended: 0 });
  expect(at(figures, "it")).toMatchObject({ dropped: 0, ended: 2 });
});

test("[F83] seconds go up with every answer; the mean is over those that led on", () => {
  const figures = menuFigures(
    tree,
    counted(`
      main start   main moved    4
      main silence main no_input 2
      main 2       it   moved    4
    `),
  );
  expect(at(figures, "main")).toMatchObject({ totalSeconds: 12, wentOn: 4, meanSeconds: 3 });
  expect(at(figures, "pin")).toMatchObject({ totalSeconds: 0, meanSeconds: null });
});

test("[F84] who was moved to another bucket was sent wrong", () => {
  const figures = menuFigures(
    tree,
    counted("main start main moved 9", {
      moved: [
        { nodeId: "it", bucketId: "it", count: 2 },
        { nodeId: "it", bucketId: "sales", count: 3 },
        { nodeId: "desk", bucketId: "sales", count: 1 },
        { nodeId: "gone", bucketId: "sales", count: 1 },
      ],
    }),
  );
  expect(at(figures, "it").transferred).toBe(3);
  expect(at(figures, "desk").transferred).toBe(1);
});

const first = drawTree(`
  main  menu 1>it 2>hr 3>old
  it    bucket
  hr    bucket
  old   bucket
  desk  operator
`);
const second = drawTree(`
  main  menu 1>hr 2>it 3>it
  it    bucket
  hr    bucket
  desk  operator
`);

test("[F85] an older version's options are found by where they lead", () => {
  const before = menuFigures(
    first,
    counted(`
      main start main moved 9
      main 1     it   moved 5
      main 2     hr   moved 3
      main 3     old  moved 1
    `),
  );
  const after = menuFigures(
    second,
    counted(`
      main start main moved 4
      main 3     it   moved 4
    `),
  );
  const both = menuFiguresOn(second, [after, before]);
  expect(both.contacts).toBe(13);
  expect(at(both, "main")).toMatchObject({ reached: 13, wentOn: 13, meanSeconds: 2 });
  const { options } = at(both, "main");
  expect(options.map(({ key, to, pressed }) => `${key} ${to} ${String(pressed)}`)).toEqual([
    "1 hr 3",
    "2 it 5",
    "3 it 4",
  ]);
  expect(both.nodes.at(-1)).toMatchObject({ nodeId: "old", reached: 1, ended: 1 });
  expect(menuFiguresOn(first, [before])).toEqual(before);
});

test("[F86] the advisor counts what was pressed", () => {
  const figures = menuFigures(
    first,
    counted(`
      main start main moved 4
      main 1     it   moved 3
      main 2     hr   moved 1
      main #     main repeated 7
    `),
  );
  const traffic = trafficOf(figures);
  const shares = expectedSeconds(first, traffic).buckets.map(({ share }) => share);
  expect(shares).toEqual([0.75, 0.25, 0]);
  const nothing = trafficOf(menuFigures(first, counted("main start main moved 4")));
  expect(nothing.size).toBe(0);
  expect(new Set(expectedSeconds(first, nothing).buckets.map(({ share }) => share)).size).toBe(1);
});

test("[F66] advice in pieces is the same advice", () => {
  const shipped = MenuTree.parse(JSON.parse(readFileSync("flows/trees/it-support.json", "utf8")));
  const work = advising(shipped, new Map());
  let pieces = 0;
  let step = work.next();
  for (; step.done !== true; step = work.next()) pieces += 1;
  expect(step.value).toEqual(advise(shipped, new Map()));
  expect(pieces).toBeGreaterThan(10);
});

test("[F81] a lookup that failed is nobody's mistake, and its way is counted", () => {
  const drawn = drawTree(`
    who   lookup >it >hm ~sorry
    it    bucket
    hm    say >it
    sorry say >it
    desk  operator
  `);
  const figures = menuFigures(
    drawn,
    counted(`
      who start   who moved    9
      who found   it  moved    4
      who missing it  moved    3
      who failed  it  fallback 2
    `),
  );
  expect(reached(figures)).toEqual({ who: 9, it: 9, hm: 3, sorry: 2, desk: 0 });
  expect(at(figures, "who")).toMatchObject({ wrongKeys: 0, silences: 0, dropped: 0 });
});
