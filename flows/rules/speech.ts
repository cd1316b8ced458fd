/** The rule about what may be said in place of a key: F36. */
import type { Finding, MenuNodeOf } from "../../protocol/menu-tree.js";
import { spokenWords } from "../speech.js";
import { red, yellow, type Rule } from "./finding.js";

export const wordsAreTold: Rule = ({ tree }) => {
  const languages = new Set(tree.languages);
  return tree.nodes.flatMap((node) => {
    if (node.kind !== "menu") return [];
    return [
      ...[...languages].flatMap((language) => confused(node, language)),
      ...deaf(node),
      ...forgotten(node, languages),
    ];
  });
};

const SAYABLE = /[\p{L}\p{N}]/u;

/** Phrases word by word: what may follow the words so far, and whose phrase ends here. */
interface Said {
  readonly next: Map<string, Said>;
  readonly keys: Set<string>;
}

/** Whoever says the longer phrase says the shorter one too, and then means two options. */
function confused(node: MenuNodeOf<"menu">, language: string): readonly Finding[] {
  const root: Said = { next: new Map(), keys: new Set() };
  const phrases = new Map<string, string>();
  for (const { key, words } of node.options) {
    for (const phrase of words[language] ?? []) {
      const plain = spokenWords(phrase).trim();
      if (plain === "") continue;
      if (!phrases.has(plain)) phrases.set(plain, key);
      let here = root;
      for (const word of plain.split(" ")) {
        const next = here.next.get(word) ?? { next: new Map(), keys: new Set() };
        here.next.set(word, next);
        here = next;
      }
      here.keys.add(key);
    }
  }
  return [...phrases].flatMap(([phrase, key]) => {
    const clash = clashIn(phrase.split(" "), { root, key });
    if (clash === null) return [];
    return [
      red("F36", node.id, {
        message: `“${clash.part}” in ${language} is a word of key ${key} and of key ${clash.key}: whoever says “${phrase}” could mean either.`,
        mend: "Give each option words that no other option's words hold.",
        variant: "wordsClash",
        values: { part: clash.part, language, key, other: clash.key, phrase },
      }),
    ];
  });
}

/** A phrase of another key that stands in these words. */
function clashIn(
  words: readonly string[],
  { root, key }: { readonly root: Said; readonly key: string },
): { readonly part: string; readonly key: string } | null {
  for (let from = 0; from < words.length; from += 1) {
    let here: Said | undefined = root;
    for (let to = from; to < words.length; to += 1) {
      here = here.next.get(words[to] ?? "");
      if (here === undefined) break;
      const other = [...here.keys].find((one) => one !== key);
      if (other !== undefined) return { part: words.slice(from, to + 1).join(" "), key: other };
    }
  }
  return null;
}

function deaf(node: MenuNodeOf<"menu">): readonly Finding[] {
  return node.options.flatMap(({ key, words }) => {
    const silent = Object.values(words)
      .flat()
      .filter((phrase) => !SAYABLE.test(phrase));
    if (silent.length === 0) return [];
    return [
      red("F36", node.id, {
        message: `Key ${key} has words that nobody can say.`,
        mend: "Write words of letters and digits.",
        variant: "wordsUnsayable",
        values: { key },
      }),
    ];
  });
}

/** Who speaks one language may say the option, who speaks another may not. */
function forgotten(node: MenuNodeOf<"menu">, languages: ReadonlySet<string>): readonly Finding[] {
  return node.options.flatMap(({ key, words }) => {
    const spoken = (language: string) => (words[language] ?? []).length > 0;
    const missing = [...languages].filter((language) => !spoken(language));
    const surplus = Object.keys(words).filter((language) => !languages.has(language));
    const findings: Finding[] = [];
    if (missing.length > 0 && missing.length < languages.size) {
      findings.push(
        yellow("F36", node.id, {
          message: `Key ${key} can be said, but not in ${missing.join(", ")}.`,
          mend: "Give it words in every language of the tree.",
          variant: "wordsForgotten",
          values: { key, languages: missing.join(", ") },
        }),
      );
    }
    if (surplus.length > 0) {
      findings.push(
        yellow("F36", node.id, {
          message: `Key ${key} has words in ${surplus.join(", ")}, which the tree does not speak.`,
          mend: "Add the language to the tree, or take the words out.",
          variant: "wordsSurplus",
          values: { key, languages: surplus.join(", ") },
        }),
      );
    }
    return findings;
  });
}
