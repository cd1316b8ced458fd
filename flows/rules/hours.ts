/** The rule about hours that are read well and are meant otherwise: F108. */
import type { NodeId } from "../../protocol/ids.js";
import type { Finding, MenuNode, MenuNodeOf } from "../../protocol/menu-tree.js";
import type { Hours } from "../../protocol/words.js";
import { arrowsFrom, reachable, type Arrow } from "../graph.js";
import {
  closedStretches,
  dayAndTimes,
  openWithout,
  openStretches,
  periodsOf,
  type Stretch,
} from "../week.js";
import { yellow, type Rule, type Subject } from "./finding.js";

/** Nobody closes for so short a time; somebody wrote 17:00 here and 17:01 there. */
const GAP_MINUTES_MAX = 10;

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export const hoursAreMeant: Rule = (subject) => {
  const hoursNodes = subject.tree.nodes.filter((node) => node.kind === "hours");
  return [
    ...subject.tree.nodes.flatMap((node) => hoursOf(node).flatMap((hours) => odd(node.id, hours))),
    ...hoursNodes.flatMap((node) => [...sameBothWays(node), ...closedBehind(node, subject)]),
  ];
};

/** The hours that a node asks about; those of a condition are one branch of it each. */
function hoursOf(node: MenuNode): readonly Hours[] {
  if (node.kind === "hours") return [node.hours];
  if (node.kind !== "condition") return [];
  return node.branches.flatMap(({ when }) => (when.kind === "hours" ? [when.hours] : []));
}

function odd(nodeId: NodeId, hours: Hours): readonly Finding[] {
  if (hours.periods.length === 0) {
    return [
      yellow("F108", nodeId, {
        message: "There is no opening time: it is never open.",
        mend: "Add a period, or take the question out.",
        variant: "neverOpen",
      }),
    ];
  }
  const findings: Finding[] = [];
  const closed = closedStretches(hours);
  if (closed.length === 0 && openStretches(hours).length > 0 && hours.closedOn.length === 0) {
    findings.push(
      yellow("F108", nodeId, {
        message: "It is open day and night: the other way is never taken.",
        mend: "Name the hours, or take the question out.",
        variant: "alwaysOpen",
      }),
    );
  }
  const gap = closed.find(({ from, to }) => to - from <= GAP_MINUTES_MAX);
  if (gap !== undefined) {
    const { day, from, to } = dayAndTimes(gap);
    const minutes = gap.to - gap.from;
    findings.push(
      yellow("F108", nodeId, {
        message: `It is closed on ${dayName(day)} from ${from} to ${to}, for ${minutes === 1 ? "1 minute" : `${String(minutes)} minutes`}.`,
        mend: "Let one period begin when the other ends; an end is not part of a period.",
        variant: "shortGap",
        values: { day, from, to, minutes },
      }),
    );
  }
  const overlap = overlapIn(periodsOf(hours));
  if (overlap !== null) {
    const { day, from, to } = dayAndTimes(overlap);
    findings.push(
      yellow("F108", nodeId, {
        message: `Two periods hold ${dayName(day)} from ${from} to ${to}.`,
        mend: "Make one of them, or let one begin when the other ends.",
        variant: "overlap",
        values: { day, from, to },
      }),
    );
  }
  return findings;
}

function overlapIn(periods: readonly Stretch[]): Stretch | null {
  let last: Stretch | undefined;
  for (const period of periods) {
    if (last !== undefined && period.from < last.to) {
      return { from: period.from, to: Math.min(last.to, period.to) };
    }
    last = period;
  }
  return null;
}

function sameBothWays({ id, open, closed }: MenuNodeOf<"hours">): readonly Finding[] {
  if (open !== closed) return [];
  return [
    yellow("F108", id, {
      message: "It leads to the same node, open or closed.",
      mend: "Let one of the ways lead elsewhere, or take the question out.",
      variant: "sameBothWays",
    }),
  ];
}

/** Callers who were told that it is open wait in a bucket that is not. Only on the same clocks. */
function closedBehind(
  { id, hours, open }: MenuNodeOf<"hours">,
  subject: Subject,
): readonly Finding[] {
  const { graph, known } = subject;
  const { bucketHours } = known;
  if (bucketHours === undefined || !graph.nodes.has(open)) return [];
  // Behind other hours it is another question.
  const ahead = (arrow: Arrow): boolean => graph.nodes.get(arrow.from)?.kind !== "hours";
  const found = new Set<string>();
  for (const nodeId of reachable([open], graph.arrows, ahead)) {
    const node = graph.nodes.get(nodeId);
    if (node !== undefined && arrowsFrom(node).length === 0 && "bucketId" in node) {
      found.add(node.bucketId);
    }
  }
  return [...found].flatMap((bucketId) => {
    const own = bucketHours.get(bucketId) ?? null;
    if (own?.timeZone !== hours.timeZone) return [];
    const stretch = openWithout(hours, own);
    if (stretch === null) return [];
    const { day, from, to } = dayAndTimes(stretch);
    return [
      yellow("F108", id, {
        message: `While it is open here, the bucket ${bucketId} is closed: on ${dayName(day)} from ${from} to ${to}.`,
        mend: "Let both have the same hours.",
        variant: "bucketClosed",
        values: { bucket: bucketId, day, from, to },
      }),
    ];
  });
}

function dayName(day: number): string {
  return DAYS[day - 1] ?? "";
}
