import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Command } from "../../protocol/commands.js";
import { randomDay, live } from "./random-day.js";
import { difference, explained } from "./reference-compare.js";
import { Reference } from "./reference.js";

test("decides as the plain reference model does, on days nobody thought of", () => {
  let offers = 0;
  fc.assert(
    fc.property(randomDay, (day) => {
      const reference = new Reference();
      const commands: Command[] = [];
      live(day, (command, router) => {
        commands.push(command);
        if (difference({ reference, router }, command) !== null) {
          throw new Error(explained(commands));
        }
        offers += reference.facts.offers.length;
      });
    }),
    { numRuns: 50, endOnFailure: true },
  );
  expect(offers).toBeGreaterThan(1_000);
});
