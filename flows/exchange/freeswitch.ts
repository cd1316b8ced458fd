/**
 * FreeSWITCH's `ivr_menus`: each `<menu>` becomes a menu, what its entries execute becomes the ends.
 * Attributes and actions are those of mod_dptools' IVR menu; their defaults are 10 s and 3 tries.
 */
import type { Names } from "../../protocol/menu-exchange.js";
import { refused, tooMany, PIECES_MAX, type Imported } from "./imported.js";
import {
  createMaker,
  spelled,
  within,
  type Maker,
  type NodeInput,
  type PatienceInput,
} from "./maker.js";

export interface IvrEntry {
  readonly action: string;
  readonly digits: string;
  readonly param: string;
}

/** A `<menu>` as it stands in the file. */
export interface IvrMenu {
  readonly name: string;
  /** All but the name. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly entries: readonly IvrEntry[];
}

/** What becomes part of the tree; every other attribute is told as lost. */
const CARRIED = new Set([
  "greet-long",
  "invalid-sound",
  "exit-sound",
  "timeout",
  "max-failures",
  "max-timeouts",
  "exec-on-max-failures",
  "exec-on-max-timeouts",
]);
/** After one digit there is nothing to wait for. */
const ONE_DIGIT: ReadonlyMap<string, string | null> = new Map([
  ["digit-len", "1"],
  ["inter-digit-timeout", null],
]);
const TIMEOUT_MS = 10_000;
const TRIES = 3;
const TIMES_MAX = 5;

export function importFreeswitch(
  menus: readonly IvrMenu[],
  { name, home }: { readonly name: string; readonly home: Names },
): Imported {
  const [first] = menus;
  if (first === undefined) return refused("MENU_FILE_INVALID", "file", "holds no <menu>");
  if (menus.length + menus.reduce((sum, menu) => sum + menu.entries.length, 0) > PIECES_MAX) {
    return tooMany("menu and entry");
  }
  const language = first.attributes.get("phrase_lang") ?? "en";
  const maker = createMaker("freeswitch", /^[a-z]{2,3}$/.test(language) ? language : "en", home);
  // Of menus with the same name FreeSWITCH takes the first.
  const ids = new Map<string, string>();
  const own = menus.map((menu) => {
    const id = maker.id(menu.name);
    if (!ids.has(menu.name)) ids.set(menu.name, id);
    return { menu, id };
  });
  const parents = parentsOf(own, ids);
  // Whoever calls comes to a menu that leads into others, and that no other leads into.
  const roots = own.filter(({ id }) => !parents.has(id));
  const leading = new Set([...parents.values()].flat());
  const start = roots.find(({ id }) => leading.has(id)) ?? roots[0] ?? own[0];
  const startId = start?.id ?? "";
  const ends = createEnds(maker);
  for (const { menu, id } of own) {
    addMenu({ menu, id, ids, startId, parents: parents.get(id) ?? [], maker, ends });
  }
  return maker.finish({ name: menus.length === 1 ? first.name : name, start: startId });
}

/** Which menus lead into each menu. */
function parentsOf(
  own: readonly { readonly menu: IvrMenu; readonly id: string }[],
  ids: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, string[]>();
  for (const { menu, id } of own) {
    for (const { action, param } of menu.entries) {
      const [app, argument] = wordsOf(param);
      const into = action === "menu-sub" ? param : app === "ivr" ? argument : undefined;
      const child = into === undefined ? undefined : ids.get(into);
      if (child !== undefined && child !== id) {
        parents.set(child, [...(parents.get(child) ?? []), id]);
      }
    }
  }
  return parents;
}

/** Ends that several ways share: a bucket, a voicemail, the operator. */
interface Ends {
  readonly of: (kind: "bucket" | "voicemail", bucketId: string) => string;
  /** The names of the bucket that key 0 leads to. null: it leads nowhere yet. */
  operator: readonly string[] | null;
}

function createEnds({ nodes, id }: Maker): Ends {
  const made = new Map<string, string>();
  return {
    operator: null,
    of: (kind, bucketId) => {
      const key = `${kind} ${bucketId}`;
      const known = made.get(key);
      if (known !== undefined) return known;
      const node = id(bucketId);
      made.set(key, node);
      nodes.push({ id: node, kind, bucketId, prompt: null, priority: null });
      return node;
    },
  };
}

interface Here {
  readonly menu: IvrMenu;
  readonly id: string;
  readonly ids: ReadonlyMap<string, string>;
  readonly startId: string;
  readonly parents: readonly string[];
  readonly maker: Maker;
  readonly ends: Ends;
}

function addMenu(here: Here): void {
  const { menu, id, maker } = here;
  const { attributes } = menu;
  for (const [attribute, value] of attributes) {
    if (CARRIED.has(attribute) || value === "") continue;
    const usual = ONE_DIGIT.get(attribute);
    if (usual === value || usual === null) continue;
    maker.lose(`${menu.name} › ${attribute}`, value, "dropped");
  }
  // Held open, so that a menu stands before what it leads to.
  const place = maker.nodes.length;
  maker.nodes.push({ id, kind: "hangup", prompt: null });
  const prompt = heard(here, "greet-long") ?? { [maker.language]: `[${spelled(menu.name)}]` };
  const options = optionsOf(here);
  if (options.length === 0) {
    maker.lose(menu.name, "menu", "noKeys");
    maker.nodes[place] = { id, kind: "say", prompt, to: after(here, "exec-on-max-timeouts") };
    return;
  }
  const timeout = attributes.get("timeout") ?? "";
  const seconds = within(timeout, [1, 60_000_000], TIMEOUT_MS) / 1000;
  const firstDigitSeconds = within(seconds, [1, 60], TIMEOUT_MS / 1000);
  if (seconds > 60) maker.lose(`${menu.name} › timeout`, timeout, "nearest");
  maker.nodes[place] = {
    id,
    kind: "menu",
    prompt,
    options,
    firstDigitSeconds,
    noInput: patience(here, "max-timeouts"),
    invalid: patience(here, "max-failures"),
  };
}

function patience(here: Here, attribute: "max-timeouts" | "max-failures"): PatienceInput {
  const { menu, maker } = here;
  // What is heard to the end for the last time is not said again.
  const given = menu.attributes.get(attribute) ?? menu.attributes.get("max-failures") ?? "";
  const times = within(given, [1, 1_000_000], TRIES) - 1;
  if (times > TIMES_MAX) maker.lose(`${menu.name} › ${attribute}`, given, "nearest");
  const own = attribute === "max-failures" ? heard(here, "invalid-sound") : null;
  return {
    prompt: own ?? maker.standard(attribute === "max-failures" ? "invalid" : "noInput"),
    times: Math.min(times, TIMES_MAX),
    fallback: after(here, `exec-on-${attribute}`),
  };
}

/** Where a caller goes whom the menu has given up. */
function after(here: Here, attribute: string): string {
  const { menu } = here;
  const command = menu.attributes.get(attribute) ?? "";
  return command === "" ? goodbye(here) : executed(here, `${menu.name} › ${attribute}`, command);
}

function goodbye(here: Here): string {
  const { menu, maker } = here;
  const sound = menu.attributes.get("exit-sound") ?? "";
  if (sound === "") return maker.end();
  const known = maker.nodes.find(
    (node) => node.kind === "hangup" && node.prompt?.[maker.language] === wordsFor(sound),
  );
  if (known !== undefined) return known.id;
  const id = maker.id("goodbye");
  const prompt = heard(here, "exit-sound");
  maker.nodes.push({ id, kind: "hangup", prompt });
  return id;
}

type OptionInput = Extract<NodeInput, { kind: "menu" }>["options"][number];

function optionsOf(here: Here): OptionInput[] {
  const { menu, maker } = here;
  const options: OptionInput[] = [];
  const keys = new Set<string>();
  for (const entry of menu.entries) {
    const { digits } = entry;
    const where = `${menu.name} › ${digits}`;
    if (keys.has(digits)) {
      maker.lose(where, told(entry), "twice");
      continue;
    }
    keys.add(digits);
    if (digits === "0") toOperator(here, where, entry);
    else if (digits === "*" || digits === "#") {
      // `*` goes back in every tree.
      if (digits !== "*" || entry.action !== "menu-back") {
        maker.lose(where, told(entry), "reserved");
      }
    } else if (!/^[1-9]$/.test(digits)) maker.lose(where, told(entry), "keys");
    else {
      const to = target(here, where, entry);
      const label = { [maker.language]: labelOf(here, entry) };
      options.push({ key: digits as OptionInput["key"], label, to });
    }
  }
  return options;
}

function toOperator(here: Here, where: string, entry: IvrEntry): void {
  const { maker, ends } = here;
  const command = commandOf(entry);
  const bucketNames = command === null ? null : bucketNamesOf(command);
  if (command === null || bucketNames === null) {
    maker.lose(where, told(entry), "reserved");
    return;
  }
  if (ends.operator !== null) {
    if (ends.operator[0] !== bucketNames[0]) maker.lose(where, told(entry), "reserved");
    return;
  }
  ends.operator = bucketNames;
  const bucketId = maker.bucketId(where, command, bucketNames);
  maker.nodes.push({ id: maker.id("operator"), kind: "operator", bucketId, prompt: null });
}

function told({ action, param }: IvrEntry): string {
  return `${action} ${param}`.trim();
}

function labelOf({ menu, ids, startId }: Here, entry: IvrEntry): string {
  const { action, param } = entry;
  if (action === "menu-sub") return spelled(param);
  if (action === "menu-top") {
    return spelled([...ids].find(([, id]) => id === startId)?.[0] ?? menu.name);
  }
  const [bucket] = bucketNamesOf(commandOf(entry) ?? "") ?? [];
  return spelled(bucket ?? lastOf(param, action));
}

/** Behind the last slash; `otherwise` when nothing is there. */
function lastOf(path: string, otherwise: string): string {
  const last = path.split("/").at(-1) ?? "";
  return last === "" ? otherwise : last;
}

/** What the entry makes FreeSWITCH execute. null: it is about menus and sounds alone. */
function commandOf({ action, param }: IvrEntry): string | null {
  switch (action) {
    case "menu-exec-app":
      return param;
    case "menu-call-transfer":
      return `transfer ${param}`;
    default:
      return null;
  }
}

function target(here: Here, where: string, entry: IvrEntry): string {
  const { maker, ids, startId, parents } = here;
  const { action, param } = entry;
  const command = commandOf(entry);
  if (command !== null) return executed(here, where, command);
  switch (action) {
    case "menu-sub": {
      const id = ids.get(param);
      if (id !== undefined) return id;
      maker.lose(where, told(entry), "missing");
      return maker.end();
    }
    case "menu-top":
      return startId;
    case "menu-back": {
      const [parent] = parents;
      if (parents.length > 1) maker.lose(where, `${action} (${parents.join(", ")})`, "first");
      return parent ?? goodbye(here);
    }
    case "menu-exit":
      return goodbye(here);
    case "menu-play-sound":
      return said(here, where, param);
    case "menu-say-text":
      return said(here, where, `say:${param}`);
    case "menu-say-phrase":
      return said(here, where, `phrase:${param}`);
    default: {
      const bucketId = maker.bucketId(where, told(entry), [param]);
      return here.ends.of("bucket", bucketId);
    }
  }
}

/** A sound, and the menu once more. */
function said(here: Here, where: string, sound: string): string {
  const { maker } = here;
  const id = maker.id(`${here.id}-says`);
  maker.nodes.push({ id, kind: "say", prompt: spokenAs(here, where, sound), to: here.id });
  return id;
}

/** What a command of the dialplan leads to: another menu, a sound, the end, or else a bucket. */
function executed(here: Here, where: string, command: string): string {
  const { maker, ends, ids } = here;
  const [app = "", ...rest] = wordsOf(command);
  const argument = rest.join(" ");
  switch (app) {
    case "hangup":
      return goodbye(here);
    case "ivr": {
      const id = ids.get(argument);
      if (id !== undefined) return id;
      maker.lose(where, command, "missing");
      return maker.end();
    }
    case "playback":
    case "play_and_get_digits":
      return said(here, where, argument);
    case "speak":
      return said(here, where, `say:${argument.split("|").at(-1) ?? ""}`);
    case "voicemail": {
      const names = rest.filter((word) => !word.includes("$")).slice(-1);
      return ends.of("voicemail", maker.bucketId(where, command, names));
    }
    default:
      return ends.of("bucket", maker.bucketId(where, command, bucketNamesOf(command) ?? []));
  }
}

/** Under which names a bucket may be meant, the likeliest first. null: the command leads to none. */
function bucketNamesOf(command: string): readonly string[] | null {
  const [app = "", argument = ""] = wordsOf(command);
  if (["hangup", "ivr", "playback", "play_and_get_digits", "speak"].includes(app)) return null;
  // `{var=1}user/1000@domain` rings 1000; `support@default` is the queue support.
  const bare = argument.replaceAll(/[{[][^{}[\]]*[}\]]/g, "").split(/[,|]/)[0] ?? "";
  const [user = ""] = (bare.split("/").at(-1) ?? "").split("@");
  return [user === "" ? (bare.split("/").at(-2) ?? "") : user, bare, app];
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** The sound of an attribute as a prompt. null: there is none. */
function heard(here: Here, attribute: string): Readonly<Record<string, string>> | null {
  const sound = here.menu.attributes.get(attribute) ?? "";
  if (sound === "") return null;
  return spokenAs(here, `${here.menu.name} › ${attribute}`, sound);
}

function spokenAs({ maker }: Here, where: string, sound: string): Record<string, string> {
  if (!sound.startsWith("say:")) maker.lose(where, sound, "words");
  return maker.say(where, wordsFor(sound));
}

/** What `say:` says; else the name of the sound or of the phrase, to be written out. */
function wordsFor(sound: string): string {
  if (sound.startsWith("say:")) return sound.slice("say:".length);
  const name =
    sound
      .replace(/^phrase:/, "")
      .split(/[/\\]/)
      .at(-1) ?? sound;
  return `[${name}]`;
}
