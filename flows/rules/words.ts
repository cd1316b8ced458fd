/** The rules about what is said: F13, F17, F18. */
import type { Finding, MenuNode, Prompt, Recordings } from "../../protocol/menu-tree.js";
import { patienceOf, red, yellow, type Rule, type Subject } from "./finding.js";

/** Nobody keeps a longer prompt in mind to its end. */
const SPOKEN_SECONDS_MAX = 30;
/** Somebody who is being helped listens longer; they need not remember which key. */
const ARTICLE_SECONDS_MAX = 90;
/** What a button of the chat holds in one line. */
const LABEL_CHARACTERS_MAX = 40;

/** How fast a telephone voice speaks when it wants to be understood. */
const WORDS_PER_SECOND = 2.5;
const SYLLABLE_SIGNS_PER_SECOND = 4;
/** Scripts in which a sign is about a syllable and words have no spaces between them. */
const SYLLABLE_SIGN = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu;

/** Control characters, half characters, and signs that turn the direction of writing round. */
const UNSPEAKABLE = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/u;
const LAYOUT = /[\n\r\t]/g;
const MARKUP = /<[a-z/!?]|&(?:#\d+|#x[\da-f]+|amp|lt|gt|quot|apos|nbsp);/iu;

export interface Words {
  /** Where they stand, such as `prompt` or `label of key 3`. */
  readonly place: string;
  readonly prompt: Prompt;
  /** What is played in their place. Left out: nothing ever is. */
  readonly recordings?: Recordings | undefined;
  readonly isLabel: boolean;
  /** How long it may take to say. Left out: as any prompt. */
  readonly secondsMax?: number;
  /** Somebody hears or reads them. */
  readonly isNeeded: boolean;
}

export const wordsAreTranslated: Rule = ({ tree }) => {
  const languages = [...new Set(tree.languages)];
  return tree.nodes.flatMap((node) =>
    wordsOf(node).flatMap(({ place, prompt, isNeeded }) => {
      const missing = languages.filter((language) => (prompt[language] ?? "").trim() === "");
      const surplus = Object.keys(prompt).filter((language) => !languages.includes(language));
      const findings: Finding[] = [];
      if (isNeeded && missing.length > 0) {
        findings.push(
          red("F13", node.id, {
            message: `The ${place} is missing in ${missing.join(", ")}.`,
            mend: "Write it in every language of the tree.",
            variant: "wordsMissing",
            values: { place, languages: missing.join(", ") },
          }),
        );
      }
      if (surplus.length > 0) {
        findings.push(
          yellow("F13", node.id, {
            message: `The ${place} in ${surplus.join(", ")} is never heard: the tree does not speak it.`,
            mend: "Add the language to the tree, or take the words out.",
            variant: "wordsUnheard",
            values: { place, languages: surplus.join(", ") },
          }),
        );
      }
      return findings;
    }),
  );
};

export const wordsArePlain = ({ tree }: Pick<Subject, "tree">): readonly Finding[] => {
  const spoiled = (text: string) =>
    UNSPEAKABLE.test(text.replace(LAYOUT, " ")) || MARKUP.test(text);
  const ofNodes = tree.nodes.flatMap((node) => {
    const named = node.kind === "collect" ? [{ place: "name", texts: [node.name] }] : [];
    const linked =
      node.kind === "article" && node.link !== null ? [{ place: "link", texts: [node.link] }] : [];
    const options =
      node.kind === "menu"
        ? node.options.map(({ key, words }) => ({
            place: `words of key ${key}`,
            texts: Object.values(words).flat(),
          }))
        : [];
    const kept =
      node.kind === "lookup" && node.source.kind === "address"
        ? node.source.fields.map(({ name }) => ({ place: `field ${name}`, texts: [name] }))
        : [];
    const said = wordsOf(node).map(({ place, prompt }) => ({
      place,
      texts: Object.values(prompt),
    }));
    return [...said, ...options, ...named, ...linked, ...kept]
      .filter(({ texts }) => texts.some(spoiled))
      .map(({ place }) => ({ nodeId: node.id, place }));
  });
  const ofTree = spoiled(tree.name) ? [{ nodeId: null, place: "tree's name" }] : [];
  return [...ofTree, ...ofNodes].map(({ nodeId, place }) =>
    red("F17", nodeId, {
      message: `The ${place} holds markup or characters that can neither be said nor shown.`,
      mend: "Write plain text.",
      variant: "notPlain",
      values: { place },
    }),
  );
};

export const wordsAreShort: Rule = ({ tree }) =>
  tree.nodes.flatMap((node) =>
    wordsOf(node).flatMap((words) => {
      const { place, prompt, isLabel, secondsMax = SPOKEN_SECONDS_MAX } = words;
      return Object.entries(prompt).flatMap(([language, text]) => {
        if (isLabel) {
          if (text.length <= LABEL_CHARACTERS_MAX) return [];
          return [
            yellow("F18", node.id, {
              message: `The ${place} in ${language} has ${String(text.length)} characters; a button holds ${String(LABEL_CHARACTERS_MAX)}.`,
              mend: "Find a shorter name; the prompt may say more.",
              variant: "labelLong",
              values: { place, language, characters: text.length, most: LABEL_CHARACTERS_MAX },
            }),
          ];
        }
        const seconds = Math.round(heardSeconds(words, language));
        if (seconds <= secondsMax) return [];
        return [
          yellow("F18", node.id, {
            message: `The ${place} in ${language} takes about ${String(seconds)} s to say; people remember ${String(secondsMax)}.`,
            mend: "Say it in fewer words, or in two steps.",
            variant: "promptLong",
            values: { place, language, seconds, most: secondsMax },
          }),
        ];
      });
    }),
  );

/** How long a caller listens to it: to the recording, or about as long as it takes to say the text. */
export function heardSeconds(
  said: { readonly prompt: Prompt | null; readonly recordings?: Recordings | undefined },
  language: string,
): number {
  return said.recordings?.[language]?.seconds ?? spokenSeconds(said.prompt?.[language] ?? "");
}

/** About how long a telephone voice takes to say the text. */
export function spokenSeconds(text: string): number {
  const signs = text.match(SYLLABLE_SIGN)?.length ?? 0;
  const words = text.replace(SYLLABLE_SIGN, " ").match(WORD)?.length ?? 0;
  return signs / SYLLABLE_SIGNS_PER_SECOND + words / WORDS_PER_SECOND;
}

/** Everything a node says. */
export function wordsOf(node: MenuNode): readonly Words[] {
  const words: Words[] = [];
  if ("prompt" in node && node.prompt !== null) {
    const { prompt, recordings } = node;
    words.push({ place: "prompt", prompt, recordings, isLabel: false, isNeeded: true });
  }
  if (node.kind === "voicemail" && node.written !== null) {
    words.push({ place: "prompt in a chat", prompt: node.written, isLabel: false, isNeeded: true });
  }
  if (node.kind === "article") {
    const { title, text, yes, no } = node;
    const label = { isLabel: true, isNeeded: true };
    words.push(
      { place: "title", prompt: title, ...label },
      {
        place: "text",
        prompt: text,
        recordings: node.textRecordings,
        isLabel: false,
        isNeeded: true,
        secondsMax: ARTICLE_SECONDS_MAX,
      },
      { place: "answer of key 1", prompt: yes, ...label },
      { place: "answer of key 2", prompt: no, ...label },
    );
  }
  if (node.kind === "menu") {
    for (const { key, label } of node.options) {
      words.push({ place: `label of key ${key}`, prompt: label, isLabel: true, isNeeded: true });
    }
  }
  for (const [which, { prompt, recordings, times }] of patienceOf(node)) {
    const place = which === "noInput" ? "prompt after silence" : "prompt after a wrong key";
    words.push({ place, prompt, recordings, isLabel: false, isNeeded: times > 0 });
  }
  return words;
}
