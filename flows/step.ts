/**
 * Takes a caller from one screen to the next. A function: the same machine, snapshot, input, time
 * and facts always give the same step, in this process or in another.
 */
import { initialTransition, transition } from "xstate";
import { z } from "zod";
import type { MenuNode, MenuTree } from "../protocol/menu-tree.js";
import type { MenuFacts, MenuInput, MenuScreen } from "../protocol/menu-session.js";
import { stateOf, type MenuEvent, type MenuMachine } from "./compile.js";
import { NO_FACTS } from "./condition.js";
import { screenOf } from "./screen.js";
import { heardOption } from "./speech.js";
import { masked, Walk, type Moment, type StepResult } from "./walk.js";

/** A walk put down between two keys. JSON; only `stepMenu`, with the same tree, can read it. */
export const MenuSnapshot = z.object({
  status: z.enum(["active", "done"]),
  context: Walk,
});
export type MenuSnapshot = z.infer<typeof MenuSnapshot>;

/** What one answer did, for the timeline and for figures about menus. */
export interface MenuFact {
  readonly fromNodeId: string;
  readonly toNodeId: string;
  /**
   * The key or digits (dots when they are secret), `silence`, `start`, or in quotes what was said
   * that no option has; of words that an option has, its key. Of a lookup `found`, `missing` or
   * `failed`; the last one takes the fallback.
   */
  readonly input: string;
  readonly result: StepResult;
}

export interface MenuStep {
  readonly snapshot: MenuSnapshot;
  readonly screen: MenuScreen;
  readonly fact: MenuFact;
}

/** Enough to see what people ask for. */
const SAID_CHARACTERS_MAX = 60;

/** The first screen of a walk that begins at `at` (epoch ms). `facts`: for conditions on the way. */
export function startMenu(machine: MenuMachine, at: number, facts: MenuFacts = NO_FACTS): MenuStep {
  const [start] = initialTransition(machine, { at, facts });
  const walk = start.context;
  return {
    snapshot: snapshotOf(start),
    screen: screenIn(machine, walk),
    fact: {
      fromNodeId: treeOf(machine).start,
      toNodeId: walk.nodeId,
      input: "start",
      result: "moved",
    },
  };
}

/**
 * The screen after an answer. A walk that is over stays as it is, and so does one that was answered
 * by whom it did not ask: the step has the same `seq` and the result `repeated`. Throws when the snapshot is of another tree.
 */
// eslint-disable-next-line max-params -- What every pure step takes: machine, state, event, circumstances.
export function stepMenu(
  machine: MenuMachine,
  snapshot: unknown,
  input: MenuInput,
  at: number,
  facts: MenuFacts = NO_FACTS,
): MenuStep {
  const kept = MenuSnapshot.parse(snapshot);
  const { status, context } = kept;
  const from = nodeIn(machine, context.nodeId);
  const present = machine.resolveState({ value: stateOf(from.id), status, context });
  const event = eventOf(from, input, { at, facts, language: context.language });
  const told = { fromNodeId: from.id, input: describe(event, from) };
  // Nobody but the desk answers a lookup, and that only once.
  const isAsked = (from.kind === "lookup") === (input.type === "looked_up");
  if (status === "done" || !isAsked) {
    const fact: MenuFact = { ...told, toNodeId: from.id, result: "repeated" };
    return { snapshot: kept, screen: screenIn(machine, context), fact };
  }
  const [next] = transition(machine, present, event);
  const walk = next.context;
  return {
    snapshot: snapshotOf(next),
    screen: screenIn(machine, walk),
    fact: { ...told, toNodeId: walk.nodeId, result: walk.result },
  };
}

/** When an answer came, and in which language it was asked for. */
interface Heard extends Moment {
  readonly language: string;
}

/**
 * What an answer means at a node. Where digits are taken, a lone `*`, `#` or `0` is still the key it
 * is everywhere, unless it could be an entry or ends one; an entry ended at once is a silence.
 */
function eventOf(node: MenuNode, input: MenuInput, { language, ...moment }: Heard): MenuEvent {
  if (input.type === "looked_up") return { ...input, ...moment };
  if (input.type === "speech") {
    const { text } = input;
    if (text.trim() === "") return { type: "silence", ...moment };
    const heard = node.kind === "menu" ? heardOption(node.options, { text, language }) : null;
    return heard === null
      ? { type: "speech", text, ...moment }
      : { type: "key", key: heard.key, ...moment };
  }
  const typed = typedIn(input);
  if (typed === "") return { type: "silence", ...moment };
  if (node.kind !== "collect") return { type: "key", key: typed, ...moment };
  const { terminator, minDigits } = node;
  const ended = terminator !== null && typed.endsWith(terminator);
  const digits = ended ? typed.slice(0, -1) : typed;
  if (digits === "") return { type: "silence", ...moment };
  const isGlobal = digits === "*" || digits === "#" || (digits === "0" && minDigits > 1);
  return isGlobal ? { type: "key", key: digits, ...moment } : { type: "digits", digits, ...moment };
}

function typedIn(input: Exclude<MenuInput, { type: "speech" | "looked_up" }>): string {
  switch (input.type) {
    case "key":
      return input.key;
    case "digits":
      return input.digits;
    case "silence":
      return "";
    default:
      throw new Error(`unhandled input ${String(input satisfies never)}`);
  }
}

function describe(event: MenuEvent, node: MenuNode): string {
  switch (event.type) {
    case "key":
      return event.key;
    case "digits":
      return node.kind === "collect" && node.secret ? masked(event.digits) : event.digits;
    case "speech":
      if (node.kind === "collect" && node.secret) return "•";
      return `“${plainText(event.text, SAID_CHARACTERS_MAX)}”`;
    case "silence":
      return "silence";
    case "looked_up":
      return event.result;
    default:
      throw new Error(`unhandled event ${String(event satisfies never)}`);
  }
}

/** On one line, without half characters, which no database takes. */
function plainText(text: string, charactersMax: number): string {
  return Array.from(text.replace(/[\p{Cc}\p{Cs}]+/gu, " "))
    .slice(0, charactersMax)
    .join("");
}

function snapshotOf(state: { readonly status: string; readonly context: Walk }): MenuSnapshot {
  return { status: state.status === "done" ? "done" : "active", context: state.context };
}

function screenIn(machine: MenuMachine, walk: Walk): MenuScreen {
  return screenOf(walk, treeOf(machine), (nodeId) => nodeIn(machine, nodeId));
}

function treeOf(machine: MenuMachine): MenuTree {
  const meta = machine.root.meta;
  if (meta === undefined || !("tree" in meta)) throw new Error("compileTree makes the machines");
  return meta.tree;
}

function nodeIn(machine: MenuMachine, nodeId: MenuNode["id"]): MenuNode {
  const meta = machine.states[stateOf(nodeId)]?.meta;
  if (meta === undefined || !("node" in meta)) {
    throw new Error(`the tree has no node ${nodeId}: the walk belongs to another version`);
  }
  return meta.node;
}
