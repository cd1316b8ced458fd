import { describe, expect, test } from "@jest/globals";
import { compileTree } from "../../flows/compile.js";
import { bucketsAskedAbout, NO_FACTS } from "../../flows/condition.js";
import { startMenu, stepMenu } from "../../flows/step.js";
import { validateTree } from "../../flows/validate.js";
import { BucketId } from "../../protocol/ids.js";
import type { MenuFacts } from "../../protocol/menu-session.js";
import { draw, drawTree, nodeOf } from "./draw.js";
import { end, inputOf, NOON } from "./walker.js";

//  lang ─> vip ─┬─ gold or silver ─> a ■          zh ─> b ■      +1 555 0100 ─> c ■
//               ├─ 5 wait for it ─> d ■           60 s for it ─> e ■
//               └─ 09:00-17:00 ─> f ■             else ─> it ■
const TREE = drawTree(
  `lang language 1=en 2=zh >vip
   vip  condition tier=gold|silver>a language=zh>b to=+15550100>c length@it=5>d estimate@it=60>e hours=09:00-13:00>f >it
   a    bucket
   b    bucket
   c    bucket
   d    bucket
   e    bucket
   f    bucket
   it   bucket
   desk operator`,
  ["en", "zh"],
);

const IT = BucketId.parse("it");
function led(facts: Partial<MenuFacts>, key = "1", at = NOON): string {
  return end(TREE, key, { at, facts: { ...NO_FACTS, ...facts } }).nodeId;
}
function queue(waiting: number, estimatedSeconds: number | null): Partial<MenuFacts> {
  return { queues: [{ bucketId: IT, waiting, estimatedSeconds }] };
}

function found(text: string): string[] {
  const { findings } = validateTree(draw(text, ["en", "zh"]), {
    bucketIds: new Set(["it", "desk"]),
  });
  return findings
    .filter(({ rule }) => ["F16", "F20", "F39"].includes(rule))
    .map(({ rule, severity, message }) => `${severity} ${rule} ${message}`);
}

describe("conditions", () => {
  test("[F38] the first branch that holds is taken, else the other way", () => {
    expect(led({ tier: "gold" })).toBe("a");
    expect(led({ tier: "silver" }, "2")).toBe("a");
    expect(led({ to: "+15550100" }, "2")).toBe("b");
    expect(led({ to: "+15550100" })).toBe("c");
    expect(led(queue(5, null))).toBe("d");
    expect(led(queue(4, 60))).toBe("e");
    expect(led({})).toBe("f");
    expect(led({}, "1", NOON + 3_600_000)).toBe("it");
  });

  test("[F38] what is not known does not hold", () => {
    const late = NOON + 3_600_000;
    expect(led(queue(0, null), "1", late)).toBe("it");
    const other = { bucketId: BucketId.parse("desk"), waiting: 99, estimatedSeconds: 999 };
    expect(led({ queues: [other] }, "1", late)).toBe("it");
  });

  test("[F38] only the buckets that are asked about need be known", () => {
    expect(bucketsAskedAbout(TREE)).toEqual(["it"]);
    expect(bucketsAskedAbout(drawTree("it bucket"))).toEqual([]);
  });

  test("[F40] the same answers with the same facts lead the same way, in another process too", () => {
    const facts = { ...NO_FACTS, ...queue(5, 10) };
    const { snapshot } = startMenu(compileTree(TREE), NOON);
    const kept: unknown = JSON.parse(JSON.stringify(snapshot));
    const once = stepMenu(compileTree(TREE), snapshot, inputOf("1"), NOON, facts);
    expect(stepMenu(compileTree(TREE), kept, inputOf("1"), NOON, facts)).toEqual(once);
    expect(once.snapshot.context.facts).toEqual(facts);
  });

  test("[F40] a walk that was put down before there were facts goes on", () => {
    const { snapshot } = startMenu(compileTree(TREE), NOON);
    const { facts: _facts, ...old } = snapshot.context;
    const { screen } = stepMenu(
      compileTree(TREE),
      { ...snapshot, context: old },
      inputOf("1"),
      NOON,
    );
    expect(screen.nodeId).toBe("f");
  });

  const ask = (branches: string) =>
    found(`
    vip  condition ${branches}
    it   bucket
    desk operator`);

  test("[F16] a condition asks about buckets that exist", () => {
    expect(ask("length@gone=1>it >desk")).toEqual(["red F16 There is no bucket gone."]);
  });

  test("[F20] a condition's hours can be read", () => {
    expect(ask("hours=17:00-09:00>it >desk")).toEqual([
      "red F20 The period from 17:00 to 09:00 ends before it begins.",
    ]);
  });

  test("[F39] a branch asks for something", () => {
    expect(ask("tier=>it >desk")).toEqual(["red F39 Branch 1 asks for nothing."]);
    expect(ask("to=>it language=>it >desk")).toHaveLength(2);
  });

  test("[F39] a branch that is never taken is pointed out", () => {
    const never = "is never taken: the branches before it take everybody.";
    for (const [before, after] of [
      ["tier=gold|silver", "tier=gold"],
      ["to=A@x", "to=a@X"],
      ["language=zh", "language=zh"],
      ["length@it=3", "length@it=5"],
      ["estimate@it=30", "estimate@it=30"],
      ["hours=09:00-17:00", "hours=09:00-17:00"],
    ]) {
      expect(ask(`${String(before)}>it ${String(after)}>desk >desk`)).toEqual([
        `yellow F39 Branch 2 ${never}`,
      ]);
    }
    expect(ask("tier=gold>it length@it=5>desk length@it=3>it estimate@desk=5>it >desk")).toEqual(
      [],
    );
    expect(ask("language=fr>it >desk")).toEqual([
      "yellow F39 Branch 1 is never taken: the tree does not speak its languages.",
    ]);
    expect(ask("tier=gold|silver|basic>it >desk")).toEqual([
      "yellow F39 The other way is never taken: the branches take everybody.",
    ]);
  });

  test("[F1] a condition has a branch", () => {
    const drawing = draw("vip condition >it \n it bucket");
    nodeOf(drawing, "vip")["branches"] = [];
    expect(validateTree(drawing).findings.map(({ rule }) => rule)).toEqual(["F1"]);
  });
});
