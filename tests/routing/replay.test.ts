import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Command } from "../../protocol/commands.js";
import type { Decision } from "../../protocol/routing.js";
import { createRouter } from "../../routing/router.js";
import { EMPTY } from "./people.js";
import { live, randomDay } from "./random-day.js";

interface Recorded {
  readonly command: Command;
  readonly decision: Decision;
}

function record(day: Parameters<typeof live>[0]): readonly Recorded[] {
  const log: Recorded[] = [];
  live(day, (command, router) => {
    log.push({ command, decision: router.handle(command) });
  });
  return log;
}

function replay(log: readonly Recorded[], state = EMPTY): string {
  const router = createRouter(state);
  return JSON.stringify(log.map(({ command }) => router.handle(command)));
}

test("[R13] the same commands at the same times give the same decisions", () => {
  fc.assert(
    fc.property(randomDay, (day) => {
      const log = record(day);
      return replay(log) === JSON.stringify(log.map(({ decision }) => decision));
    }),
    { numRuns: 30 },
  );
});

test("[R13] a router made of the rows decides on as the one before would have", () => {
  fc.assert(
    fc.property(randomDay, fc.nat({ max: 80 }), (day, cut) => {
      const log = record(day);
      const first = createRouter(EMPTY);
      const at = 20 + cut;
      for (const { command } of log.slice(0, at)) first.handle(command);
      const rest = log.slice(at);
      return (
        replay(rest, first.snapshot()) === JSON.stringify(rest.map(({ decision }) => decision))
      );
    }),
    { numRuns: 30 },
  );
});

/** What the journal tells only since the rules after 1. */
const TOLD_SINCE_1: readonly string[] = ["interaction.unservable"];

const HISTORY = new URL("history/", import.meta.url);

/** Events and outcomes only, as they were told then: more may be told today, what happened may not change. */
test.each(readdirSync(HISTORY).filter((name) => name.endsWith(".json")))(
  "[R13] decides today as it did in %s",
  (name) => {
    const text = readFileSync(new URL(name, HISTORY), "utf8");
    const { rules, log } = JSON.parse(text) as {
      readonly rules: number;
      readonly log: readonly (Pick<Decision, "outcome" | "events"> & {
        readonly command: unknown;
      })[];
    };
    const router = createRouter(EMPTY);
    for (const { command, ...recorded } of log) {
      const { outcome, events } = router.handle(Command.parse(command));
      const told = events.filter(({ type }) => rules > 1 || !TOLD_SINCE_1.includes(type));
      expect({ outcome, events: told }).toMatchObject(recorded);
    }
  },
);
