import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compileTree } from "../../flows/compile.js";
import { NO_FACTS } from "../../flows/condition.js";
import { wholeTree } from "../../flows/parts.js";
import { startMenu, stepMenu } from "../../flows/step.js";
import { validateTree } from "../../flows/validate.js";
import { BucketId } from "../../protocol/ids.js";
import { tiers } from "../../protocol/words.js";
import { PARTS, tapes, treeOf } from "./any-valid-tree.js";
import { inputOf, NOON, walk } from "./walker.js";

const words = fc.array(
  fc.constantFrom(
    "1",
    "1",
    "1",
    "2",
    "2",
    "3",
    "9",
    "8",
    "*",
    "#",
    "0",
    ".",
    "1234",
    "12#",
    "found",
    "missing",
    '"red',
    '"blue',
    '"red_or_blue',
  ),
  { maxLength: 40 },
);

/** Some hour of a week, some customer, some queue. */
const moments = fc
  .tuple(fc.nat(7 * 24), fc.constantFrom(...tiers), fc.nat(5))
  .map(([hour, tier, waiting]) => ({
    at: NOON + hour * 3_600_000,
    facts: {
      ...NO_FACTS,
      isCallable: hour % 2 === 0,
      tier,
      queues: [{ bucketId: BucketId.parse("desk"), waiting, estimatedSeconds: null }],
    },
  }));

describe("any tree that keeps the rules", () => {
  test("[F32] has no findings, and every walk ends", () => {
    const ends = { bucket: 0, hangup: 0 };
    fc.assert(
      fc.property(tapes, words, moments, (tape, keys, moment) => {
        const drawn = treeOf(tape);
        expect(validateTree(drawn, { parts: PARTS }).findings).toEqual([]);
        const { tree } = wholeTree(drawn, PARTS);
        const machine = compileTree(tree);
        let step = walk(machine, keys.join(" "), moment).at(-1) ?? startMenu(machine, NOON);
        // Whatever was pressed, whoever falls silent comes to an end: two silences a node, one lookup.
        let left = 3 * tree.nodes.length;
        while (step.snapshot.status === "active" && left-- > 0) {
          const { kind } = step.screen.expects;
          const input = inputOf(kind === "lookup" ? "failed" : ".");
          step = stepMenu(machine, step.snapshot, input, moment.at, moment.facts);
        }
        const { expects } = step.screen;
        expect(["bucket", "hangup"]).toContain(expects.kind);
        if (expects.kind === "bucket" || expects.kind === "hangup") ends[expects.kind]++;
      }),
      { numRuns: 60 },
    );
    expect(ends.bucket).toBeGreaterThan(0);
  });

  test("[F32] a caller who always chooses comes to an end after 4 to 6 choices", () => {
    fc.assert(
      fc.property(tapes, (tape) => {
        const { tree } = wholeTree(treeOf(tape), PARTS);
        const machine = compileTree(tree);
        const kindOf = new Map(tree.nodes.map(({ id, kind }) => [id, kind]));
        let step = startMenu(machine, NOON);
        let choices = 0;
        while (step.screen.expects.kind !== "bucket" && step.screen.expects.kind !== "hangup") {
          // An article does not help; that is no choice.
          const isArticle = kindOf.get(step.screen.nodeId) === "article";
          const isChoice = step.screen.expects.kind === "key" && !isArticle;
          if (isChoice) choices++;
          const isLookup = step.screen.expects.kind === "lookup";
          const word = isChoice ? "1" : isArticle ? "2" : isLookup ? "found" : "123";
          step = stepMenu(machine, step.snapshot, inputOf(word), NOON);
        }
        expect(choices).toBeGreaterThanOrEqual(4);
        expect(choices).toBeLessThanOrEqual(6);
      }),
      { numRuns: 60 },
    );
  });

  test("[F30] is walked alike in one process and in a new one for every key", () => {
    fc.assert(
      fc.property(tapes, words, (tape, keys) => {
        const machine = compileTree(wholeTree(treeOf(tape), PARTS).tree);
        const kept = walk(machine, keys.join(" "));
        let step = startMenu(machine, NOON);
        for (const [index, word] of keys.entries()) {
          const snapshot: unknown = JSON.parse(JSON.stringify(step.snapshot));
          const fresh =
            index % 5 === 0 ? compileTree(wholeTree(treeOf(tape), PARTS).tree) : machine;
          step = stepMenu(fresh, snapshot, inputOf(word), NOON);
        }
        expect(step).toEqual(kept.at(-1));
      }),
      { numRuns: 40 },
    );
  });

  test("[F31] gives screens and paths that the protocol takes", async () => {
    const { MenuScreen } = await import("../../protocol/menu-session.js");
    fc.assert(
      fc.property(tapes, words, (tape, keys) => {
        for (const { screen } of walk(
          compileTree(wholeTree(treeOf(tape), PARTS).tree),
          keys.join(" "),
        )) {
          expect(MenuScreen.parse(screen)).toEqual(screen);
          expect(screen.path.length).toBeLessThanOrEqual(12);
        }
      }),
      { numRuns: 40 },
    );
  });
});
