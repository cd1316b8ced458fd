import { describe, expect, test } from "@jest/globals";
import { validateTree } from "../../flows/validate.js";
import { draw } from "./draw.js";

/** Which rules are broken, and where, such as `F7 it`. */
function broken(text: string): string[] {
  const { findings } = validateTree(draw(text));
  return findings.map(({ rule, nodeId }) => `${rule} ${nodeId ?? "tree"}`);
}

/** A chain of menus under key 1, `n1` first, then what follows: `chain(3, "it")` is 3 levels long. */
function chain(levels: number, end: string): string {
  const lines = Array.from({ length: levels }, (_, index) => {
    const next = index + 1 === levels ? end : `n${String(index + 2)}`;
    return `n${String(index + 1)} menu 1>${next}`;
  });
  return lines.join("\n");
}

describe("the ways through a tree", () => {
  //  n1 ─1─> n2 ─1─> n3 ─1─> it ■       3 levels: too few
  test("[F7] a bucket lies at least 4 levels deep", () => {
    const ofLength = (levels: number) =>
      broken(`${chain(levels, "it")} \n it bucket \n desk operator`);
    expect(ofLength(1)).toEqual(["F7 it"]);
    expect(ofLength(3)).toEqual(["F7 it"]);
    expect(ofLength(4)).toEqual([]);
    expect(broken("it bucket")).toEqual(["F7 it"]);
  });

  //  n1 ─1─> n2 ─1─> n3 ─1─> n4 ─1─> it ■
  //                   └──────2────────^    3 levels this way
  test("[F7] the shortest way counts, and the finding tells its keys", () => {
    const drawing = draw(`
      n1 menu 1>n2
      n2 menu 1>n3
      n3 menu 1>n4 2>it
      n4 menu 1>it
      it bucket
      desk operator`);
    const { findings } = validateTree(drawing);
    expect(findings.map(({ rule, nodeId }) => [rule, nodeId])).toEqual([["F7", "it"]]);
    expect(findings[0]?.message).toContain("1 – 1 – 2");
  });

  //  n1 ─1─> …4 levels… it ■
  //   ├──9!─> fire ■
  //   └──8──> desk ■ (operator)      bye ■ (goodbye) <──7── n1
  test("[F7] shortcuts, fallbacks, the operator and goodbyes may be nearer", () => {
    const text = `
      n1 menu 1>n2 9!>fire 8>desk 7>bye ~late
      n2 menu 1>n3
      n3 menu 1>n4
      n4 menu 1>it
      it bucket
      fire bucket
      late bucket
      bye hangup
      desk operator`;
    expect(broken(text)).toEqual([]);
    expect(broken(text.replace("9!>", "9>"))).toEqual(["F7 fire"]);
  });

  //  lang ─1─> hello ──> open ─┬─> pin ──> n1 ─1─> n2 ─1─> n3 ─1─> it ■
  test("[F7] languages are a level; prompts, hours and digits are none", () => {
    const way = (menus: number) => `
      lang language 1=en >hello
      hello say >open
      open hours 09:00-17:00 >pin >bye
      pin collect 1-6 # >n1
      ${chain(menus, "it")}
      it bucket
      bye hangup
      desk operator`;
    expect(broken(way(3))).toEqual([]);
    expect(broken(way(2))).toEqual(["F7 it"]);
    expect(broken(way(6))).toEqual(["F8 it"]);
  });

  test("[F8] no path is longer than 6 levels", () => {
    const ofLength = (levels: number, end: string) =>
      broken(`${chain(levels, "it")} \n it ${end} \n desk operator`);
    expect(ofLength(6, "bucket")).toEqual([]);
    expect(ofLength(7, "bucket")).toEqual(["F8 it"]);
    expect(ofLength(7, "hangup")).toEqual(["F8 it"]);
    expect(ofLength(4000, "bucket")).toEqual(["F8 it"]);
  });

  //  n1 ─1─> n2 ─1─> n3 ─1─> n4 ─1─> it ■         4 levels
  //   └─2─> m1 ─1─> m2 ─1─> m3 ─1─^               7 levels: m1 to m3 come before n4
  test("[F8] the longest way counts, shared menus included", () => {
    const text = `
      n1 menu 1>n2 2>m1
      n2 menu 1>n3
      n3 menu 1>n4
      n4 menu 1>it
      m1 menu 1>m2
      m2 menu 1>m3
      m3 menu 1>m4
      m4 menu 1>m5
      m5 menu 1>n4
      it bucket
      desk operator`;
    expect(broken(text)).toEqual(["F8 it"]);
    expect(broken(text.replace("m3 menu 1>m4", "m3 menu 1>n4").replace(/m[45] .*\n/g, ""))).toEqual(
      [],
    );
  });

  //  n1 ─1─> n2 ─1─> n3 ─1─> n4 ─1─> it ■
  //   ^───────9───────┘       │
  //           ^───────9───────┘
  test("[F8] an option back up is allowed, and going round is not measured", () => {
    const text = `
      n1 menu 1>n2
      n2 menu 1>n3
      n3 menu 1>n4 9>n1
      n4 menu 1>it 9>n2
      it bucket
      desk operator`;
    expect(broken(text)).toEqual([]);
  });

  //  n1 ─1─> …it ■       n2 ─2─> round ─1─> again ─1─> round
  test("[F9] there are no dead ends", () => {
    const text = `
      n1 menu 1>n2
      n2 menu 1>n3 2>round
      n3 menu 1>n4
      n4 menu 1>it
      round menu 1>again
      again menu 1>round
      it bucket
      desk operator`;
    expect(broken(text)).toEqual(["F9 round", "F9 again"]);
    expect(broken(text.replace("again menu 1>round", "again menu 1>round 2>n1"))).toEqual([]);
  });

  //  pin ──> again ──> pin      digits for ever
  test("[F9] a question about digits that only leads back to itself is a dead end", () => {
    const text = `
      n1 menu 1>n2
      n2 menu 1>n3 2>pin
      n3 menu 1>n4
      n4 menu 1>it
      pin collect 4-4 >again
      again say >pin
      it bucket
      desk operator`;
    expect(broken(text)).toEqual(["F9 pin", "F9 again"]);
  });

  //  n1 ─1─> … it ■         island ─1─> it
  test("[F10] every node can be come to", () => {
    const text = `${chain(4, "it")}
      it bucket
      desk operator
      island menu 1>it`;
    expect(broken(text)).toEqual(["F10 island"]);
  });

  test("[F10] key 0 comes to the operator from anywhere", () => {
    expect(
      broken(`${chain(4, "it")} \n it bucket \n desk operator`.replace(/(n\d menu.*)/g, "$1 ~it")),
    ).toEqual([]);
  });

  //  a ──> b ──> a       nobody is ever asked
  test("[F11] prompts and hours never lead round", () => {
    const text = `
      a say >b
      b say >a`;
    expect(broken(text)).toEqual(["F9 a", "F9 b", "F11 a"]);
    const hours = `
      n1 menu 1>n2
      n2 menu 1>n3 2>open
      n3 menu 1>n4
      n4 menu 1>it
      open hours 09:00-17:00 >n3 >open
      it bucket
      desk operator`;
    expect(broken(hours)).toContain("F11 open");
  });

  //  n1 ~~silence~~> n1         n2 ~~silence~~> n3 ~~silence~~> n2
  test("[F11] silence and wrong keys alone come to an end", () => {
    const text = (first: string, second: string, third: string) => `
      n1 menu 1>n2 ~${first}
      n2 menu 1>n3 ~${second}
      n3 menu 1>n4 ~${third}
      n4 menu 1>it
      it bucket
      desk operator`;
    expect(broken(text("n1", "desk", "desk"))).toEqual(["F11 n1"]);
    expect(broken(text("desk", "n3", "n2"))).toEqual(["F11 n2"]);
    expect(broken(text("desk", "n1", "n2"))).toEqual([]);
  });

  test("[F15] there is at most one operator", () => {
    const text = `${chain(4, "it")} \n it bucket \n desk operator`;
    expect(broken(`${text} \n other operator`)).toEqual(["F15 other"]);
  });
});
