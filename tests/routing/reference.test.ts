import { isDeepStrictEqual } from "node:util";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Command } from "../../protocol/commands.js";
import type { Router } from "../../routing/router.js";
import { live, steps } from "./random-day.js";
import { Reference, codeOf } from "./reference.js";

/** Lets both decide; they say and know the same. */
function expectAgreement(reference: Reference, router: Router, command: Command): void {
  const decision = router.handle(command);
  const answer = reference.handle(command);
  const state = reference.state();
  const rows = [...state.interactions, ...answer.closed];
  const theirs = {
    outcome: codeOf(decision.outcome),
    events: decision.events,
    rows: decision.interactions,
    state: router.snapshot(),
  };
  const ours = {
    outcome: answer.outcome,
    events: answer.events,
    rows: decision.interactions.map((row) => rows.find(({ id }) => id === row.id)),
    state,
  };
  // Looked at twice, because `expect` takes longer over a state than both routers together.
  if (!isDeepStrictEqual(theirs, ours)) expect(theirs).toEqual(ours);
}

test("decides as the plain reference model does, on days nobody thought of", () => {
  let offers = 0;
  fc.assert(
    fc.property(steps, (day) => {
      const reference = new Reference();
      live(day, (command, router) => {
        expectAgreement(reference, router, command);
      });
      offers += reference.facts.offers.length;
    }),
    { numRuns: 50 },
  );
  expect(offers).toBeGreaterThan(0);
});
