/** A saved test as its form has it, and as the phone leaves it. */
import { MenuTest, type MenuTree } from "../../../../protocol/menu-tree.js";
import { type CallerFacts, conditionsOf } from "../caller-facts.js";
import type { Trial } from "../trial.js";

const NAME_CHARACTERS_MAX = 120;
const Answers = MenuTest.shape.answers;

/** `1 2 4711# . "printer"`: answers parted by spaces. null: one of them is none. */
export function answersOf(text: string): MenuTest["answers"] | null {
  return Answers.safeParse(text.match(/"[^"]*"|\S+/gu) ?? []).data ?? null;
}

export function textOf(answers: MenuTest["answers"]): string {
  return answers.join(" ");
}

/** What was just walked, and where it came out. */
export function testOf(trial: Trial, facts: CallerFacts): MenuTest {
  const screen = trial.steps.at(-1)?.screen;
  const path = screen?.path.map(({ label }) => label).join(" › ") ?? "";
  const asksTime = facts.clock !== "" || asksForTime(trial.whole.tree);
  return MenuTest.parse({
    name: (path === "" ? textOf([...trial.answers]) || "–" : path).slice(0, NAME_CHARACTERS_MAX),
    answers: trial.answers,
    at: asksTime ? trial.beganAt : null,
    ...conditionsOf(facts),
    lookup: trial.lookup ?? "found",
    bucketId: screen?.expects.kind === "bucket" ? screen.expects.bucketId : null,
  });
}

/** What a test asks for, as the trial phone has it. */
export function factsOf({ at, tier, to, queues }: MenuTest): CallerFacts {
  return {
    clock: at === null ? "" : localClock(at),
    tier,
    to: to ?? "",
    writes: false,
    queues: new Map(
      queues.map(({ bucketId, waiting, estimatedSeconds }) => [
        bucketId,
        { waiting, estimatedSeconds },
      ]),
    ),
  };
}

/** As a field for date and time has it: `2026-01-05T12:00`. */
function localClock(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

function asksForTime({ nodes }: MenuTree): boolean {
  return nodes.some(
    (node) =>
      node.kind === "hours" ||
      (node.kind === "condition" && node.branches.some(({ when }) => when.kind === "hours")),
  );
}
