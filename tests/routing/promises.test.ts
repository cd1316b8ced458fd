import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Command } from "../../protocol/commands.js";
import { type Router, createRouter } from "../../routing/router.js";
import { EMPTY } from "./people.js";
import { brokenPromises } from "./promises.js";
import { live, randomDay } from "./random-day.js";
import { shortest } from "./shortest.js";

/** Looks at every turn of one router. */
class Watcher {
  #now = 0;
  offers = 0;

  /** Lets it decide; which promises it broke, a line each. */
  broken(router: Router, command: Command): readonly string[] {
    this.#now = Math.max(this.#now, command.at);
    const before = router.snapshot();
    const wakeAt = router.nextTimerAt();
    const decision = router.handle(command);
    this.offers += decision.offers.length;
    const after = router.snapshot();
    return brokenPromises({ before, command, decision, after, now: this.#now, wakeAt });
  }
}

function firstBroken(commands: readonly Command[]): readonly string[] {
  const watcher = new Watcher();
  const router = createRouter(EMPTY);
  for (const command of commands) {
    const broken = watcher.broken(router, command);
    if (broken.length > 0) return broken;
  }
  return [];
}

test("keeps its promises after every command, on days nobody thought of", () => {
  let offers = 0;
  fc.assert(
    fc.property(randomDay, (day) => {
      const watcher = new Watcher();
      const commands: Command[] = [];
      live(day, (command, router) => {
        commands.push(command);
        if (watcher.broken(router, command).length === 0) return;
        const script = shortest(commands, (some) => firstBroken(some).length > 0);
        const lines = script.map((one) => JSON.stringify(one));
        throw new Error([...lines, ...firstBroken(script)].join("\n"));
      });
      offers += watcher.offers;
    }),
    { numRuns: 60, endOnFailure: true },
  );
  expect(offers).toBeGreaterThan(500);
});
