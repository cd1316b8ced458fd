/** The program under everything that goes wrong; and parts with faults, which must be caught. */
import { expect, test } from "@jest/globals";
import { faultsAnswer } from "../../src/cli/faults-command.js";
import { writeScript } from "../../src/faults/script.js";
import { oneProcess, runTrial } from "../../src/faults/trial.js";
import { runTrials } from "../../src/faults/trials.js";
import { faultyParts } from "./faulty-parts.js";

/** A busy machine needs long; the trial itself knows no time but its own. */
const PATIENCE_MS = 300_000;

test(
  "[T13] every promise holds, whatever goes wrong, in each of 300 trials",
  async () => {
    const { failures, deeds, faults } = await runTrials({
      from: 1,
      seeds: 300,
      game: oneProcess(),
    });
    expect(failures.map(({ seed, broken, story }) => ({ seed, broken, story }))).toEqual([]);
    // Trials in which nothing happens would hold every promise too.
    for (const deed of ["interaction.accepted", "effect performed", "read", "offer.expired"]) {
      expect({ [deed]: deeds.get(deed) ?? 0 }).toEqual({ [deed]: expect.any(Number) });
      expect(deeds.get(deed) ?? 0).toBeGreaterThan(100);
    }
    for (const fault of ["commitTurn fails", "commitTurn answer lost", "process killed"]) {
      expect(faults.get(fault) ?? 0).toBeGreaterThan(100);
    }
  },
  PATIENCE_MS,
);

/** Seeds that once failed stay. */
test.each([524, 696, 1088, 1719, 2095, 2580, 6945])(
  "every promise holds in trial %i, which found a fault once",
  async (seed) => {
    expect(await runTrial({ seed })).toMatchObject({ broken: null });
  },
);

test("the same seed is the same trial", async () => {
  const story = async (): Promise<string> => {
    const { story: lines } = await runTrial({ seed: 11, told: true });
    // Commands of the program's own have names by chance; nothing depends on them.
    return lines.join("\n").replaceAll(/cmd_\w+/g, "cmd");
  };
  expect((await story()).length).toBeGreaterThan(1000);
  expect(await story()).toBe(await story());
});

test.each(faultyParts)(
  "%s: %s is caught",
  async (_rule, _what, parts) => {
    const { failures } = await runTrials({
      from: 1,
      seeds: 20,
      game: oneProcess(parts),
      failuresMax: 1,
    });
    const [failure] = failures;
    expect(failure?.story.at(-1)).toBeDefined();
    expect(failure?.script.length).toBeLessThanOrEqual(writeScript(failure?.seed ?? 1).length);
  },
  PATIENCE_MS,
);

test("the command line says how it went, as text or as JSON", async () => {
  const { lines, exitCode } = await faultsAnswer(["--seeds", "2", "--json"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    seeds: 2,
    steps: writeScript(1).length + writeScript(2).length,
    commands: expect.any(Number),
    faults: expect.any(Object),
    deeds: expect.any(Object),
    failures: [],
    seconds: expect.any(Number),
  });
  const text = await faultsAnswer(["--seeds", "1", "--from", "9"]);
  expect(text.lines.join("\n")).toContain("Every promise held.");
  expect(await faultsAnswer(["--seeds", "none"])).toMatchObject({ exitCode: 2 });
});
