/** New nodes and trees, with what can be known in advance filled in. */
import { BucketId, MenuTreeId, NodeId } from "../../../../protocol/ids.js";
import {
  MenuNode,
  type MenuNodeKind,
  MenuTree,
  OptionKey,
} from "../../../../protocol/menu-tree.js";
import { NOWHERE } from "./slots.js";

/** What is said in every tree in the same words; other languages begin empty. */
const PATIENCE: Readonly<Record<"noInput" | "invalid", Readonly<Record<string, string>>>> = {
  noInput: { en: "I did not hear a key.", zh: "没有收到您的按键。" },
  invalid: { en: "That key is not on this menu.", zh: "您按的键不在选项中。" },
};
const ARTICLE: Readonly<Record<"prompt" | "yes" | "no", Readonly<Record<string, string>>>> = {
  prompt: {
    en: "Did this help? For yes, press 1. For no, press 2.",
    zh: "这有帮助吗？是请按 1，否请按 2。",
  },
  yes: { en: "Yes, thank you", zh: "有帮助" },
  no: { en: "No", zh: "没有帮助" },
};
const TIMES = 2;
const OFFICE = { days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" };
/** Stands where a bucket is still to be chosen; a finding asks for it. */
export const NO_BUCKET = "choose-a-bucket";
export const NO_TREE = "choose-a-menu";

type Known = Pick<MenuTree, "languages"> & {
  readonly nodes: readonly Pick<MenuNode, "id" | "kind">[];
};

/** An id that is not taken, like `hint` and readable: ids stand in files and addresses. */
export function freshId(taken: ReadonlySet<string>, hint: string): NodeId {
  const base = hint.replace(/-\d+$/, "").slice(0, 100);
  for (let n = 1; ; n += 1) {
    const id = NodeId.parse(`${base}-${String(n)}`);
    if (!taken.has(id)) return id;
  }
}

/** A node of a kind that leads nowhere yet. Parsed, so that every default is the protocol's own. */
export function freshNode(tree: Known, kind: MenuNodeKind): MenuNode {
  const id = freshId(new Set(tree.nodes.map((node) => node.id)), kind);
  return MenuNode.parse({ id, kind, ...contentOf(tree, kind) });
}

function contentOf(tree: Known, kind: MenuNodeKind): object {
  const { languages } = tree;
  const empty = Object.fromEntries(languages.map((language) => [language, ""]));
  const fallback = tree.nodes.find((node) => node.kind === "operator")?.id ?? NOWHERE;
  const patience = (which: keyof typeof PATIENCE): object => ({
    prompt: Object.fromEntries(languages.map((one) => [one, PATIENCE[which][one] ?? ""])),
    times: TIMES,
    fallback,
  });
  const asking = { prompt: empty, noInput: patience("noInput"), invalid: patience("invalid") };
  switch (kind) {
    case "menu":
      return { ...asking, options: [{ key: "1", label: empty, to: NOWHERE }] };
    case "language":
      return {
        ...asking,
        options: languages
          .slice(0, OptionKey.options.length)
          .map((language, k) => ({ key: OptionKey.options[k], language, skill: null })),
        to: NOWHERE,
      };
    case "collect":
      return {
        ...asking,
        name: "Contract number",
        minDigits: 6,
        maxDigits: 10,
        terminator: "#",
        to: NOWHERE,
      };
    case "article": {
      const known = (which: keyof typeof ARTICLE): object =>
        Object.fromEntries(languages.map((one) => [one, ARTICLE[which][one] ?? ""]));
      return {
        ...asking,
        title: empty,
        text: empty,
        prompt: known("prompt"),
        yes: known("yes"),
        no: known("no"),
        solved: NOWHERE,
        unsolved: NOWHERE,
      };
    }
    case "condition":
      return {
        branches: [{ when: { kind: "tier", tiers: ["gold"] }, to: NOWHERE }],
        otherwise: NOWHERE,
      };
    case "lookup":
      return {
        source: { kind: "customer", digits: null },
        found: NOWHERE,
        missing: NOWHERE,
        fallback,
      };
    case "subtree":
      return { treeId: NO_TREE };
    case "say":
      return { prompt: empty, to: NOWHERE };
    case "hours": {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      return { hours: { timeZone, periods: [OFFICE] }, open: NOWHERE, closed: NOWHERE };
    }
    case "bucket":
    case "callback":
    case "voicemail":
      return { bucketId: NO_BUCKET, prompt: null, priority: null };
    case "operator":
      return { bucketId: NO_BUCKET, prompt: null };
    case "hangup":
      return { prompt: empty };
    default:
      throw new Error(`unhandled kind ${String(kind satisfies never)}`);
  }
}

/** The lowest key that no option has. null: all nine are taken. */
export function freeKey(taken: readonly string[]): OptionKey | null {
  return OptionKey.options.find((key) => !taken.includes(key)) ?? null;
}

interface NewTree {
  readonly name: string;
  readonly languages: readonly string[];
  /** Where key 0 leads. null: nowhere yet. */
  readonly operatorBucketId: string | null;
  /** Ids of the trees that exist. */
  readonly taken: ReadonlySet<string>;
}

/** A first menu, and the operator its callers fall back to. */
export function freshTree({ name, languages, operatorBucketId, taken }: NewTree): MenuTree {
  const operator =
    operatorBucketId === null
      ? []
      : [
          MenuNode.parse({
            id: "operator",
            kind: "operator",
            bucketId: BucketId.parse(operatorBucketId),
            prompt: null,
          }),
        ];
  const first = freshNode({ languages: [...languages], nodes: operator }, "menu");
  return MenuTree.parse({
    id: treeId(name, taken),
    name,
    languages,
    start: first.id,
    nodes: [first, ...operator],
  });
}

function treeId(name: string, taken: ReadonlySet<string>): MenuTreeId {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  const base = slug === "" ? "menu" : slug;
  return MenuTreeId.parse(taken.has(base) ? freshId(taken, base) : base);
}
