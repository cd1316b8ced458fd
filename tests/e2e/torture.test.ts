/** A short trial: `npm run torture` is the long one, with more nodes. */
import { expect, test } from "@jest/globals";
import { runTrial } from "../torture/trial.js";

const NODES = 3;
const SECONDS = 14;

test("[N52] killed under load, nothing acknowledged is lost or doubled", async () => {
  const story: string[] = [];
  const trial = await runTrial({
    nodes: NODES,
    seconds: SECONDS,
    seed: 5,
    rate: 0.5,
    overlap: false,
    signal: new AbortController().signal,
    say: (line) => story.push(line),
  }).catch((error: unknown) => {
    throw new Error(story.join("\n"), { cause: error });
  });
  const { verdict, faults } = trial;
  expect({ problems: verdict.problems, accidents: trial.story.accidents }).toEqual({
    problems: [],
    accidents: [],
  });
  expect(faults.length).toBeGreaterThan(0);
  // The trial means something only when work of every kind got through.
  expect(Object.entries(verdict.ackedBy).filter(([, many]) => many === 0)).toEqual([]);
}, 120_000);
