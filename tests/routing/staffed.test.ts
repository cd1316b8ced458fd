import { describe, expect, test } from "@jest/globals";
import { validateTree } from "../../flows/validate.js";
import { SkillId } from "../../protocol/ids.js";
import { Bucket, type Engineer } from "../../protocol/organisation.js";
import { staffedBuckets } from "../../routing/staffed.js";
import { drawTree } from "../flows/draw.js";
import { bucket, engineer } from "../support/organisation.js";

const ada = engineer("ada", { linux: 5 });

function isStaffed(asks: Bucket, engineers: readonly Engineer[]): boolean {
  return staffedBuckets({ buckets: [asks], engineers }, ["voice", "chat"]).has(asks.id);
}

describe("who could ever take from a bucket", () => {
  test("[F107] somebody with every skill at its level, who is not archived", () => {
    expect(isStaffed(bucket("it"), [])).toBe(false);
    expect(isStaffed(bucket("it"), [ada])).toBe(true);
    expect(isStaffed(bucket("it", { linux: 5 }), [ada])).toBe(true);
    expect(isStaffed(bucket("it", { linux: 6 }), [ada])).toBe(false);
    expect(
      isStaffed(bucket("it", { linux: 5, german: 1 }), [ada, engineer("bo", { german: 9 })]),
    ).toBe(false);
    expect(isStaffed(bucket("it"), [{ ...ada, archived: true }])).toBe(false);
  });

  test("[F107] the last relaxation step counts", () => {
    const asks = bucket("it", { linux: 8 });
    const relaxed = Bucket.parse({
      ...asks,
      policy: {
        relax: [
          { afterSeconds: 60, lower: [{ skillId: "linux", to: 7 }] },
          { afterSeconds: 120, drop: [SkillId.parse("linux")] },
        ],
      },
    });
    expect(isStaffed(asks, [ada])).toBe(false);
    expect(isStaffed(relaxed, [ada])).toBe(true);
  });

  test("[F107] whoever takes mail alone takes nothing that comes through a menu", () => {
    const { capacity } = ada;
    const mail = { ...ada, capacity: { ...capacity, max: { voice: 0, chat: 0, email: 5 } } };
    expect(isStaffed(bucket("it"), [mail])).toBe(false);
    const chats = { ...ada, capacity: { ...capacity, max: { voice: 0, chat: 1, email: 5 } } };
    expect(isStaffed(bucket("it"), [chats])).toBe(true);
  });

  test("[F107] a tree that leads to a bucket without anybody is told so, once a node", () => {
    const tree = drawTree(
      "if condition length@desk=3>later >it \n it bucket \n later callback desk \n desk operator",
    );
    const found = (known: object): string[] =>
      validateTree(tree, known)
        .findings.filter(({ rule }) => rule === "F107")
        .map(({ nodeId, severity }) => `${severity} ${nodeId ?? ""}`);
    expect(found({})).toEqual([]);
    expect(found({ staffedBucketIds: new Set(["it"]) })).toEqual(["yellow later", "yellow desk"]);
    // One that does not exist is F16's.
    expect(found({ staffedBucketIds: new Set(["it"]), bucketIds: new Set(["it"]) })).toEqual([]);
  });
});
