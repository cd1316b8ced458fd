/** Walks a tree with given keys, for whoever draws it. */
import type { MenuMachine } from "../../../flows/compile.js";
import { startMenu, stepMenu } from "../../../flows/step.js";
import type { MenuInput, MenuScreen } from "../../../protocol/menu-session.js";

/** Nothing is looked up for a trial: the tree's fallback is shown. */
const NOBODY_ANSWERS: MenuInput = { type: "looked_up", result: "failed", fields: {}, tier: null };

/**
 * Every screen a caller meets, the first one included. Ends early when the walk does. Each entry of
 * `keys` answers one screen; single keys in a row fill up a screen that wants digits.
 */
export function walkKeys(machine: MenuMachine, keys: readonly string[], at: number): MenuScreen[] {
  let step = startMenu(machine, at);
  const screens = [step.screen];
  const rest = [...keys];
  while (rest.length > 0) {
    const { expects } = step.screen;
    if (expects.kind === "bucket" || expects.kind === "hangup") break;
    const input = expects.kind === "lookup" ? NOBODY_ANSWERS : nextInput(rest, expects);
    step = stepMenu(machine, step.snapshot, input, at);
    screens.push(step.screen);
  }
  return screens;
}

/** Takes from the front of `rest` what one screen takes. */
function nextInput(rest: string[], expects: MenuScreen["expects"]): MenuInput {
  const entry = rest.shift() ?? "";
  if (entry === "") return { type: "silence" };
  if (expects.kind !== "digits") {
    rest.unshift(...Array.from(entry.slice(1)));
    return { type: "key", key: entry.slice(0, 1) };
  }
  if (entry.length > 1) return { type: "digits", digits: entry };
  let digits = entry;
  while (digits.length < expects.maxDigits && digits.at(-1) !== expects.terminator) {
    if (rest[0]?.length !== 1) break;
    digits += rest.shift() ?? "";
  }
  return { type: "digits", digits };
}
