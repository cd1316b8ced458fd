import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { readScenario } from "../../routing/simulation/scenario.js";
import { simulateCommand } from "../../src/cli/simulate-command.js";
import { type Json, always, bucket, exponential, group, plain } from "./scenarios.js";

const folder = mkdtempSync(path.join(tmpdir(), "strowger-simulate-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return place;
}

const aNumber: unknown = expect.any(Number);
const rows = (...list: readonly Json[]): readonly Json[] => list;

test.each<readonly [Json, string]>([
  [{ horizonMinutes: "long" }, "horizonMinutes: Invalid input: expected number, received string"],
  [{ horizonMinutes: 600_000 }, "horizonMinutes: Too big: expected number to be <=525600"],
  [
    { warmupMinutes: 300 },
    "warmupMinutes: must be less than horizonMinutes, or nothing is counted",
  ],
  [{ replications: 0 }, "replications: Too small: expected number to be >=1"],
  [{ waitingplaces: 3 }, 'the scenario: Unrecognized key: "waitingplaces"'],
  [{ buckets: [] }, "buckets: Too small: expected array to have >=1 items"],
  [{ buckets: [bucket(), bucket()] }, "buckets.1.id: there is another bucket a"],
  [{ groups: [group(1), group(2)] }, "groups.1.id: there is another group g"],
  [{ groups: [group(-1)] }, "groups.0.shifts.0.size: Too small: expected number to be >=0"],
  [
    { groups: [group(1, { skills: { a: 11 } })] },
    "groups.0.skills.a: Too big: expected number to be <=10",
  ],
  [
    { buckets: [bucket({ arrivalsPerMinute: always({ rate: -1 }) })] },
    "buckets.0.arrivalsPerMinute.0.rate: Too small: expected number to be >=0",
  ],
  [
    { buckets: [bucket({ arrivalsPerMinute: rows({ from: 5, to: 5, rate: 1 }) })] },
    "buckets.0.arrivalsPerMinute.0.to: must be after from",
  ],
  [
    {
      buckets: [
        bucket({
          arrivalsPerMinute: rows({ from: 0, to: 9, rate: 1 }, { from: 8, to: 20, rate: 1 }),
        }),
      ],
    },
    "buckets.0.arrivalsPerMinute.1.from: begins before minute 9, when the row above ends",
  ],
  [
    {
      buckets: [bucket({ handleMinutes: [{ from: 0, to: 90, dist: "exponential", mean: 1 }] })],
    },
    "buckets.0.handleMinutes: says nothing for minute 90, when contacts arrive",
  ],
  [
    { buckets: [bucket({ handleMinutes: always({ dist: "exponential", mean: 0 }) })] },
    "buckets.0.handleMinutes.0.mean: Too small: expected number to be >0",
  ],
  [
    { buckets: [bucket({ patienceMinutes: always({ dist: "uniform", min: 3, max: 2 }) })] },
    "buckets.0.patienceMinutes.0.max: max is below min",
  ],
  [
    { buckets: [bucket({ patienceMinutes: [{ to: 5, dist: "exponential", mean: 1 }] })] },
    "buckets.0.patienceMinutes.0.from: Invalid input: expected number, received undefined",
  ],
  [
    { buckets: [bucket({ kinds: [{ share: 0.6 }, { share: 0.6 }] })] },
    "buckets.0.kinds: the shares add up to more than 1",
  ],
  [
    { buckets: [bucket({ policy: { cooldownSeconds: 0 } })] },
    "buckets.0.policy.cooldownSeconds: Too small: expected number to be >=1",
  ],
  [{ router: { targetSeconds: { z: 20 } } }, "router.targetSeconds.z: there is no bucket z"],
])("[M14] a scenario is refused by the field that is wrong (%#)", (rest, problem) => {
  expect(readScenario(plain(rest))).toEqual({ problems: [problem] });
});

test("[M14] a distribution nobody knows is named", () => {
  const read = readScenario(
    plain({ buckets: [bucket({ handleMinutes: always({ dist: "normal", mean: 1 }) })] }),
  );
  expect(read).toEqual({
    problems: [expect.stringMatching(/^buckets\.0\.handleMinutes\.0\.dist: /)],
  });
});

test("[M14] everything that is wrong is said at once, and the command ends with 2", async () => {
  const place = file(
    "wrong.json",
    JSON.stringify(plain({ seed: -1, groups: [group(1, { size: 3 })] })),
  );
  expect(await simulateCommand([place])).toEqual({
    lines: [
      `${place} is not a scenario:`,
      "  seed: Too small: expected number to be >=0",
      '  groups.0: Unrecognized key: "size"',
    ],
    exitCode: 2,
  });
});

test.each([
  [[], /^Usage: npm run simulate/],
  [["missing.json"], /^missing\.json cannot be read: ENOENT/],
  [["--seed", "x", "a.json"], /^--seed is a whole number from 0 up, not x\.$/],
  [["a.json", "--fast"], /^Unknown option '--fast'/],
  [["compare", "a.json"], /^Give two scenario files/],
  [["replay"], /^Give one journal/],
  [["theory", "a.json"], /^theory takes no file\.$/],
])("[M14] a command that cannot be begun says why: %j", async (args, message) => {
  const { lines, exitCode } = await simulateCommand(args);
  expect(lines[0]).toMatch(message);
  expect(exitCode).toBe(2);
});

test("[M14] what is not JSON is said so, on lines of their own", async () => {
  const place = file("not.json", '{"seed": 1,\u001b[31m');
  const { lines, exitCode } = await simulateCommand([place]);
  expect(lines.join("\n")).toMatch(/^.*not\.json is not JSON: /);
  expect(lines.join("")).not.toContain("\u001b");
  expect(exitCode).toBe(2);
});

test("the contract's example runs and answers in its words", async () => {
  const example = {
    name: "two skills",
    seed: 1,
    replications: 3,
    horizonMinutes: 480,
    warmupMinutes: 0,
    serviceLevelSeconds: 20,
    waitingPlaces: null,
    dayFactor: { dist: "gamma", shape: 28.7, mean: 1 },
    buckets: [
      {
        id: "a",
        skills: { a: 1 },
        arrivalsPerMinute: [
          { from: 0, to: 240, rate: 4.2 },
          { from: 240, to: 480, rate: 3.1 },
        ],
        handleMinutes: [{ from: 0, to: 480, dist: "exponential", mean: 2 }],
        patienceMinutes: [{ from: 0, to: 480, dist: "exponential", mean: 5 }],
      },
    ],
    groups: [{ id: "g0", skills: { a: 5, b: 3 }, shifts: [{ from: 0, to: 480, size: 12 }] }],
    router: { targetSeconds: { a: 20 }, pick: ["level", "idle"] },
  };
  const { lines, exitCode } = await simulateCommand([
    file("two.json", JSON.stringify(example)),
    "--json",
  ]);
  expect(exitCode).toBe(0);
  const figures = {
    offered: aNumber,
    blocked: 0,
    served: aNumber,
    abandoned: aNumber,
    serviceLevel: aNumber,
    asaMinutes: aNumber,
    occupancy: { g0: aNumber },
  };
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
    ...figures,
    perBucket: { a: figures },
    ci95: { ...figures, perBucket: { a: figures } },
    decisions: aNumber,
    seconds: aNumber,
  });
});

const small = JSON.stringify(
  plain({
    replications: 2,
    horizonMinutes: 60,
    answerSeconds: 5,
    buckets: [
      bucket({
        arrivalsPerMinute: always({ rate: 2 }),
        patienceMinutes: exponential(2),
        wrapUpMinutes: exponential(0.5),
      }),
    ],
    groups: [
      group(4, {
        shifts: [
          { from: 0, to: 30, size: 4 },
          { from: 30, to: 60, size: 2 },
        ],
      }),
    ],
  }),
);

async function recorded(): Promise<{ readonly place: string; readonly journal: string[] }> {
  const place = path.join(folder, "journal.jsonl");
  const { exitCode } = await simulateCommand([file("small.json", small), "--record", place]);
  expect(exitCode).toBe(0);
  return { place, journal: readFileSync(place, "utf8").trimEnd().split("\n") };
}

test("[M15] a journal is decided again, every decision the same", async () => {
  const { place, journal } = await recorded();
  expect(Object.keys(JSON.parse(journal[0] ?? "") as object)).toEqual(["state"]);
  expect(Object.keys(JSON.parse(journal[1] ?? "") as object)).toEqual([
    "command",
    "outcome",
    "events",
  ]);
  expect(await simulateCommand(["replay", place])).toEqual({
    lines: [`${String(journal.length - 1)} decisions, every one the same.`],
    exitCode: 0,
  });
});

test("[M15] the first decision that differs is shown", async () => {
  const { journal } = await recorded();
  const at = journal.findIndex((line) => line.includes('"interaction.accepted"'));
  const changed = journal.with(
    at,
    (journal[at] ?? "").replace(/"waitedSeconds":[\d.]+/, '"waitedSeconds":77'),
  );
  const { lines, exitCode } = await simulateCommand([
    "replay",
    file("changed.jsonl", changed.join("\n")),
  ]);
  expect(exitCode).toBe(1);
  expect(lines[0]).toMatch(
    new RegExp(`^line ${String(at + 1)} of .* is decided differently now: offer.accept, `),
  );
  expect(lines[1]).toContain('"waitedSeconds":77');
});

test("[M15] a command left out makes a difference too", async () => {
  const { journal } = await recorded();
  const shorter = journal.toSpliced(3, 1);
  const { exitCode } = await simulateCommand(["replay", file("cut.jsonl", shorter.join("\n"))]);
  expect(exitCode).toBe(1);
});

test("[M15] what is no journal is refused by its line", async () => {
  const { journal } = await recorded();
  const broken = [...journal.slice(0, 2), '{"command":{"type":"dance"}}'];
  const { lines, exitCode } = await simulateCommand([
    "replay",
    file("broken.jsonl", broken.join("\n")),
  ]);
  expect(lines[0]).toMatch(/^line 3 of .* is not from a journal: /);
  expect(exitCode).toBe(2);
});

test("every shipped scenario is one", () => {
  const place = new URL("../../bench/scenarios/", import.meta.url);
  const names = readdirSync(place);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const text = readFileSync(new URL(name, place), "utf8");
    expect(readScenario(JSON.parse(text))).toHaveProperty("scenario");
  }
});
