import { describe, expect, test } from "@jest/globals";
import { NO_FACTS } from "../../flows/condition.js";
import { validateTree } from "../../flows/validate.js";
import { MenuTree } from "../../protocol/menu-tree.js";
import { draw, drawTree, nodeOf, say } from "./draw.js";
import { end, NOON } from "./walker.js";

//  main ─1─> later ■ called back      main ─2─> note ■ after a message
const TREE = drawTree(`
  main   menu 1>later 2>note
  later  callback it
  note   voicemail it
  desk   operator`);

const withheld = { at: NOON, facts: { ...NO_FACTS, isCallable: false } };
const chat = { at: NOON, facts: { ...NO_FACTS, isCallable: false, channel: "chat" as const } };

describe("ends that let the caller go", () => {
  test("[F41] a callback and a message lead into their bucket, and the caller need not stay", () => {
    const bucket = { kind: "bucket", bucketId: "it", priority: null, skills: [] };
    expect(end(TREE, "1")).toMatchObject({
      says: [{ text: "later" }],
      expects: { ...bucket, instead: "callback" },
    });
    expect(end(TREE, "2")).toMatchObject({
      says: [{ text: "note" }],
      expects: { ...bucket, instead: "voicemail" },
    });
  });

  test("[F42] whose number cannot be called waits as in any bucket", () => {
    for (const keys of ["1", "2"]) {
      const { expects, says } = end(TREE, keys, withheld);
      expect(expects).toEqual({ kind: "bucket", bucketId: "it", priority: null, skills: [] });
      expect(says).toEqual([]);
    }
  });

  test("[F43] in a chat the message is asked for in words of its own", () => {
    expect(end(TREE, "2", chat).says).toEqual([{ text: "note", language: "en" }]);
    const drawing = draw("main menu 1>note \n note voicemail it \n desk operator");
    nodeOf(drawing, "note")["written"] = say("write", ["en"]);
    const { says, expects } = end(MenuTree.parse(drawing), "1", chat);
    expect(says).toEqual([{ text: "write", language: "en" }]);
    expect(expects).not.toHaveProperty("instead");
    nodeOf(drawing, "note")["written"] = { fr: "écrivez" };
    expect(
      validateTree(drawing).findings.map(({ rule, message }) => `${rule} ${message}`),
    ).toContain("F13 The prompt in a chat is missing in en.");
  });

  test("[F7] they lie as deep as any bucket", () => {
    const { findings } = validateTree(TREE, { bucketIds: new Set(["desk"]) });
    expect(findings.map(({ rule, nodeId }) => `${rule} ${String(nodeId)}`)).toEqual([
      "F7 later",
      "F7 note",
      "F16 later",
      "F16 note",
    ]);
  });
});
