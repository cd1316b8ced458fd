import { describe, expect, test } from "@jest/globals";
import { validateTree } from "../../flows/validate.js";
import { openWithout, closedStretches } from "../../flows/week.js";
import { Hours } from "../../protocol/words.js";
import { draw, nodeOf, type Drawing } from "./draw.js";

function hours(text: string, change: object = {}): Hours {
  const periods = text
    .split(" ")
    .filter((one) => one !== "")
    .map((one) => {
      const [, days = "", from, to] = /^([\d]+):(.{5})-(.{5})$/.exec(one) ?? [];
      return { days: Array.from(days, Number), from, to };
    });
  return Hours.parse({ timeZone: "UTC", periods, ...change });
}

/** A tree whose second node is the hours. */
function tree(given: Hours, ways = ">yes >no"): Drawing {
  const drawing = draw(
    `open hours 09:00-17:00 ${ways}
     yes  menu 1!>sales 2!>it
     no   hangup
     sales bucket
     it   bucket
     desk operator`,
  );
  nodeOf(drawing, "open")["hours"] = given;
  return drawing;
}

function told(drawing: Drawing, bucketHours?: ReadonlyMap<string, Hours | null>): string[] {
  return validateTree(drawing, { bucketHours })
    .findings.filter(({ rule }) => rule === "F108")
    .map(({ nodeId, message }) => `${nodeId ?? ""}: ${message}`);
}

describe("hours that are meant otherwise", () => {
  test.each([
    ["12345:09:00-12:00 12345:13:00-17:00", []],
    ["", ["open: There is no opening time: it is never open."]],
    ["1234567:00:00-24:00", ["open: It is open day and night: the other way is never taken."]],
    [
      "12345:09:00-12:00 12345:12:05-17:00",
      ["open: It is closed on Monday from 12:00 to 12:05, for 5 minutes."],
    ],
    ["1234567:00:00-23:59", ["open: It is closed on Monday from 23:59 to 24:00, for 1 minute."]],
    [
      "7:20:00-24:00 1:00:01-06:00",
      ["open: It is closed on Monday from 00:00 to 00:01, for 1 minute."],
    ],
    ["3:09:00-12:00 3:12:11-17:00", []],
    ["3:09:00-12:00 3:12:00-17:00", []],
    ["23:09:00-12:00 3:11:00-17:00", ["open: Two periods hold Wednesday from 11:00 to 12:00."]],
  ])("[F108] %s", (text, expected) => {
    expect(told(tree(hours(text)))).toEqual(expected);
  });

  test("[F108] what is open day and night but on some days is not always open", () => {
    expect(told(tree(hours("1234567:00:00-24:00", { closedOn: ["2026-12-24"] })))).toEqual([]);
  });

  test("[F108] a period that ends before it begins is F20's, and nothing else is said of it", () => {
    expect(told(tree(hours("1:17:00-09:00")))).toEqual([]);
  });

  test("[F108] both ways to one node change nothing", () => {
    expect(told(tree(hours("1:09:00-17:00"), ">yes >yes"))).toEqual([
      "open: It leads to the same node, open or closed.",
    ]);
  });

  test("[F108] the branches of a condition are hours too", () => {
    const drawing = draw("if condition hours=09:00-17:00>it >it \n it bucket \n desk operator");
    nodeOf(drawing, "if")["branches"] = [{ when: { kind: "hours", hours: hours("") }, to: "it" }];
    expect(told(drawing)).toEqual(["if: There is no opening time: it is never open."]);
  });

  test("[F108] a bucket behind the open way that is closed then, on the same clocks", () => {
    const given = hours("12345:09:00-17:00");
    const bucketHours = new Map<string, Hours | null>([
      ["sales", hours("12345:09:00-16:00")],
      ["it", null],
    ]);
    expect(told(tree(given), bucketHours)).toEqual([
      "open: While it is open here, the bucket sales is closed: on Monday from 16:00 to 17:00.",
    ]);
    bucketHours.set("sales", hours("123456:08:00-18:00"));
    expect(told(tree(given), bucketHours)).toEqual([]);
    bucketHours.set("sales", hours("1:08:00-18:00", { timeZone: "Asia/Shanghai" }));
    expect(told(tree(given), bucketHours)).toEqual([]);
  });

  test("[F108] the week turns: Sunday's end is Monday's beginning", () => {
    expect(closedStretches(hours("1:08:00-10:00"))).toEqual([{ from: 600, to: 10_080 + 480 }]);
    expect(openWithout(hours("7:00:00-24:00"), hours("1:08:00-10:00"))).toEqual({
      from: 8640,
      to: 10_080,
    });
  });
});
