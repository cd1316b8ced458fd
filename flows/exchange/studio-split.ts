/** What a Studio split asks: the keys and words of a menu, or the branches of a condition. */
import type { Instead } from "../../protocol/menu-exchange.js";
import type { StudioCondition, StudioState } from "./studio-flow.js";

type OptionKey = "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

/** A key of a menu, where it leads, and what may be said for it. */
export interface Choice {
  readonly key: OptionKey | "0";
  readonly next: string;
  readonly words: readonly string[];
}

interface Loss {
  readonly where: string;
  readonly what: string;
  readonly kind: Instead;
}

const WORDS_MAX = 10;
const WORD_CHARACTERS_MAX = 40;

/** One condition and the widget it leads to. */
interface Match {
  readonly condition: StudioCondition;
  readonly next: string;
}

function matchesOf(split: StudioState): readonly Match[] {
  return split.transitions.flatMap(({ event, next, conditions }) =>
    event === "match" && next ? conditions.map((condition) => ({ condition, next })) : [],
  );
}

/** The keys that splits give to what a gather took, and what among them cannot be one. */
export function choicesOf(
  gather: string,
  splits: readonly StudioState[],
): { readonly choices: readonly Choice[]; readonly lost: readonly Loss[] } {
  const lost: Loss[] = [];
  const keys = new Map<string, { next: string; words: string[] }>();
  const spoken: Match[] = [];
  for (const split of splits) {
    for (const match of matchesOf(split)) {
      const { condition, next } = match;
      const asks = askedOf(split, condition);
      if (asks.includes(`widgets.${gather}.SpeechResult`)) {
        spoken.push(match);
        continue;
      }
      const isOurs = asks.includes(`widgets.${gather}.Digits`);
      const values = isOurs ? valuesOf(condition) : null;
      for (const value of values ?? [sentence(condition)]) {
        const where = `${split.name} › ${value}`;
        if (/^[*#]$/.test(value)) lost.push({ where, what: next, kind: "reserved" });
        else if (!/^\d$/.test(value)) lost.push({ where, what: next, kind: "keys" });
        else if (keys.has(value)) lost.push({ where, what: next, kind: "twice" });
        else keys.set(value, { next, words: [] });
      }
    }
  }
  for (const { condition, next } of spoken) addWords({ condition, next, keys, gather, lost });
  const choices = [...keys].map(([key, choice]) => ({ key: key as Choice["key"], ...choice }));
  return { choices, lost };
}

/** Words belong to the key that leads to the same widget. */
function addWords({
  condition,
  next,
  keys,
  gather,
  lost,
}: Match & {
  readonly keys: ReadonlyMap<string, { readonly next: string; readonly words: string[] }>;
  readonly gather: string;
  readonly lost: Loss[];
}): void {
  const option = [...keys].find(([key, choice]) => key !== "0" && choice.next === next)?.[1];
  for (const word of valuesOf(condition) ?? [sentence(condition)]) {
    const plain = word.toLowerCase();
    if (option?.words.includes(plain) === true) continue;
    const isWord = valuesOf(condition) !== null && /^[\p{L}\p{N}][^<>&\p{C}]*$/u.test(plain);
    const fits = plain.length <= WORD_CHARACTERS_MAX && (option?.words.length ?? 0) < WORDS_MAX;
    if (option !== undefined && isWord && fits) option.words.push(plain);
    else lost.push({ where: `${gather} › speech`, what: `${word} › ${next}`, kind: "spoken" });
  }
}

function askedOf(split: StudioState, { arguments: asked }: StudioCondition): string {
  const { properties } = split;
  const input = Object.hasOwn(properties, "input") ? properties["input"] : "";
  return asked.length > 0 ? asked.join(" ") : typeof input === "string" ? input : "";
}

/** The values that a condition is about. null: it does not name them. */
function valuesOf({ type, value }: StudioCondition): readonly string[] | null {
  switch (type) {
    case "equal_to":
    case "contains":
    case "starts_with":
      return [value.trim()];
    case "matches_any_of":
      return value
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== "");
    default:
      return null;
  }
}

function sentence({ type, value }: StudioCondition): string {
  return `${type} ${value}`.trim();
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

interface Branch {
  readonly next: string;
  readonly when:
    | { readonly kind: "address"; readonly addresses: string[] }
    | {
        readonly kind: "hours";
        readonly hours: {
          readonly timeZone: string;
          readonly periods: { days: number[]; from: string; to: string }[];
        };
      };
}

/** What of a split a condition can ask: the number that was called, and the time. */
export function branchesOf(split: StudioState): readonly Branch[] {
  return matchesOf(split).flatMap(({ condition, next }) => {
    const when = whenOf(split, condition);
    return when === null ? [] : [{ next, when }];
  });
}

/** The conditions of a split that no branch stands for. */
export function unaskedOf(split: StudioState): readonly string[] {
  return matchesOf(split)
    .filter(({ condition }) => whenOf(split, condition) === null)
    .map(({ condition }) => `${askedOf(split, condition)} ${sentence(condition)}`);
}

function whenOf(split: StudioState, condition: StudioCondition): Branch["when"] | null {
  const asked = askedOf(split, condition);
  if (/\btrigger\.call\.(?:To|Called)\b/.test(asked)) {
    const addresses = condition.type === "contains" ? null : valuesOf(condition);
    if (addresses === null || addresses.some((one) => one === "" || one.length > 254)) return null;
    return { kind: "address", addresses: addresses.slice(0, 100) };
  }
  const [time] = /^([01]\d|2[0-3]):[0-5]\d/.exec(condition.value.trim()) ?? [];
  if (time === undefined) return null;
  const hours = (from: string, to: string): Branch["when"] => ({
    kind: "hours",
    hours: { timeZone: "UTC", periods: from < to ? [{ days: EVERY_DAY, from, to }] : [] },
  });
  if (condition.type === "is_before_time") return hours("00:00", time);
  return condition.type === "is_after_time" ? hours(time, "24:00") : null;
}
