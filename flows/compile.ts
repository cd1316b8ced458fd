/**
 * Turns a tree into an XState machine: a state for each node, an arrow for each key. Nothing is ever
 * started; `step.ts` asks the pure `transition` what would be. Keys that mean the same everywhere
 * (`0`, `*`, `#`) stand once, on the machine's root, where the nodes' own arrows have left them.
 */
import { assign, setup } from "xstate";
import type { NodeId, SkillId } from "../protocol/ids.js";
import type {
  ConditionWhen,
  MenuNode,
  MenuNodeOf,
  MenuTree,
  Patience,
} from "../protocol/menu-tree.js";
import type { Hours } from "../protocol/words.js";
import type { MenuInput } from "../protocol/menu-session.js";
import { isTrue, NO_FACTS } from "./condition.js";
import { isOpen } from "./hours.js";
import {
  answered,
  arrived,
  askedAgain,
  chose,
  choseLanguage,
  entered,
  judged,
  lookedUp,
  newWalk,
  previousStop,
  repeated,
  steppedBack,
  type Moment,
  type StepResult,
  type Walk,
} from "./walk.js";

/** What a caller did, as the machine sees it. Digits come without the key that ends them. */
export type MenuEvent = Moment &
  (
    | { readonly type: "key"; readonly key: string }
    | { readonly type: "digits"; readonly digits: string }
    /** Words that are no option of the menu; those that are come as its key. */
    | { readonly type: "speech"; readonly text: string }
    | { readonly type: "silence" }
    | Extract<MenuInput, { type: "looked_up" }>
  );

/** The root carries the tree, a state its node. */
type Meta = { readonly tree: MenuTree } | { readonly node: MenuNode };

const menus = setup({
  // XState reads these for their types only.
  types: {
    context: {} as Walk,
    events: {} as MenuEvent,
    input: {} as Moment,
    meta: {} as Meta,
  },
  guards: {
    pressed: ({ event }, params: { key: string }) =>
      event.type === "key" && event.key === params.key,
    goesBackTo: ({ context, event }, params: { nodeId: NodeId }) =>
      event.type === "key" && event.key === "*" && previousStop(context) === params.nodeId,
    /** Neither right, for that was looked at before, nor a key that the root answers. */
    isWrong: ({ context, event }, params: { reserved: readonly string[]; times: number }) =>
      !(event.type === "key" && params.reserved.includes(event.key)) &&
      context.mistakes < params.times,
    mayBeSilent: ({ context }, params: { times: number }) => context.silences < params.times,
    fits: ({ event }, params: { min: number; max: number }) =>
      event.type === "digits" &&
      /^\d+$/.test(event.digits) &&
      event.digits.length >= params.min &&
      event.digits.length <= params.max,
    isOpen: ({ context }, params: { hours: Hours }) => isOpen(params.hours, context.at),
    came: ({ event }, params: { result: "found" | "missing" | "failed" }) =>
      event.type === "looked_up" && event.result === params.result,
    isTrue: ({ context }, params: { when: ConditionWhen }) => isTrue(params.when, context),
  },
  actions: {
    answer: assign(({ context, event }, params: { result: StepResult }) =>
      answered(context, event, params.result),
    ),
    arrive: assign(({ context }, params: { node: MenuNode }) => arrived(context, params.node)),
    choose: assign(({ context }, params: { option: MenuNodeOf<"menu">["options"][number] }) =>
      chose(context, params.option.key, params.option.label[context.language] ?? ""),
    ),
    chooseLanguage: assign(
      (
        { context },
        params: {
          option: MenuNodeOf<"language">["options"][number];
          languageSkills: ReadonlySet<SkillId>;
        },
      ) => choseLanguage(context, params.option, params.languageSkills),
    ),
    enter: assign(({ context, event }, params: { node: MenuNodeOf<"collect"> }) =>
      event.type === "digits" ? entered(context, params.node, event.digits) : context,
    ),
    lookUp: assign(({ context, event }) =>
      event.type === "looked_up" ? lookedUp(context, event, event) : context,
    ),
    judge: assign(({ context }, params: { node: MenuNodeOf<"article">; key: "1" | "2" }) =>
      judged(context, params.node, params.key),
    ),
    askAgain: assign(({ context }, params: { because: "noInput" | "invalid" }) =>
      askedAgain(context, params.because),
    ),
    repeat: assign(({ context }, params: { texts: ReadonlySet<NodeId> }) =>
      repeated(context, params.texts),
    ),
    stepBack: assign(({ context }) => steppedBack(context)),
  },
});

type Asking = Extract<MenuNode, { noInput: unknown }>;
type StateConfig = Parameters<typeof menus.createStateConfig>[0];
type MachineConfig = Parameters<typeof menus.createMachine>[0];
export type MenuMachine = ReturnType<typeof machineOf>;

/** What the states need to know of the tree around them. */
interface Surroundings {
  readonly languageSkills: ReadonlySet<SkillId>;
  /** The keys that the root answers. */
  readonly reserved: readonly string[];
}

/**
 * The machine of a tree that `validateTree` found nothing red in, and whose parts `wholeTree` has
 * put in place. Of another tree it may throw, here
 * or at a step, when an arrow leads nowhere or a loop never asks for a key; it never hangs.
 */
export function compileTree(tree: MenuTree): MenuMachine {
  const operator = tree.nodes.find((node) => node.kind === "operator");
  const surroundings: Surroundings = {
    languageSkills: languageSkillsOf(tree),
    reserved: operator === undefined ? ["*", "#"] : ["0", "*", "#"],
  };
  return machineOf({
    id: "menu",
    meta: { tree },
    // XState makes a throw-away walk, without an input, before each step.
    context: (made: { input: Moment | undefined }) =>
      newWalk(tree, made.input ?? { at: 0, facts: NO_FACTS }),
    initial: stateOf(tree.start),
    states: Object.fromEntries(
      tree.nodes.map((node) => [stateOf(node.id), stateFor(node, surroundings)]),
    ),
    on: { key: rootKeys(tree, operator) },
    options: { maxIterations: tree.nodes.length + 1 },
  });
}

/**
 * The state of a node. XState separates by dots, which ids may hold and slashes may not; the slash
 * in front keeps an id such as `__proto__` from meaning something to JavaScript.
 */
export function stateOf(nodeId: NodeId): string {
  return `/${nodeId.replaceAll(".", "/")}`;
}

/** Its inferred type is the machine's: the one that `createMachine` declares is generic. */
function machineOf(config: MachineConfig) {
  return menus.createMachine(config);
}

function stateFor(node: MenuNode, { languageSkills, reserved }: Surroundings): StateConfig {
  const meta = { node };
  const entry = { type: "arrive" as const, params: { node } };
  switch (node.kind) {
    case "menu": {
      const wrong = mistakes(node.invalid, reserved);
      const choices = node.options.map((option) => ({
        guard: { type: "pressed" as const, params: { key: option.key } },
        target: stateOf(option.to),
        actions: [answer("moved"), { type: "choose" as const, params: { option } }],
      }));
      return {
        meta,
        entry,
        on: { ...asked(node, wrong), key: [...choices, ...wrong] },
      };
    }
    case "language": {
      const wrong = mistakes(node.invalid, reserved);
      const choices = node.options.map((option) => ({
        guard: { type: "pressed" as const, params: { key: option.key } },
        target: stateOf(node.to),
        actions: [
          answer("moved"),
          { type: "chooseLanguage" as const, params: { option, languageSkills } },
        ],
      }));
      return {
        meta,
        entry,
        on: { ...asked(node, wrong), key: [...choices, ...wrong] },
      };
    }
    case "collect": {
      const wrong = mistakes(node.invalid, reserved);
      const fits = {
        guard: { type: "fits" as const, params: { min: node.minDigits, max: node.maxDigits } },
        target: stateOf(node.to),
        actions: [answer("moved"), { type: "enter" as const, params: { node } }],
      };
      return {
        meta,
        entry,
        on: { ...asked(node, wrong), digits: [fits, ...wrong] },
      };
    }
    case "article": {
      const wrong = mistakes(node.invalid, reserved);
      const helped = (key: "1" | "2") => ({
        guard: { type: "pressed" as const, params: { key } },
        target: stateOf(key === "1" ? node.solved : node.unsolved),
        actions: [answer("moved"), { type: "judge" as const, params: { node, key } }],
      });
      const on = { ...asked(node, wrong), key: [helped("1"), helped("2"), ...wrong] };
      return { meta, entry, on };
    }
    case "subtree":
      if (node.start === null) throw new Error(`${node.id} is not in place: see wholeTree`);
      return { meta, entry, always: { target: stateOf(node.start) } };
    case "say":
      return { meta, entry, always: { target: stateOf(node.to) } };
    case "hours": {
      const guard = { type: "isOpen" as const, params: { hours: node.hours } };
      const open = { guard, target: stateOf(node.open) };
      return { meta, entry, always: [open, { target: stateOf(node.closed) }] };
    }
    case "lookup": {
      const came = (result: "found" | "missing" | "failed", to: NodeId) => ({
        guard: { type: "came" as const, params: { result } },
        target: stateOf(to),
        actions: { type: "lookUp" as const },
      });
      const { found, missing, fallback } = node;
      const ways = [came("found", found), came("missing", missing), came("failed", fallback)];
      return { meta, entry, on: { looked_up: ways } };
    }
    case "condition": {
      const branches = node.branches.map(({ when, to }) => ({
        guard: { type: "isTrue" as const, params: { when } },
        target: stateOf(to),
      }));
      return { meta, entry, always: [...branches, { target: stateOf(node.otherwise) }] };
    }
    case "bucket":
    case "callback":
    case "voicemail":
    case "operator":
    case "hangup":
      return { meta, entry, type: "final" };
    default:
      throw new Error(`unhandled node ${String(node satisfies never)}`);
  }
}

/** The arrows of a node that asks but for its right answers, which come before `wrong`. */
function asked({ noInput }: Asking, wrong: ReturnType<typeof mistakes>) {
  return { key: wrong, digits: wrong, speech: wrong, silence: silences(noInput) };
}

function silences({ times, fallback }: Patience) {
  const guard = { type: "mayBeSilent" as const, params: { times } };
  return [{ guard, actions: askAgain("noInput", "no_input") }, giveUp(fallback)];
}

function mistakes({ times, fallback }: Patience, reserved: readonly string[]) {
  const isWrong = (before: number) => ({
    type: "isWrong" as const,
    params: { reserved, times: before },
  });
  return [
    { guard: isWrong(times), actions: askAgain("invalid", "invalid") },
    { guard: isWrong(Infinity), ...giveUp(fallback) },
  ];
}

/** `0`, `*` and `#`, wherever the caller is. One arrow back for each menu they may have come from. */
function rootKeys(tree: MenuTree, operator: MenuNode | undefined) {
  const pressed = (key: string) => ({ type: "pressed" as const, params: { key } });
  const texts = new Set(tree.nodes.flatMap((node) => ("text" in node ? [node.id] : [])));
  const repeat = [answer("repeated"), { type: "repeat" as const, params: { texts } }];
  const toOperator =
    operator === undefined
      ? []
      : [{ guard: pressed("0"), target: `.${stateOf(operator.id)}`, actions: answer("operator") }];
  const back = tree.nodes
    .filter((node) => node.kind === "menu" || node.kind === "language")
    .map((node) => ({
      guard: { type: "goesBackTo" as const, params: { nodeId: node.id } },
      target: `.${stateOf(node.id)}`,
      actions: [answer("back"), { type: "stepBack" as const }],
    }));
  const atFirst = { guard: pressed("*"), actions: repeat };
  return [{ guard: pressed("#"), actions: repeat }, ...toOperator, ...back, atFirst];
}

function answer(result: StepResult) {
  return { type: "answer" as const, params: { result } };
}

function askAgain(because: "noInput" | "invalid", result: StepResult) {
  return [answer(result), { type: "askAgain" as const, params: { because } }];
}

function giveUp(fallback: NodeId) {
  return { target: stateOf(fallback), actions: answer("fallback") };
}

function languageSkillsOf(tree: MenuTree): ReadonlySet<SkillId> {
  const options = tree.nodes.flatMap((node) => (node.kind === "language" ? node.options : []));
  return new Set(options.flatMap(({ skill }) => (skill === null ? [] : [skill.skillId])));
}
