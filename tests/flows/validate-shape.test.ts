import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { validateTree } from "../../flows/validate.js";
import { draw, nodeOf } from "./draw.js";

/** A tree in which nothing is wrong: four keys to a bucket. */
const GOOD = `
  a     menu 1>b
  b     menu 1>c
  c     menu 1>d
  d     menu 1>it
  it    bucket
  desk  operator
`;

/** Which rules are broken, and where, such as `F2 a`. */
function broken(input: unknown): string[] {
  return validateTree(input).findings.map(({ rule, nodeId }) => `${rule} ${nodeId ?? "tree"}`);
}

describe("the shape of a tree", () => {
  test("[F1] takes a tree that keeps the rules, and fills in what may be left out", () => {
    const { tree, findings } = validateTree(draw(GOOD));
    expect(findings).toEqual([]);
    expect(tree?.nodes[0]).toMatchObject({ firstDigitSeconds: 7 });
  });

  test("[F1] names the node and the place that is wrong", () => {
    const drawing = draw(GOOD);
    nodeOf(drawing, "c")["prompt"] = 7;
    const { tree, findings } = validateTree(drawing);
    expect(tree).toBeNull();
    expect(findings).toEqual([
      expect.objectContaining({
        rule: "F1",
        severity: "red",
        nodeId: "c",
        message: expect.stringContaining("nodes.2.prompt"),
      }),
    ]);
  });

  test("[F1] refuses whatever is no tree, without an exception", () => {
    const round: Record<string, unknown> = {};
    round["nodes"] = [round];
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error("trap");
        },
      },
    );
    const inputs = [
      undefined,
      null,
      "tree",
      7,
      [],
      {},
      round,
      trap,
      { nodes: { length: -1 } },
      { ...draw(GOOD), nodes: [null, 1, "x", [], { id: {} }, { id: "a", kind: "__proto__" }] },
      { ...draw(GOOD), languages: ["EN!"] },
      JSON.parse(`{"__proto__": {"id": "x"}, "nodes": [{"__proto__": null}]}`),
    ];
    for (const input of inputs) {
      const { tree, findings } = validateTree(input);
      expect(tree).toBeNull();
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.every((finding) => finding.severity === "red")).toBe(true);
    }
  });

  test("[F1] never throws, whatever stands in place of a tree or of one of its nodes", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (thing, other) => {
        const drawing = draw(GOOD);
        const inputs = [
          thing,
          { ...drawing, nodes: thing },
          { ...drawing, nodes: [...drawing.nodes, thing] },
          { ...drawing, nodes: [{ ...drawing.nodes[0], options: [thing], noInput: other }] },
        ];
        for (const input of inputs) expect(Array.isArray(validateTree(input).findings)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("[F1] takes 5,000 nodes, however they hang together, and no more", () => {
    const count = 5000;
    const chain = Array.from({ length: count - 2 }, (_, index) => {
      const next = (step: number) => `n${String((index + step) % (count - 2))}`;
      // Nine arrows each, some far ahead and some back: more paths than could ever be walked.
      const ways = [1, 2, 3, 5, 8, 13, 21, 34, 4990].map(
        (step, key) => `${String(key + 1)}>${next(step)}`,
      );
      return `n${String(index)} menu ${ways.join(" ")}`;
    });
    const big = draw([...chain, "it bucket", "desk operator"].join("\n"));
    const { tree, findings } = validateTree(big);
    expect(tree?.nodes).toHaveLength(count);
    expect(findings.length).toBeGreaterThan(0);

    const line = Array.from({ length: count - 2 }, (_, index) => {
      return `n${String(index)} say >n${String(index + 1)}`;
    });
    line.push(`n${String(count - 2)} bucket`, "desk operator");
    expect(broken(draw(line.join("\n")))).toEqual([`F7 n${String(count - 2)}`]);

    big.nodes.push({ id: "one-more", kind: "hangup", prompt: null });
    expect(broken(big)).toEqual(["F1 tree"]);
  });

  test("[F2] every node has an id of its own", () => {
    const drawing = draw(`${GOOD}
      it  bucket`);
    expect(broken(drawing)).toEqual(["F2 it"]);
  });

  //  a ──1──> nowhere
  test("[F3] an arrow leads to a node of the tree", () => {
    expect(broken(draw(GOOD.replace("1>b", "1>b 2>nowhere")))).toEqual(["F3 a"]);
    expect(broken({ ...draw(GOOD), start: "nowhere" })).toEqual(["F3 tree"]);
    expect(broken(draw(`lost say >nowhere \n ${GOOD}`))).toContain("F3 lost");
    expect(broken(draw(`open hours 09:00-17:00 >a >nowhere \n ${GOOD}`))).toEqual(["F3 open"]);
  });

  test("[F4] a menu has at most 9 options", () => {
    const options = (count: number) =>
      Array.from({ length: count }, (_, index) => `${String((index % 9) + 1)}>it`).join(" ");
    expect(broken(draw(GOOD.replace("d     menu 1>it", `d menu ${options(9)}`)))).toEqual([]);
    const ten = broken(draw(GOOD.replace("d     menu 1>it", `d menu ${options(10)}`)));
    expect(ten).toEqual(["F4 d", "F5 d"]);
    const many = broken(draw(GOOD.replace("d     menu 1>it", `d menu ${options(21)}`)));
    expect(many).toEqual(["F4 d"]);
  });

  test("[F5] a key stands for one option", () => {
    expect(broken(draw(GOOD.replace("1>it", "1>it 1>it")))).toEqual(["F5 d"]);
    const language = draw(`lang language 1=en 1=zh >a \n ${GOOD}`, ["en", "zh"]);
    expect(broken(language)).toEqual(["F5 lang"]);
  });

  test("[F6] 0, * and # are never options", () => {
    for (const key of ["0", "*", "#"]) {
      expect(broken(draw(GOOD.replace("1>it", `1>it ${key}>desk`)))).toEqual(["F6 d"]);
    }
    expect(broken(draw(GOOD.replace("1>it", "1>it x>desk")))).toEqual(["F1 d"]);
  });

  test("[F12] a node that asks is patient, and falls back to a node of the tree", () => {
    const impatient = draw(GOOD);
    delete nodeOf(impatient, "b")["noInput"];
    nodeOf(impatient, "c")["invalid"] = { prompt: { en: "wrong" }, times: 9, fallback: "desk" };
    expect(broken(impatient)).toEqual(["F12 b", "F12 c"]);
    expect(broken(draw(GOOD.replace("1>c", "1>c ~nowhere")))).toEqual(["F12 b", "F12 b"]);
  });

  test("[F12] at once is patience too: then its words are not needed", () => {
    const drawing = draw(GOOD);
    nodeOf(drawing, "b")["noInput"] = { prompt: {}, times: 0, fallback: "desk" };
    expect(broken(drawing)).toEqual([]);
  });
});
