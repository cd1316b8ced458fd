import { describe, expect, test } from "@jest/globals";
import { compileTree } from "../../flows/compile.js";
import { addressFrom } from "../../flows/lookup.js";
import { stepMenu } from "../../flows/step.js";
import { validateTree } from "../../flows/validate.js";
import { draw, drawTree } from "./draw.js";
import { end, log, NOON, walk } from "./walker.js";

//  main ─1─> pin ──> hello ──> who ─┬─ found ───> known ─1─> it ■
//                                   ├─ missing ─> new ■
//                                   └─ failed ──> late ■
const TREE = drawTree(`
  main   menu 1>pin
  pin    collect 4-6 # >hello
  hello  say >who
  who    lookup https://crm.example/{digits:pin} plan=plan >known >new ~late
  known  menu 1>it
  it     bucket
  new    bucket
  late   bucket
  desk   operator`);

describe("lookups", () => {
  test("[F46] a walk waits at a lookup and goes on with what came of it", () => {
    expect(end(TREE, "1 1234").expects).toEqual({
      kind: "lookup",
      source: {
        kind: "address",
        url: "https://crm.example/{digits:pin}",
        timeoutSeconds: 5,
        fields: [{ field: "plan", name: "plan" }],
      },
    });
    expect(log(TREE, "1 1234 found")).toBe(`
start -> moved main: main
1 -> moved pin: pin
1234 -> moved who: hello
found -> moved known: hello, known
`);
    expect(end(TREE, "1 1234 found").collected).toEqual({ pin: "1234", plan: "found" });
    expect(log(TREE, "1 1234 missing")).toContain("missing -> moved new: hello, new");
    expect(log(TREE, "1 1234 failed")).toContain("failed -> fallback late: hello, late");
  });

  test("[F46] nobody else answers a lookup, and nothing else takes one", () => {
    const steps = walk(compileTree(TREE), "found 1 1234 0 * . found found");
    expect(steps.map(({ fact }) => fact.result)).toEqual([
      "moved",
      "repeated",
      "moved",
      "moved",
      "repeated",
      "repeated",
      "repeated",
      "moved",
      "repeated",
    ]);
    expect(steps.map(({ screen }) => screen.seq)).toEqual([0, 0, 1, 2, 2, 2, 2, 3, 3]);
  });

  test("[F46] the tier of the customer who was found counts for conditions", () => {
    const tree = drawTree(`
      who  lookup >asked >asked
      asked condition tier=gold>a >b
      a    bucket
      b    bucket
      desk operator`);
    expect(end(tree, "found").nodeId).toBe("b");
    const [start] = walk(compileTree(tree), "");
    const gold = { type: "looked_up", result: "found", fields: {}, tier: "gold" } as const;
    expect(stepMenu(compileTree(tree), start?.snapshot, gold, NOON).screen.nodeId).toBe("a");
  });

  const ask = (what: string) =>
    validateTree(
      draw(`
        pin  collect 4-6 # >code
        code collect 4-6 # secret >who
        who  lookup ${what} >desk >desk
        desk operator`),
    ).findings.map(({ rule, message }) => `${rule} ${message}`);

  test("[F47] a lookup asks with digits that are taken and kept", () => {
    expect(ask("digits:pin")).toEqual([]);
    expect(ask("https://x.example/{digits:pin}/{number}")).toEqual([]);
    expect(ask("digits:gone")).toEqual(["F47 No node takes digits named gone."]);
    expect(ask("https://x.example/{digits:code}")).toEqual([
      "F47 The digits named code are secret: only dots are kept of them.",
    ]);
  });

  test("[F47] an address is whole, secret in transit, and nobody but its author chooses whom it asks", () => {
    for (const url of [
      "http://x.example/",
      "https://",
      "https://u:p@x.example/",
      "https://{number}.example/",
      "https://{number}/",
      "https://x.example?{number}",
      "https:x.example/{number}",
      "https://x.example/{name}",
      "https://x.example\\{number}",
    ]) {
      expect([url, ask(url).map((line) => line.slice(0, 3))]).toEqual([url, ["F47"]]);
    }
  });

  test("[F3] every way of a lookup leads somewhere", () => {
    expect(ask("digits:pin ~nowhere")).toEqual(["F3 It leads to nowhere, which does not exist."]);
  });

  test("[F48] values are escaped, and an address that lacks one is not asked", () => {
    const known = { number: "+1555", collected: { pin: "1/2?" } };
    expect(addressFrom("https://x/{number}?p={digits:pin}&q={number}", known)).toBe(
      "https://x/%2B1555?p=1%2F2%3F&q=%2B1555",
    );
    expect(addressFrom("https://x/{number}", { ...known, number: null })).toBeNull();
    expect(addressFrom("https://x/{digits:constructor}", known)).toBeNull();
  });
});
