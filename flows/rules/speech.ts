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

/** Whoever says the longer phrase says the shorter one too, and then means two options. */
function confused(node: MenuNodeOf<"menu">, language: string): readonly Finding[] {
  const keys = new Map<string, Set<string>>();
  for (const { key, words } of node.options) {
    for (const phrase of words[language] ?? []) {
      const plain = spokenWords(phrase).trim();
      if (plain !== "") keys.set(plain, (keys.get(plain) ?? new Set()).add(key));
    }
  }
  const findings: Finding[] = [];
  for (const [phrase, own] of keys) {
    const others = partsOf(phrase).flatMap((part) =>
      [...(keys.get(part) ?? [])].map((key) => ({ part, key })),
    );
    const [one = ""] = own;
    const clash = others.find(({ key }) => key !== one);
    if (clash === undefined) continue;
    findings.push(
      red("F36", node.id, {
        message: `“${clash.part}” in ${language} is a word of key ${one} and of key ${clash.key}: whoever says “${phrase}” could mean either.`,
        mend: "Give each option words that no other option's words hold.",
      }),
    );
  }
  return findings;
}

/** Every run of whole words in the phrase, the phrase itself included. */
function partsOf(phrase: string): readonly string[] {
  const words = phrase.split(" ");
  return words.flatMap((_, from) =>
    words.slice(from).map((_word, length) => words.slice(from, from + length + 1).join(" ")),
  );
}

function deaf(node: MenuNodeOf<"menu">): readonly Finding[] {
  return node.options.flatMap(({ key, words }) => {
    const silent = Object.values(words)
      .flat()
      .filter((phrase) => spokenWords(phrase) === "");
    if (silent.length === 0) return [];
    return [
      red("F36", node.id, {
        message: `Key ${key} has words that nobody can say.`,
        mend: "Write words of letters and digits.",
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
        }),
      );
    }
    if (surplus.length > 0) {
      findings.push(
        yellow("F36", node.id, {
          message: `Key ${key} has words in ${surplus.join(", ")}, which the tree does not speak.`,
          mend: "Add the language to the tree, or take the words out.",
        }),
      );
    }
    return findings;
  });
}
