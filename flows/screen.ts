/** What the caller hears and may do next: the same words for a phone, a chat and a browser. */
import type { MenuNode, MenuNodeOf, MenuTree, Prompt, Recordings } from "../protocol/menu-tree.js";
import type { MenuScreen } from "../protocol/menu-session.js";
import { languageName, type Walk } from "./walk.js";

/** The screen of a walk that rests at `node`. `nodes` finds the nodes it passed on the way. */
export function screenOf(
  walk: Walk,
  tree: MenuTree,
  nodeOf: (nodeId: Walk["nodeId"]) => MenuNode,
): MenuScreen {
  return {
    seq: walk.seq,
    nodeId: walk.nodeId,
    language: walk.language,
    says: walk.heard.flatMap(({ nodeId, what }) => {
      const node = nodeOf(nodeId);
      if (what === "text") return read(node, walk);
      return spoken(promptOf(node, what, walk), languagesFor(node, walk, tree));
    }),
    expects: expectationOf(nodeOf(walk.nodeId), walk),
    path: walk.path,
    collected: walk.collected,
  };
}

function expectationOf(node: MenuNode, walk: Walk): MenuScreen["expects"] {
  switch (node.kind) {
    case "menu": {
      const { firstDigitSeconds } = node;
      const options = node.options.map(({ key, label }) => ({
        key,
        label: label[walk.language] ?? "",
      }));
      const hints = node.options.flatMap(({ words }) => words[walk.language] ?? []);
      return {
        kind: "key",
        options,
        firstDigitSeconds,
        ...(hints.length > 0 && { hints }),
        ...hearingOf(node),
      };
    }
    case "language": {
      const { firstDigitSeconds } = node;
      const options = node.options.map(({ key, language }) => ({
        key,
        label: languageName(language),
      }));
      return { kind: "key", options, firstDigitSeconds, ...hearingOf(node) };
    }
    case "article": {
      const { firstDigitSeconds, yes, no } = node;
      const options = [
        { key: "1", label: yes[walk.language] ?? "" },
        { key: "2", label: no[walk.language] ?? "" },
      ];
      return { kind: "key", options, firstDigitSeconds, ...hearingOf(node) };
    }
    case "collect": {
      const { minDigits, maxDigits, terminator, secret } = node;
      const { firstDigitSeconds, interDigitSeconds } = node;
      return {
        kind: "digits",
        minDigits,
        maxDigits,
        terminator,
        secret,
        firstDigitSeconds,
        interDigitSeconds,
        ...hearingOf(node),
      };
    }
    case "bucket":
    case "callback":
    case "voicemail":
    case "operator": {
      const priority = node.kind === "operator" ? null : node.priority;
      const { bucketId } = node;
      const instead = letsGo(node, walk) ? { instead: node.kind } : {};
      return { kind: "bucket", bucketId, priority, skills: walk.skills, ...instead };
    }
    case "hangup":
      return { kind: "hangup" };
    case "lookup":
      return { kind: "lookup", source: node.source };
    case "say":
    case "subtree":
    case "hours":
    case "condition":
      throw new Error(`nobody rests at ${node.id}: a ${node.kind} node asks nothing`);
    default:
      throw new Error(`unhandled node ${String(node satisfies never)}`);
  }
}

function hearingOf({ bargeIn }: Extract<MenuNode, { bargeIn: unknown }>): { patient?: true } {
  return bargeIn ? {} : { patient: true };
}

/** Only whose number can be called may leave the line; the others wait as in any bucket. */
function letsGo(
  node: MenuNode,
  { facts }: Walk,
): node is MenuNodeOf<"callback"> | MenuNodeOf<"voicemail"> {
  return (node.kind === "callback" || node.kind === "voicemail") && facts.isCallable;
}

/** An article's text; who reads sees its heading too, and where to read on. */
function read(node: MenuNode, { language, facts }: Walk): MenuScreen["says"] {
  if (node.kind !== "article") return [];
  const text = spoken({ prompt: node.text, recordings: node.textRecordings }, [language]);
  if (facts.channel !== "chat") return text;
  const link = node.link === null ? [] : [{ text: node.link, language }];
  return [...spoken({ prompt: node.title }, [language]), ...text, ...link];
}

/** Words, and what is played in their place where somebody recorded them. */
interface Said {
  readonly prompt: Prompt | null;
  readonly recordings?: Recordings | undefined;
}

const NOTHING: Said = { prompt: null };

function promptOf(node: MenuNode, what: "prompt" | "noInput" | "invalid", walk: Walk): Said {
  if (node.kind === "voicemail" && walk.facts.channel === "chat")
    return { prompt: node.written ?? node.prompt };
  // What it says is not true of those who wait.
  if ((node.kind === "callback" || node.kind === "voicemail") && !letsGo(node, walk)) {
    return NOTHING;
  }
  if (what === "prompt") return "prompt" in node ? node : NOTHING;
  return "noInput" in node ? node[what] : NOTHING;
}

/** Who is asked for their language cannot be addressed in it yet: they hear every one in turn. */
function languagesFor(node: MenuNode, walk: Walk, tree: MenuTree): readonly string[] {
  return node.kind === "language" ? tree.languages : [walk.language];
}

function spoken({ prompt, recordings }: Said, languages: readonly string[]): MenuScreen["says"] {
  return languages.flatMap((language) => {
    const text = prompt?.[language] ?? "";
    if (text.trim() === "") return [];
    const recordingId = recordings?.[language]?.id;
    return [{ text, language, ...(recordingId !== undefined && { recordingId }) }];
  });
}
