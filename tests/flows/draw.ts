/**
 * Makes trees of short drawings, one line a node, so that a test shows what it is about:
 *
 *   main   menu 1>servers 2>sales 9!>fire     keys and where they lead; ! marks a shortcut
 *   main   menu 1>servers=host|mail_room      what may be said for the key; _ is a blank
 *   lang   language 1=en 2=zh >main
 *   hello  say >main
 *   pin    collect 4-6 # >main                least, most, what ends the entry; `secret` may follow
 *   reset  article https://x >bye >it          helped, did not help; the link may be left out
 *   open   hours 09:00-17:00 >yes >no         Monday to Friday, UTC
 *   vip    condition tier=gold|silver>a language=zh>b to=+1555>c length@it=5>d estimate@it=60>e
 *            hours=09:00-17:00>f >else        on one line; the hours as above
 *   who    lookup >known >new                  the contact's customer; `~` as below when it fails
 *   who    lookup digits:pin >known >new       the customer with this number
 *   who    lookup https://x/{number} a=b >y >n what an address answers; its field a is kept as b
 *   bill   subtree billing                     another tree
 *   it     bucket | desk operator | bye hangup
 *   later  callback it | note voicemail it     the bucket; the node's own name when left out
 *
 * A node that asks is patient once and falls back to `desk`; `~it` lets it fall back to `it`.
 * The first node is the start. Every prompt is the node's id, once in each language.
 */
import { MenuTree } from "../../protocol/menu-tree.js";

/** A node before it is checked: what a careless editor could have written. */
export type Sketch = Record<string, unknown> & { id: string; kind: string };

export interface Drawing {
  id: string;
  name: string;
  languages: string[];
  start: string;
  nodes: Sketch[];
}

export function draw(text: string, languages: readonly string[] = ["en"]): Drawing {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const nodes = lines.map((line) => sketch(line.split(/\s+/), languages));
  return {
    id: "drawn",
    name: "Drawn",
    languages: [...languages],
    start: nodes[0]?.id ?? "",
    nodes,
  };
}

export function drawTree(text: string, languages: readonly string[] = ["en"]): MenuTree {
  return MenuTree.parse(draw(text, languages));
}

/** The node of a drawing, to make something wrong with it. */
export function nodeOf(drawing: Drawing, id: string): Sketch {
  const node = drawing.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`no node ${id} was drawn`);
  return node;
}

/** The same words in every language, told apart by it: `hello` in English is `hello`. */
export function say(words: string, languages: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    languages.map((language) => [language, language === "en" ? words : `${words} (${language})`]),
  );
}

function sketch(words: readonly string[], languages: readonly string[]): Sketch {
  const [id = "", kind = "", ...rest] = words;
  const prompt = say(id, languages);
  const targets = rest.filter((word) => word.startsWith(">")).map((word) => word.slice(1));
  const fallback = rest.find((word) => word.startsWith("~"))?.slice(1) ?? "desk";
  const patience = {
    noInput: { prompt: say("no key", languages), times: 1, fallback },
    invalid: { prompt: say("wrong key", languages), times: 1, fallback },
  };
  const [to] = targets;
  switch (kind) {
    case "menu": {
      const options = rest.flatMap((word) => {
        const [, key, mark, target, said] = /^(.)(!?)>([^=]+)(?:=(.+))?$/.exec(word) ?? [];
        if (target === undefined) return [];
        const phrases = said?.replaceAll("_", " ").split("|") ?? [];
        const words =
          phrases.length === 0
            ? {}
            : Object.fromEntries(languages.map((language) => [language, phrases]));
        const label = say(target, languages);
        return [{ key, label, words, to: target, shortcut: mark === "!" }];
      });
      return { id, kind, prompt, options, ...patience };
    }
    case "language": {
      const options = rest.flatMap((word) => {
        const [, key, language] = /^(.)=(.+)$/.exec(word) ?? [];
        return language === undefined
          ? []
          : [{ key, language, skill: { skillId: `speaks-${language}`, level: 3 } }];
      });
      return { id, kind, prompt, options, to, ...patience };
    }
    case "collect": {
      const [minDigits, maxDigits] = (rest[0] ?? "").split("-").map(Number);
      const terminator = rest.find((word) => word === "#" || word === "*") ?? null;
      const secret = rest.includes("secret");
      return {
        id,
        kind,
        prompt,
        name: id,
        minDigits,
        maxDigits,
        terminator,
        secret,
        to,
        ...patience,
      };
    }
    case "article": {
      const [yes, no, text] = ["yes", "no", `${id} text`].map((words) => say(words, languages));
      const title = say(`${id} title`, languages);
      const link = rest.find((word) => word.startsWith("https:")) ?? null;
      const [solved, unsolved] = targets;
      return { id, kind, title, text, link, prompt, yes, no, solved, unsolved, ...patience };
    }
    case "say":
      return { id, kind, prompt, to };
    case "hours":
      return { id, kind, hours: hoursOf(rest[0] ?? ""), open: targets[0], closed: targets[1] };
    case "condition": {
      const branches = rest.flatMap((word) => {
        const [, asked = "", bucketId, value = "", target] =
          /^(\w+)(?:@([^=]+))?=(.*)>(.+)$/.exec(word) ?? [];
        return target === undefined ? [] : [{ when: whenOf(asked, value, bucketId), to: target }];
      });
      return { id, kind, branches, otherwise: to };
    }
    case "lookup": {
      const [found, missing] = targets;
      const url = rest.find((word) => word.startsWith("http"));
      const digits = rest.find((word) => word.startsWith("digits:"))?.slice(7) ?? null;
      const fields = rest.flatMap((word) => {
        const [, field, name] = /^(\w+)=(\w+)$/.exec(word) ?? [];
        return field === undefined ? [] : [{ field, name }];
      });
      const source =
        url === undefined ? { kind: "customer", digits } : { kind: "address", url, fields };
      return { id, kind, source, found, missing, fallback };
    }
    case "subtree":
      return { id, kind, treeId: rest[0] };
    case "bucket":
      return { id, kind, bucketId: id, prompt, priority: null };
    case "callback":
    case "voicemail":
      return { id, kind, bucketId: rest[0] ?? id, prompt, priority: null };
    case "operator":
      return { id, kind, bucketId: id, prompt };
    case "hangup":
      return { id, kind, prompt };
    default:
      throw new Error(`nobody can draw a ${kind}`);
  }
}

/** Monday to Friday, UTC, such as `09:00-17:00`. */
function hoursOf(text: string): object {
  const [from, to] = text.split("-");
  return { timeZone: "UTC", periods: [{ days: [1, 2, 3, 4, 5], from, to }] };
}

function whenOf(kind: string, value: string, bucketId: string | undefined): object {
  const list = value.split("|").filter((part) => part !== "");
  switch (kind) {
    case "tier":
      return { kind, tiers: list };
    case "language":
      return { kind, languages: list };
    case "to":
      return { kind: "address", addresses: list };
    case "length":
      return { kind, bucketId, atLeast: Number(value) };
    case "estimate":
      return { kind, bucketId, seconds: Number(value) };
    case "hours":
      return { kind, hours: hoursOf(value) };
    default:
      throw new Error(`nobody can draw the condition ${kind}`);
  }
}
