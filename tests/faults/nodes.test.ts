/** Several nodes under everything that goes wrong between them; and nodes with faults, which must be caught. */
import { expect, test } from "@jest/globals";
import { faultsAnswer } from "../../src/cli/faults-command.js";
import type { NodeParts } from "../../src/faults/member-node.js";
import { severalNodes } from "../../src/faults/nodes-trial.js";
import { runTrials } from "../../src/faults/trials.js";
import { faultyNodes } from "./faulty-nodes.js";

/** A busy machine needs long; the trial itself knows no time but its own. */
const PATIENCE_MS = 300_000;

test(
  "[N65] every promise of several nodes holds, whatever goes wrong, and all comes right afterwards",
  async () => {
    const { failures, deeds, faults } = await runTrials({
      from: 1,
      seeds: 200,
      game: severalNodes(3),
    });
    expect(failures.map(({ seed, broken, story }) => ({ seed, broken, story }))).toEqual([]);
    // Trials in which nothing happens would hold every promise too.
    for (const deed of ["interaction.accepted", "read", "lease taken", "shown anew"]) {
      expect({ [deed]: (deeds.get(deed) ?? 0) > 100 }).toEqual({ [deed]: true });
    }
    for (const fault of [
      "command lost",
      "command doubled",
      "command late",
      "news lost",
      "news doubled",
      "news late",
      "node killed",
      "node frozen",
      "cut off from the store",
      "commitTurn answer lost",
    ]) {
      expect({ [fault]: (faults.get(fault) ?? 0) > 50 }).toEqual({ [fault]: true });
    }
  },
  PATIENCE_MS,
);

/** Seeds that once failed stay. */
test.each([1, 4, 10, 11, 46, 52, 78, 114, 127, 144])(
  "every promise of several nodes holds in trial %i, which found a fault once",
  async (seed) => {
    const { failures } = await runTrials({ from: seed, seeds: 1, game: severalNodes(3) });
    expect(failures).toEqual([]);
  },
);

test(
  "with other numbers of nodes every promise holds as well",
  async () => {
    for (const nodes of [2, 5]) {
      const { failures } = await runTrials({ from: 1, seeds: 10, game: severalNodes(nodes) });
      expect(failures).toEqual([]);
    }
  },
  PATIENCE_MS,
);

test("the same seed is the same trial of several nodes", async () => {
  const story = async (): Promise<string> => {
    const game = severalNodes(3);
    const { story: lines } = await game.run({ seed: 11, script: game.write(11), told: true });
    // Commands of the program's own have names by chance; nothing depends on them.
    return lines.join("\n").replaceAll(/cmd_\w+/g, "cmd");
  };
  expect((await story()).length).toBeGreaterThan(1000);
  expect(await story()).toBe(await story());
});

/** Of each fault against this promise, the promise that is found broken first. */
async function caught(rule: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const [against, what, parts] of faultyNodes) {
    if (against === rule) found[what] = await firstBroken(parts);
  }
  return found;
}

async function firstBroken(parts: NodeParts): Promise<string> {
  const game = severalNodes(3, parts);
  for (let seed = 1; seed <= 20; seed += 1) {
    const { broken } = await game.run({ seed, script: game.write(seed) });
    if (broken !== null) return broken.slice(0, broken.indexOf(":"));
  }
  return "nothing";
}

test("[N60] turns of two leaders, and a number that is left out, are caught", async () => {
  expect(await caught("N60")).toEqual({
    "a store that does not ask for the lease": "N60",
    "a member that leaves a number out": "N60",
  });
});

test("[N61] a command that is done twice, or never, is caught", async () => {
  expect(await caught("N61")).toEqual({
    "a store that forgets which commands it has": "N61",
    "a member that answers before it knows": "N61",
  });
});

test("[N62] a replica with other rows, and turns told twice or not at all, are caught", async () => {
  expect(await caught("N62")).toEqual({
    "a replica that leaves out what engineers do": "N62",
    "a member that tells some turns twice": "N62",
    "a member that says nothing when it shows everything anew": "N62",
  });
});

test("[N63] readers who do not see what was answered are caught", async () => {
  expect(await caught("N63")).toEqual({
    "a member whose readers see what was": "N63",
    "a store that keeps no turns to catch up on": "N63",
  });
});

test("[N64] duties of two nodes that both think they are alone are caught", async () => {
  expect(await caught("N64")).toEqual({
    "a member that always thinks it is alone": "N64",
    "a store that gives the lease to everybody": "N64",
  });
});

test("[N65] what never comes right is caught", async () => {
  expect(await caught("N65")).toEqual({
    "a member that does the duties whether it leads or not": "N65",
    "a lease that nobody else gets": "N65",
    "an inbox that loses everything": "N65",
  });
});

test("a router without capacity is caught among several nodes too", async () => {
  expect(await caught("R3")).toEqual({ "a router without capacity": "R3" });
});

test("the command line plays several nodes", async () => {
  const { lines, exitCode } = await faultsAnswer(["--seeds", "2", "--nodes", "3", "--json"]);
  expect({ exitCode, answer: JSON.parse(lines[0] ?? "") as unknown }).toMatchObject({
    exitCode: 0,
    answer: { seeds: 2, failures: [], deeds: { "lease taken": expect.any(Number) } },
  });
  expect(await faultsAnswer(["--nodes", "10"])).toMatchObject({ exitCode: 2 });
});
