/** How many SMS a text takes, against the figures of 3GPP TS 23.038 and 23.040. */
import { expect, test } from "@jest/globals";
import { smsSegments } from "../../protocol/sms.js";

test.each([
  ["nothing", "", 0, true],
  ["160 letters", "a".repeat(160), 1, true],
  ["161 letters", "a".repeat(161), 2, true],
  ["306 letters", "a".repeat(306), 2, true],
  ["307 letters", "a".repeat(307), 3, true],
  ["80 euro signs, two septets each", "€".repeat(80), 1, true],
  ["81 euro signs", "€".repeat(81), 2, true],
  // 152 letters leave one septet, into which half a euro sign does not go.
  ["an escape is not cut in two", `${"a".repeat(152)}€${"a".repeat(152)}`, 3, true],
  ["70 Chinese characters", "打".repeat(70), 1, false],
  ["71 Chinese characters", "打".repeat(71), 2, false],
  ["134 Chinese characters", "打".repeat(134), 2, false],
  ["an emoji counts twice", "🖨".repeat(36), 2, false],
  ["an emoji is not cut in two", `${"打".repeat(66)}🖨${"打".repeat(65)}`, 2, false],
  ["one wide character makes all wide", `${"a".repeat(70)}ő`, 2, false],
])("[C107] %s", (...[, text, segments, isPlain]) => {
  expect(smsSegments(text)).toEqual({ segments, isPlain });
});
