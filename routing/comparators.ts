/**
 * R7: what sets engineers apart, as numbers of which the smaller is better; so choosing and explaining
 * (R12) are the same code. A bucket's list of comparators is turned into keys once, when the bucket is
 * put.
 */
import type { Comparator } from "../protocol/policy.js";
import type { Candidate, Comparing, Key, LiveEngineer, Question } from "./live.js";
import { busyShare } from "./occupancy.js";
import { type SkillComparator, isSkillComparator, skillValue } from "./skill-values.js";
import { compareText } from "./text.js";

export function comparingOf(by: Comparator[]): Comparing {
  const prefix = prefixOf(by);
  const keys: Key[] = [];
  const names: Comparator[] = [];
  for (const comparator of by) {
    for (const key of keysOf(comparator, prefix)) {
      keys.push(key);
      names.push(comparator);
    }
  }
  const others = ["load", "roundRobin", "occupancy"] as const;
  return {
    by,
    keys,
    names,
    prefix,
    asksLast: by.includes("last"),
    isByIdle: by.includes("idle") && !others.some((other) => by.includes(other)),
  };
}

/** One whose keys were all worked out. */
export interface Ranked extends Candidate {
  /** In the order of the comparators' `keys`; an offer keeps it as the reason. */
  readonly row: number[];
}

export function ranked({ keys }: Comparing, question: Question, candidate: Candidate): Ranked {
  const row: number[] = [];
  for (const key of keys) row.push(key(question, candidate));
  return { engineer: candidate.engineer, values: candidate.values, row };
}

/** Positive: the candidate is worse. 0: only the ids tell them apart. Works out no more keys than it takes. */
export function compareTo(
  { row }: Ranked,
  candidate: Candidate,
  { comparing, question }: { readonly comparing: Comparing; readonly question: Question },
): number {
  const { keys } = comparing;
  for (let k = 0; k < keys.length; k += 1) {
    const difference = (keys[k]?.(question, candidate) ?? 0) - (row[k] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Total: of two who are equal the smaller id is better. Negative: the first is better. */
export function compareRanked(a: Ranked, b: Ranked): number {
  for (let k = 0; k < a.row.length; k += 1) {
    const difference = (a.row[k] ?? 0) - (b.row[k] ?? 0);
    if (difference !== 0) return difference;
  }
  return compareText(a.engineer.id, b.engineer.id);
}

/** The first comparator by which they differ. */
export function whatSetApart({ names }: Comparing, a: Ranked, b: Ranked): Comparator | "id" {
  return names[a.row.findIndex((value, k) => value !== b.row[k])] ?? "id";
}

/** Without any units nothing weighs anything. */
function loadShare({ load, capacity }: LiveEngineer): number {
  return capacity.units === 0 ? 0 : load / capacity.units;
}

function prefixOf(by: readonly Comparator[]): readonly SkillComparator[] {
  const prefix: SkillComparator[] = [];
  for (const comparator of by[0] === "last" ? by.slice(1) : by) {
    if (!isSkillComparator(comparator)) break;
    prefix.push(comparator);
  }
  return prefix;
}

function keysOf(comparator: Comparator, prefix: readonly SkillComparator[]): readonly Key[] {
  switch (comparator) {
    case "last":
      return [({ row }, { engineer }) => (engineer.id === row.lastEngineerId ? 0 : 1)];
    case "preferred":
    case "level":
    case "score": {
      const at = prefix.indexOf(comparator);
      if (at >= 0) return [(_, { values }) => values[at] ?? 0];
      return [
        ({ profile }, { engineer }) =>
          skillValue(comparator, engineer.skillClass.skills, profile.requirement),
      ];
    }
    case "scarce":
      return [({ skills, profile }, { engineer }) => skills.scarce(engineer.skillClass, profile)];
    case "idle":
      return [(_, { engineer }) => engineer.load, (_, { engineer }) => engineer.idleAt];
    case "load":
      return [(_, { engineer }) => loadShare(engineer)];
    case "roundRobin":
      return [(_, { engineer }) => engineer.state.askedAt ?? 0];
    case "occupancy":
      return [({ now }, { engineer }) => busyShare(engineer, now)];
    default:
      throw new Error(`unhandled comparator ${String(comparator satisfies never)}`);
  }
}
