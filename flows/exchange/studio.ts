/**
 * Twilio Studio flows. A gather and the split behind it are one menu; what enqueues or connects is a
 * bucket; what a menu cannot do (functions, variables, messages) is passed by. The format is the
 * definition that the Studio REST API v2 gives: states with transitions, each with an event.
 */
import type { Names } from "../../protocol/menu-exchange.js";
import { fixedPartsOf } from "../lookup.js";
import { PIECES_MAX, refused, tooMany, type Imported } from "./imported.js";
import { problemsOf } from "./json.js";
import {
  createMaker,
  spelled,
  within,
  type Maker,
  type NodeInput,
  type PatienceInput,
} from "./maker.js";
import { Flow, languageCode, nextOf, textOf, type StudioState } from "./studio-flow.js";
import { tellLost } from "./studio-lost.js";
import { branchesOf, choicesOf, type Choice } from "./studio-split.js";

/** The flow in a file, bare or as the API wraps it. null: it is none. */
export function studioFlowIn(value: object): object | null {
  const inner: unknown = "definition" in value ? value.definition : value;
  const isFlow =
    typeof inner === "object" && inner !== null && "states" in inner && Array.isArray(inner.states);
  return isFlow ? inner : null;
}

export function importStudio(
  value: object,
  { name, home }: { readonly name: string; readonly home: Names },
): Imported {
  if ("states" in value && Array.isArray(value.states) && value.states.length > PIECES_MAX) {
    return tooMany("states");
  }
  const read = Flow.safeParse(value);
  if (!read.success) {
    return { type: "refused", code: "MENU_FILE_INVALID", problems: problemsOf(read.error) };
  }
  const { states, initial_state, description } = read.data;
  const byName = new Map<string, StudioState>();
  for (const state of states) if (!byName.has(state.name)) byName.set(state.name, state);
  const trigger = byName.get(initial_state) ?? states.find(({ type }) => type === "trigger");
  if (trigger === undefined) {
    return refused("MENU_FILE_INVALID", "initial_state", "names no state of the flow");
  }
  const maker = createMaker("studio", languageOf(states), home);
  return convert({ states: [...byName.values()], byName, trigger, maker }, description || name);
}

interface Given {
  readonly states: readonly StudioState[];
  readonly byName: ReadonlyMap<string, StudioState>;
  readonly trigger: StudioState;
  readonly maker: Maker;
}

/** The way that a widget without a counterpart is passed on; every other one is lost with it. */
const GOES_ON: ReadonlyMap<string, string> = new Map([
  ["trigger", "incomingCall"],
  ["set-variables", "next"],
  ["run-function", "success"],
  ["make-http-request", "success"],
  ["send-message", "sent"],
  ["send-and-wait-for-reply", "incomingMessage"],
  ["capture-payments", "success"],
  ["run-subflow", "completed"],
  ["add-twiml-redirect", "return"],
  ["split-based-on", "noMatch"],
]);

const BUCKETS: ReadonlyMap<string, readonly string[]> = new Map([
  ["enqueue-call", ["queue_name", "workflow_sid"]],
  ["send-to-flex", ["workflow", "channel"]],
  ["connect-call-to", ["to", "caller_id"]],
  ["record-voicemail", []],
]);

/** A menu that a gather and its split make together. */
interface Asked {
  readonly choices: readonly Choice[];
  readonly splits: readonly StudioState[];
  /** The split's way for whatever else was pressed. undefined: there is none. */
  readonly noMatch: string | undefined;
}

/** Of the first widget that speaks one; a menu that nobody told is in English. */
function languageOf(states: readonly StudioState[]): string {
  const spoken = states.map((state) => languageCode(state)).find((code) => code !== null);
  return spoken ?? "en";
}

function convert(given: Given, name: string): Imported {
  const { states, byName, trigger, maker } = given;
  const asked = new Map<string, Asked>();
  for (const state of states) {
    if (state.type !== "gather-input-on-call") continue;
    const menu = menuOf(state, given);
    if (menu !== null) asked.set(state.name, menu);
  }
  const swallowed = swallowedIn(given, asked);
  const operator = operatorOf(asked, given);
  const ids = new Map<string, string>();
  for (const state of states) {
    const isPart = swallowed.has(state.name);
    if (!isPart && isNode(state)) ids.set(state.name, maker.id(state.name));
  }

  /** Where a way leads, past the widgets that are no nodes. */
  const landing = (where: string, next: string | undefined): string => {
    const passed = new Set<string>();
    let at = next;
    while (at !== undefined && !passed.has(at)) {
      const id = ids.get(at);
      if (id !== undefined) return id;
      passed.add(at);
      const state = byName.get(at);
      if (state === undefined) {
        maker.lose(where, at, "missing");
        return maker.end();
      }
      at = onward(state);
    }
    if (at !== undefined) maker.lose(where, [...passed].join(" › "), "missing");
    return maker.end();
  };

  for (const state of states) {
    if (swallowed.has(state.name)) continue;
    const id = ids.get(state.name);
    const language = languageCode(state);
    tellLost(state, { maker, isNode: id !== undefined, isStart: state === trigger, language });
    if (id === undefined) continue;
    const where = state.name;
    const to = (event: string): string => landing(`${where} › ${event}`, nextOf(state, event));
    const menu = asked.get(state.name);
    // Held open, so that a node stands before what it leads to.
    const place = maker.nodes.length;
    maker.nodes.push({ id, kind: "hangup", prompt: null });
    maker.nodes[place] = nodeOf({ state, id, to, landing, menu, given, operator });
  }
  const first = entryOf(trigger, maker);
  return maker.finish({ name, start: landing(trigger.name, first) });
}

/** Callers come in by the call; a flow for messages alone begins where those do. */
function entryOf(trigger: StudioState, maker: Maker): string | undefined {
  const call = nextOf(trigger, "incomingCall");
  if (call !== undefined) return call;
  const other = trigger.transitions.find(({ next }) => typeof next === "string" && next !== "");
  if (other !== undefined) maker.lose(`${trigger.name} › ${other.event}`, "incomingCall", "start");
  return other?.next ?? undefined;
}

function isNode(state: StudioState): boolean {
  if (state.type === "make-http-request") return addressOf(state) !== null;
  if (state.type === "split-based-on") return branchesOf(state).length > 0;
  return (
    state.type === "gather-input-on-call" || state.type === "say-play" || BUCKETS.has(state.type)
  );
}

function onward(state: StudioState): string | undefined {
  const usual = GOES_ON.get(state.type);
  const next = usual === undefined ? undefined : nextOf(state, usual);
  return (
    next ?? state.transitions.find((one) => one.next !== null && one.next !== "")?.next ?? undefined
  );
}

/** The menu that a gather makes with the splits behind it. null: it only takes digits. */
function menuOf(state: StudioState, { byName, maker }: Given): Asked | null {
  const [keyed, spoken] = ["keypress", "speech"].map((event) => {
    const behind = byName.get(nextOf(state, event) ?? "");
    return behind?.type === "split-based-on" ? behind : undefined;
  });
  if (keyed === undefined) return null;
  const splits = [...new Set([keyed, spoken ?? keyed])];
  const { choices, lost } = choicesOf(state.name, splits);
  if (choices.every(({ key }) => key === "0")) return null;
  for (const { where, what, kind } of lost) maker.lose(where, what, kind);
  const noMatch = nextOf(keyed, "noMatch");
  const unheard = spoken === undefined ? undefined : nextOf(spoken, "noMatch");
  if (unheard !== undefined && unheard !== noMatch) {
    maker.lose(`${spoken?.name ?? ""} › noMatch`, unheard, "dropped");
  }
  return { choices, splits, noMatch };
}

/** Widgets that are told inside a menu and that nothing else leads to. */
function swallowedIn(
  { states, byName }: Given,
  asked: ReadonlyMap<string, Asked>,
): ReadonlySet<string> {
  const inside = new Map<string, number>();
  const all = new Map<string, number>();
  const count = (counts: Map<string, number>, name: string | undefined | null): void => {
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  for (const state of states) {
    for (const { next } of state.transitions) count(all, next);
    const menu = asked.get(state.name);
    if (menu === undefined) continue;
    for (const event of ["keypress", "speech"]) {
      const next = nextOf(state, event);
      if (menu.splits.some(({ name }) => name === next)) count(inside, next);
    }
    const replies = [state, ...menu.splits].flatMap((asks) =>
      ["timeout", "noMatch"].map((event) => byName.get(nextOf(asks, event) ?? "")),
    );
    for (const reply of replies) {
      if (reply !== undefined && isReply(reply, state.name)) count(inside, reply.name);
    }
  }
  // Several menus may say the same before they ask again.
  return new Set(
    [...inside].filter(([name, k]) => k >= (all.get(name) ?? 0)).map(([name]) => name),
  );
}

/** Says something and asks again: words of the menu, and no node. */
function isReply(state: StudioState, menu: string): boolean {
  return state.type === "say-play" && nextOf(state, "audioComplete") === menu;
}

/** The widget that becomes the operator: where the first key 0 leads, when that is a bucket. */
function operatorOf(asked: ReadonlyMap<string, Asked>, { byName, maker }: Given): string | null {
  let operator: string | null = null;
  for (const [name, { choices }] of asked) {
    for (const { key, next } of choices) {
      if (key !== "0") continue;
      const type = byName.get(next)?.type ?? "";
      if (BUCKETS.has(type) && type !== "record-voicemail") operator ??= next;
      if (operator !== next) maker.lose(`${name} › 0`, next, "reserved");
    }
  }
  return operator;
}

/** As many as a condition has. */
const BRANCHES_MAX = 20;

interface Making {
  readonly state: StudioState;
  readonly id: string;
  readonly to: (event: string) => string;
  readonly landing: (where: string, next: string | undefined) => string;
  readonly menu: Asked | undefined;
  readonly given: Given;
  readonly operator: string | null;
}

function nodeOf(making: Making): NodeInput {
  const { state, id, to, landing, menu, given, operator } = making;
  const { maker } = given;
  const { name } = state;
  switch (state.type) {
    case "gather-input-on-call":
      return menu === undefined ? entryNode(making) : menuNode(making, menu);
    case "say-play":
      return { id, kind: "say", prompt: heard(state, maker), to: to("audioComplete") };
    case "make-http-request": {
      const url = addressOf(state) ?? "";
      const source = { kind: "address" as const, url, fields: [] };
      const failed = to("failed");
      return {
        id,
        kind: "lookup",
        source,
        found: to("success"),
        missing: failed,
        fallback: failed,
      };
    }
    case "split-based-on": {
      const branches = branchesOf(state)
        .slice(0, BRANCHES_MAX)
        .map(({ when, next }) => ({ when, to: landing(name, next) }));
      return { id, kind: "condition", branches, otherwise: to("noMatch") };
    }
    default: {
      const names = (BUCKETS.get(state.type) ?? []).map((property) => textOf(state, property));
      const likely = [
        ...names.filter((one) => one !== "" && !/[{}]|^W[WQ]\w{32}$/.test(one)),
        name,
      ];
      const what = `${state.type} ${names[0] ?? ""}`.trim();
      const bucketId = maker.bucketId(name, what, likely);
      if (operator === name) return { id, kind: "operator", bucketId, prompt: null };
      const kind = state.type === "record-voicemail" ? "voicemail" : "bucket";
      return { id, kind, bucketId, prompt: null, priority: null };
    }
  }
}

function menuNode(making: Making, { choices, noMatch }: Asked): NodeInput {
  const { state, id, landing, given } = making;
  const { maker } = given;
  const options = choices.flatMap(({ key, next, words }) => {
    if (key === "0") return [];
    const to = landing(`${state.name} › ${key}`, next);
    const said = words.length === 0 ? {} : { words: { [maker.language]: [...words] } };
    return [{ key, label: { [maker.language]: spelled(next) }, to, ...said }];
  });
  return {
    id,
    kind: "menu",
    prompt: heard(state, maker),
    options,
    firstDigitSeconds: secondsOf(state, maker),
    noInput: patience(making, "timeout", nextOf(state, "timeout")),
    invalid: patience(making, "noMatch", noMatch),
  };
}

const DIGITS_MAX = 32;

function entryNode(making: Making): NodeInput {
  const { state, id, to, given } = making;
  const { maker } = given;
  const digits = textOf(state, "number_of_digits");
  const finish = textOf(state, "finish_on_key");
  return {
    id,
    kind: "collect",
    prompt: heard(state, maker),
    name: spelled(state.name),
    minDigits: 1,
    maxDigits: within(digits, [1, DIGITS_MAX], DIGITS_MAX),
    terminator: finish === "#" || finish === "*" ? finish : null,
    to: to("keypress"),
    firstDigitSeconds: secondsOf(state, maker),
    noInput: patience(making, "timeout", nextOf(state, "timeout")),
    invalid: patience(making, "timeout", nextOf(state, "timeout")),
  };
}

const AGAIN = 2;
const TIMES_MAX = 5;

/** What follows a silence or a wrong key. Studio asks again for ever; a menu does not. */
function patience(making: Making, event: string, next: string | undefined): PatienceInput {
  const { state, landing, given } = making;
  const { maker, byName } = given;
  const where = `${state.name} › ${event}`;
  const usual = maker.standard(event === "timeout" ? "noInput" : "invalid");
  const behind = byName.get(next ?? "");
  const reply = behind !== undefined && isReply(behind, state.name) ? behind : null;
  if (next === state.name || reply !== null) {
    maker.lose(where, next ?? "", "endless");
    const prompt = reply === null ? usual : heard(reply, maker);
    return { prompt, times: AGAIN, fallback: maker.end() };
  }
  // The prompt is heard so often before it counts as silence.
  const loops = event === "timeout" ? within(textOf(state, "loop"), [1, TIMES_MAX + 1], 1) : 1;
  return { prompt: usual, times: loops - 1, fallback: landing(where, next) };
}

const WAIT_SECONDS = 5;

function secondsOf(state: StudioState, maker: Maker): number {
  const given = textOf(state, "timeout");
  if (Number(given) > 60) maker.lose(`${state.name} › timeout`, given, "nearest");
  return within(given, [1, 60], WAIT_SECONDS);
}

function heard(state: StudioState, maker: Maker): Record<string, string> {
  const say = textOf(state, "say");
  const play = textOf(state, "play");
  if (play !== "") maker.lose(`${state.name} › play`, play, "words");
  if (say !== "") return maker.say(`${state.name} › say`, say);
  const [sound = ""] = play.split("/").slice(-1);
  return maker.say(state.name, `[${sound === "" ? spelled(state.name) : sound}]`);
}

/** The address that a request asks, as a lookup writes it. null: a lookup cannot ask that. */
function addressOf(state: StudioState): string | null {
  const method = textOf(state, "method").toUpperCase();
  if (state.type !== "make-http-request" || (method !== "" && method !== "GET")) return null;
  const url = textOf(state, "url")
    .replaceAll(/\{\{\s*trigger\.call\.(?:From|Caller)\s*\}\}/g, "{number}")
    .replaceAll(
      /\{\{\s*widgets\.([\w-]+)\.Digits\s*\}\}/g,
      (_all, widget: string) => `{digits:${spelled(widget)}}`,
    );
  return /^https:\/\/[^/{}]+\//i.test(url) && !/[{}]/.test(fixedPartsOf(url)) ? url : null;
}
