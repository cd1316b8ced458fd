/**
 * What a walk through a menu remembers, and how each happening changes it. This is the machine's
 * context; it is plain JSON, so a walk can be put down after every key and taken up elsewhere.
 */
import { z } from "zod";
import { NodeId, type SkillId } from "../protocol/ids.js";
import { PathStep } from "../protocol/interactions.js";
import { MenuFacts, type MenuInput } from "../protocol/menu-session.js";
import type { MenuNode, MenuNodeOf, MenuTree } from "../protocol/menu-tree.js";
import { SkillNeed } from "../protocol/organisation.js";
import { At, Language, Tier } from "../protocol/words.js";
import { NO_FACTS } from "./condition.js";

/** How one answer of the caller ended. */
export const StepResult = z.enum([
  "moved",
  "repeated",
  "back",
  "operator",
  "no_input",
  "invalid",
  "fallback",
]);
export type StepResult = z.infer<typeof StepResult>;

/** A menu on the way here, and what was true when the caller came to it: `*` restores that. */
const Stop = z.object({
  nodeId: NodeId,
  /** How many steps of the path led here. */
  steps: z.int().nonnegative(),
  language: Language,
  skills: z.array(SkillNeed),
});

export const Walk = z.object({
  /** When the last answer came; opening hours are read at this time. */
  at: At,
  /** What was known then; walks that began before there were conditions know nothing. */
  facts: MenuFacts.default(NO_FACTS),
  /** Counts the answers; the first screen is 0. */
  seq: z.int().nonnegative(),
  nodeId: NodeId,
  language: Language,
  skills: z.array(SkillNeed),
  path: z.array(PathStep),
  collected: z.record(z.string(), z.string()),
  /** Of the customer that a lookup found. null: the contact's own counts. */
  tier: Tier.nullable().default(null),
  /** Every menu between the start and here, the present one last. */
  stops: z.array(Stop),
  /** Silences and wrong answers since the caller came to this node. */
  silences: z.int().nonnegative(),
  mistakes: z.int().nonnegative(),
  /** What is said on the present screen, in order. */
  heard: z.array(
    z.object({ nodeId: NodeId, what: z.enum(["prompt", "text", "noInput", "invalid"]) }),
  ),
  result: StepResult,
});
export type Walk = z.infer<typeof Walk>;

/** A path keeps its last 50 steps, as an interaction does. Trees without findings need far fewer. */
const PATH_STEPS_MAX = 50;
/** As much of a label as a step of the path holds, in characters. */
const LABEL_MAX = 200;

/** When an answer came (epoch ms), and what was known then. */
export type Moment = Pick<Walk, "at" | "facts">;

export function newWalk(tree: MenuTree, { at, facts }: Moment): Walk {
  return {
    at,
    facts,
    seq: 0,
    nodeId: tree.start,
    language: tree.languages[0] ?? "en",
    skills: [],
    path: [],
    collected: {},
    tier: null,
    stops: [],
    silences: 0,
    mistakes: 0,
    heard: [],
    result: "moved",
  };
}

/** Every answer begins a new screen. */
export function answered(walk: Walk, { at, facts }: Moment, result: StepResult): Walk {
  return { ...walk, at, facts, seq: walk.seq + 1, heard: [], result };
}

/**
 * The caller comes to a node and hears it. Coming to a menu that lies behind them, by an option
 * that leads back up, forgets the way that was made since then.
 */
export function arrived(walk: Walk, node: MenuNode): Walk {
  const heard = [...walk.heard];
  if ("text" in node) heard.push({ nodeId: node.id, what: "text" });
  if ("prompt" in node && node.prompt !== null) heard.push({ nodeId: node.id, what: "prompt" });
  const here: Walk = {
    ...walk,
    nodeId: node.id,
    silences: 0,
    mistakes: 0,
    heard,
  };
  if (node.kind !== "menu" && node.kind !== "language") return here;
  const before = walk.stops.findIndex((stop) => stop.nodeId === node.id);
  if (before === -1) {
    const { language, skills } = walk;
    const stop = { nodeId: node.id, steps: walk.path.length, language, skills };
    return { ...here, stops: [...walk.stops, stop] };
  }
  const stops = walk.stops.slice(0, before + 1);
  return { ...here, stops, path: walk.path.slice(0, stops.at(-1)?.steps) };
}

/** The menu that `*` leads to. null: the caller is at the first one. */
export function previousStop(walk: Walk): NodeId | null {
  const last = walk.stops.at(-1);
  // A node that takes digits is no stop: from there the last menu is the previous one.
  const previous = last?.nodeId === walk.nodeId ? walk.stops.at(-2) : last;
  return previous?.nodeId ?? null;
}

/** Takes back everything since the caller was at the previous menu, but not digits they entered. */
export function steppedBack(walk: Walk): Walk {
  const to = previousStop(walk);
  const index = walk.stops.findIndex((stop) => stop.nodeId === to);
  const stop = walk.stops[index];
  if (stop === undefined) return walk;
  return {
    ...walk,
    language: stop.language,
    skills: stop.skills,
    path: walk.path.slice(0, stop.steps),
    stops: walk.stops.slice(0, index + 1),
  };
}

export function chose(walk: Walk, key: string, label: string): Walk {
  const step = { key, label: label.slice(0, LABEL_MAX) };
  return { ...walk, path: [...walk.path, step].slice(-PATH_STEPS_MAX) };
}

/** A second choice of language replaces the first, and the skill that came with it. */
export function choseLanguage(
  walk: Walk,
  option: MenuNodeOf<"language">["options"][number],
  languageSkills: ReadonlySet<SkillId>,
): Walk {
  const others = walk.skills.filter((need) => !languageSkills.has(need.skillId));
  const skills = option.skill === null ? others : [...others, { ...option.skill, required: true }];
  const named = chose(walk, option.key, languageName(option.language));
  return { ...named, language: option.language, skills };
}

export function entered(walk: Walk, node: MenuNodeOf<"collect">, digits: string): Walk {
  const kept = node.secret ? masked(digits) : digits;
  return {
    ...chose(walk, kept, node.name),
    collected: { ...walk.collected, [node.name]: kept },
  };
}

/** Begins a screen that goes on with what was to be said on the way to the lookup. */
export function lookedUp(
  walk: Walk,
  moment: Moment,
  { result, fields, tier }: Extract<MenuInput, { type: "looked_up" }>,
): Walk {
  return {
    ...answered(walk, moment, result === "failed" ? "fallback" : "moved"),
    heard: walk.heard,
    collected: { ...walk.collected, ...fields },
    tier: tier ?? walk.tier,
  };
}

/** Whether an article helped, for the engineer who gets those whom it did not. */
export function judged(walk: Walk, node: MenuNodeOf<"article">, key: "1" | "2"): Walk {
  const { language } = walk;
  const judgement = (key === "1" ? node.yes : node.no)[language] ?? "";
  return chose(walk, key, `${node.title[language] ?? ""}: ${judgement}`);
}

/** Says what went wrong, then the node's prompt again. */
export function askedAgain(walk: Walk, because: "noInput" | "invalid"): Walk {
  const { nodeId } = walk;
  return {
    ...walk,
    silences: walk.silences + (because === "noInput" ? 1 : 0),
    mistakes: walk.mistakes + (because === "invalid" ? 1 : 0),
    heard: [
      { nodeId, what: because },
      { nodeId, what: "prompt" },
    ],
  };
}

/** All of it again. `texts`: the nodes that have one before their prompt. */
export function repeated(walk: Walk, texts: ReadonlySet<NodeId>): Walk {
  const { nodeId } = walk;
  const prompt = { nodeId, what: "prompt" as const };
  return { ...walk, heard: texts.has(nodeId) ? [{ nodeId, what: "text" }, prompt] : [prompt] };
}

/** Secret digits are kept as dots only; nothing after the keypad ever has them. */
export function masked(digits: string): string {
  return "•".repeat(digits.length);
}

/** Kept, because looking a name up takes a hundred times longer than a whole step. */
const languageNames = new Map<string, string>();

/** A language in its own words, such as `English` or `中文`. */
export function languageName(language: string): string {
  const known = languageNames.get(language);
  if (known !== undefined) return known;
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  languageNames.set(language, name);
  return name;
}
