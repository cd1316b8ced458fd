/** Lets the router and the reference model decide the same commands. */
import { isDeepStrictEqual } from "node:util";
import type { Command } from "../../protocol/commands.js";
import type { DomainEvent } from "../../protocol/events.js";
import { type Router, createRouter } from "../../routing/router.js";
import { EMPTY } from "./people.js";
import type { ReferenceWhy } from "./reference-pick.js";
import { Reference, codeOf } from "./reference.js";
import { shortest } from "./shortest.js";

interface Both {
  readonly reference: Reference;
  readonly router: Router;
}

/** Lets both decide. null: they say and know the same. Else what each says, or which broke. */
export function difference(both: Both, command: Command): string | null {
  try {
    return compared(both, command);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function compared({ reference, router }: Both, command: Command): string | null {
  const decision = router.handle(command);
  const answer = reference.handle(command);
  const { buckets, engineers, ...state } = reference.state();
  const rows = [...state.interactions, ...answer.closed];
  const snapshot = router.snapshot();
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["outcome", codeOf(decision.outcome), answer.outcome],
    ["events", decision.events.map(withoutWhy), answer.events],
    ["why", [], decision.events.filter((event) => isUnlike(event, answer.whys))],
    [
      "changed rows",
      decision.interactions,
      // One that closed, and another of the same name, may be in one turn.
      decision.interactions.map(
        (row) =>
          rows.find((one) => isDeepStrictEqual(one, row)) ?? rows.find(({ id }) => id === row.id),
      ),
    ],
    ["interactions", snapshot.interactions, state.interactions],
    ["offers", snapshot.offers, state.offers],
    ["states", snapshot.engineerStates.map(withoutSums), state.engineerStates.map(withoutSums)],
    ["settings", [snapshot.engineers, snapshot.buckets], [engineers, buckets]],
  ];
  const differing = pairs.filter(([, theirs, ours]) => !isDeepStrictEqual(theirs, ours));
  if (differing.length === 0) return null;
  return differing.map(([what, theirs, ours]) => told(what, theirs, ours)).join("\n");
}

/** Compared beside the events, because the router may name any of several obstacles. */
function withoutWhy(event: DomainEvent): DomainEvent {
  if (event.type !== "interaction.offered") return event;
  const { why, ...rest } = event;
  return why === undefined ? event : rest;
}

function isUnlike(event: DomainEvent, whys: ReadonlyMap<string, ReferenceWhy>): boolean {
  if (event.type !== "interaction.offered") return false;
  const ours = whys.get(event.offerId);
  if (event.why === undefined || ours === undefined) return true;
  const { passedOver, ...theirs } = event.why;
  const { passedOver: known, ...rest } = ours;
  const named = passedOver.filter(
    ({ engineerId, because }) => known.get(engineerId)?.includes(because) === true,
  );
  const all = Math.min(known.size, 5);
  return !isDeepStrictEqual(theirs, rest) || named.length !== all || passedOver.length !== all;
}

/** The model keeps its own account of the day; what the router makes of its account is compared. */
function withoutSums<T extends object>(state: T): T {
  return { ...state, today: null };
}

function told(what: string, theirs: unknown, ours: unknown): string {
  const [their, our] = [listed(theirs), listed(ours)];
  const only = (some: readonly string[], others: readonly string[]): string =>
    some
      .filter((line) => !others.includes(line))
      .map((line) => `\n    ${line}`)
      .join("");
  return `${what}: the router has${only(their, our)}\n  the model has${only(our, their)}`;
}

function listed(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map((one) => JSON.stringify(one, inOrder));
}

/** Keys in one order, so that the same reads the same. */
function inOrder(_: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where the two part ways on these commands. null: nowhere. */
export function partsWays(commands: readonly Command[]): string | null {
  const both = { reference: new Reference(), router: createRouter(EMPTY) };
  for (const command of commands) {
    const found = difference(both, command);
    if (found !== null) return found;
  }
  return null;
}

/** The shortest script that shows it, with what each decides at its last command. */
export function explained(commands: readonly Command[]): string {
  const script = shortest(commands, (some) => partsWays(some) !== null);
  return [...script.map((command) => JSON.stringify(command)), partsWays(script)].join("\n");
}
