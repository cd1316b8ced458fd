import { describe, expect, test } from "@jest/globals";
import { NO_FACTS } from "../../flows/condition.js";
import { validateTree } from "../../flows/validate.js";
import { draw, drawTree, nodeOf } from "./draw.js";
import { end, log, NOON } from "./walker.js";

//  main ─1─> reset ─┬─1─> bye ■        it helped
//                   └─2─> it ■         it did not
const TEXT = `
  main   menu 1>reset
  reset  article https://help.example/reset >bye >it
  it     bucket
  bye    hangup
  desk   operator`;
const TREE = drawTree(TEXT, ["en", "zh"]);

describe("articles", () => {
  test("[F44] an article says its text and asks whether it helped", () => {
    expect(log(TREE, "1 1")).toBe(`
start -> moved main: main
1 -> moved reset: reset text, reset
1 -> moved bye: bye
`);
    expect(end(TREE, "1")).toMatchObject({
      expects: {
        kind: "key",
        options: [
          { key: "1", label: "yes" },
          { key: "2", label: "no" },
        ],
      },
    });
    const { nodeId, path } = end(TREE, "1 2");
    expect(nodeId).toBe("it");
    expect(path.at(-1)).toEqual({ key: "2", label: "reset title: no" });
  });

  test("[F44] silence and wrong keys ask again without the text; # says all of it; * leads back", () => {
    expect(log(TREE, "1 . 3 # * 1 0")).toBe(`
start -> moved main: main
1 -> moved reset: reset text, reset
silence -> no_input reset: no key, reset
3 -> invalid reset: wrong key, reset
# -> repeated reset: reset text, reset
* -> back main: main
1 -> moved reset: reset text, reset
0 -> operator desk: desk
`);
    expect(log(TREE, "1 . .")).toContain("silence -> fallback desk");
  });

  test("[F45] who reads sees the heading, and where to read on", () => {
    const chat = { at: NOON, facts: { ...NO_FACTS, channel: "chat" as const } };
    expect(end(TREE, "1", chat).says.map(({ text }) => text)).toEqual([
      "reset title",
      "reset text",
      "https://help.example/reset",
      "reset",
    ]);
  });

  test("[F44] an article is no level", () => {
    const { findings } = validateTree(TREE);
    expect(findings.map(({ rule, message }) => `${rule} ${message}`)).toEqual([
      expect.stringMatching(/^F7 .*with the keys 1 – 2, in 1 level;/),
    ]);
  });

  test("[F13] an article's words are in every language", () => {
    const drawing = draw(TEXT, ["en", "zh"]);
    nodeOf(drawing, "reset")["text"] = { en: "only" };
    nodeOf(drawing, "reset")["no"] = {};
    const found = validateTree(drawing).findings.map(({ rule, message }) => `${rule} ${message}`);
    expect(found).toContain("F13 The text is missing in zh.");
    expect(found).toContain("F13 The answer of key 2 is missing in en, zh.");
  });

  test("[F18] an article may be longer than a prompt, but not a lecture", () => {
    const drawing = draw(TEXT, ["en", "zh"]);
    const reset = nodeOf(drawing, "reset");
    reset["title"] = { en: "x".repeat(41), zh: "x" };
    reset["text"] = { en: "word ".repeat(300), zh: "word ".repeat(200) };
    const found = validateTree(drawing).findings.map(({ rule, message }) => `${rule} ${message}`);
    expect(found.filter((line) => line.startsWith("F18"))).toEqual([
      "F18 The title in en has 41 characters; a button holds 40.",
      "F18 The text in en takes about 120 s to say; people remember 90.",
    ]);
  });

  test("[F1] a link is a web address that is read in secret", () => {
    for (const link of ["http://x.example", "javascript:alert(1)", "help"]) {
      const drawing = draw(TEXT, ["en", "zh"]);
      nodeOf(drawing, "reset")["link"] = link;
      expect(validateTree(drawing).findings.map(({ rule }) => rule)).toEqual(["F1"]);
    }
  });
});
