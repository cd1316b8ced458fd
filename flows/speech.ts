/**
 * What a caller said, compared with the words of a menu's options. Whole words only: "rooms" is not
 * "room". Where writing has no spaces, each sign is a word.
 */

/** A sign that is written without spaces around it, or a run of letters and digits. */
const WORD =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]\p{M}*|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}])[\p{L}\p{M}\p{N}'’])+/gu;

/** The words of a text with a blank around each, so that a phrase is found as a part. Empty: none. */
export function spokenWords(text: string): string {
  // Folds width, and case twice, because some capitals become two letters.
  const plain = text.normalize("NFKC").toUpperCase().toLowerCase();
  const words = plain.match(WORD) ?? [];
  return words.length === 0 ? "" : ` ${words.join(" ")} `;
}

/** Whether the phrase was said. Both as `spokenWords` gives them. */
export function holds(said: string, phrase: string): boolean {
  return phrase !== "" && said.includes(phrase);
}

interface Spoken {
  readonly words: Readonly<Record<string, readonly string[]>>;
}

/** The one option whose words were said. null: none, or words of several. */
export function heardOption<O extends Spoken>(
  options: readonly O[],
  said: { readonly text: string; readonly language: string },
): O | null {
  const words = spokenWords(said.text);
  const heard = options.filter((option) =>
    (option.words[said.language] ?? []).some((phrase) => holds(words, spokenWords(phrase))),
  );
  return heard.length === 1 ? (heard[0] ?? null) : null;
}
