/** What a step asks for, given what is stored. A new command of the protocol gets a line here. */
import { Command } from "../../protocol/commands.js";
import type { LiveState } from "../store/store.js";
import type { Dice } from "./dice.js";
import { BUCKETS, ENGINEERS, someBucket, someEngineer, someSkills } from "./organisation.js";
import type { AskingKind, Step } from "./script.js";

/** A command without its id and time. */
export type Body = { readonly type: Command["type"] } & Readonly<Record<string, unknown>>;

const CHANNELS = ["voice", "voice", "chat", "email"] as const;
const TIERS = ["basic", "gold"] as const;

/** `at` is the dispatcher's to give. */
export function commandOf(id: string, body: Body): Command {
  return Command.parse({ ...body, id, at: 0 });
}

/** The organisation on the first morning: who and what there is, and then that they are here. */
export function firstDay(dice: Dice): readonly (readonly Body[])[] {
  return [
    [
      ...BUCKETS.map((id) => bucketBody(id, dice)),
      ...ENGINEERS.map((id) => engineerBody(id, dice)),
    ],
    [...ENGINEERS.map((id) => connectBody(id)), ...ENGINEERS.map((id) => availableBody(id))],
  ];
}

export function connectBody(engineerId: string): Body {
  return { type: "engineer.connect", engineerId };
}

function availableBody(engineerId: string): Body {
  return presenceBody(engineerId, { status: "available", channels: null });
}

interface Scene {
  readonly step: Step<string>;
  readonly rows: LiveState;
  readonly dice: Dice;
  readonly now: number;
  /** A name that no interaction had before. */
  readonly fresh: () => string;
}

export function bodyOf(kind: AskingKind, scene: Scene): Body {
  return makers[kind](scene);
}

const makers: Readonly<Record<AskingKind, (scene: Scene) => Body>> = {
  arrive: ({ step: { a, b, c }, rows, dice, now, fresh }) => ({
    type: "interaction.queue",
    interactionId: c === 0 ? (some(rows.interactions, a)?.id ?? fresh()) : fresh(),
    channel: at(CHANNELS, c),
    customerId: null,
    bucketId: b === 0 ? "b9" : at(BUCKETS, b),
    priority: a < 8 ? null : a - 4,
    skills: a % 4 === 0 ? someSkills(dice) : [],
    lastEngineerId: a % 3 === 0 ? at(ENGINEERS, b) : null,
    tier: at(TIERS, a),
    ...(c === 1 ? { fromMenu: true } : {}),
    ...(c === 2 ? { reentry: reentryOf({ bucketId: at(BUCKETS, b), now, dice }) } : {}),
  }),
  start: ({ step: { c }, fresh }) => ({
    type: "interaction.start",
    interactionId: fresh(),
    channel: at(CHANNELS, c),
    customerId: null,
  }),
  accept: (scene) => ({ type: "offer.accept", ...answerOf(scene) }),
  decline: (scene) => ({ type: "offer.decline", reason: null, ...answerOf(scene) }),
  "answer anything": ({ step: { a, b, c }, rows }) => ({
    type: a % 2 === 0 ? "offer.accept" : "offer.decline",
    offerId: c === 0 ? "nonsense" : `${openOf(rows, a)}.o${String(1 + (c % 3))}`,
    engineerId: at(ENGINEERS, b),
    ...(a % 2 === 0 ? {} : { reason: null }),
  }),
  end: ({ step: { a, c }, rows }) => {
    const by = at(["customer", "customer", "engineer", "engineer", "menu", "system"] as const, c);
    const row = some(rows.interactions, a);
    return {
      type: "interaction.end",
      interactionId: row?.id ?? "k0",
      by,
      engineerId: by === "engineer" ? (row?.engineerId ?? "e0") : null,
    };
  },
  complete: ({ step: { a, b, c }, rows }) => {
    const row = some(rows.interactions.filter(isHeld), a);
    return {
      type: "wrapup.complete",
      interactionId: row?.id ?? openOf(rows, a),
      engineerId: c === 0 ? at(ENGINEERS, b) : (row?.engineerId ?? null),
      disposition: "solved",
      note: null,
    };
  },
  available: ({ step: { b, c } }) =>
    c % 3 === 0 ? connectBody(at(ENGINEERS, b)) : availableBody(at(ENGINEERS, b)),
  presence: ({ step: { a, b, c } }) =>
    presenceBody(at(ENGINEERS, b), {
      status: at(["available", "break", "offline"] as const, c),
      channels: c % 4 === 3 ? ["voice", "chat", "email"].slice(0, 1 + (a % 3)) : null,
    }),
  connection: ({ step: { b, c } }) => ({
    type: c % 3 === 0 ? "engineer.connect" : "engineer.disconnect",
    engineerId: at(ENGINEERS, b),
  }),
  transfer: ({ step: { a, b, c }, rows }) => ({
    type: "interaction.transfer",
    interactionId: openOf(rows, a),
    engineerId: c % 3 === 0 ? null : (some(rows.interactions, a)?.engineerId ?? at(ENGINEERS, b)),
    to: c % 2 === 0 ? { bucketId: at(BUCKETS, b) } : { engineerId: at(ENGINEERS, b) },
    note: null,
    ...(c > 8 ? { due: at(["keep", "reset"] as const, a) } : {}),
  }),
  change: ({ step: { a, b, c }, rows }) => ({
    type: "interaction.change",
    interactionId: openOf(rows, a),
    priority: c % 3 === 0 ? null : 1 + (c % 9),
    bucketId: c % 2 === 0 ? at(BUCKETS, b) : null,
  }),
  assign: ({ step: { a, b }, rows }) => ({
    type: "interaction.assign",
    interactionId: openOf(rows, a),
    engineerId: at(ENGINEERS, b),
    reason: "urgent",
  }),
  requeue: ({ step: { a, b, c }, rows }) => ({
    type: "interaction.requeue",
    interactionId: openOf(rows, a),
    because: "no answer",
    engineerId: c === 0 ? null : (some(rows.interactions, a)?.engineerId ?? at(ENGINEERS, b)),
  }),
  callback: ({ step: { a, b }, rows, now }) => ({
    type: "interaction.callback",
    interactionId: openOf(rows, a),
    notBeforeAt: b < 6 ? null : now + 10_000 * b,
  }),
  unreached: ({ step: { a, b }, rows }) => {
    const row = some(
      rows.interactions.filter(({ callback }) => callback !== null),
      a,
    );
    return {
      type: "callback.failed",
      interactionId: row?.id ?? openOf(rows, a),
      engineerId: row?.engineerId ?? at(ENGINEERS, b),
      because: "no answer",
    };
  },
  pull: ({ step: { a, b }, rows }) => ({
    type: "interaction.pull",
    interactionId: openOf(rows, a),
    engineerId: at(ENGINEERS, b),
  }),
  engineer: ({ step: { b }, dice }) => engineerBody(at(ENGINEERS, b), dice),
  bucket: ({ step: { b }, dice }) => bucketBody(at(BUCKETS, b), dice),
};

/** The contact a customer lost a moment ago. */
function reentryOf(lost: { bucketId: string; now: number; dice: Dice }): object {
  const endedAt = lost.now - 1000 * lost.dice.below(400);
  const queuedAt = endedAt - 1000 * lost.dice.below(400);
  return { interactionId: "k0", bucketId: lost.bucketId, queuedAt, endedAt };
}

function answerOf({ step: { a, b, c }, rows }: Scene): Readonly<Record<string, string>> {
  const offer = some(rows.offers, a);
  return {
    offerId: offer?.id ?? "k0.o1",
    engineerId: c === 0 ? at(ENGINEERS, b) : (offer?.engineerId ?? at(ENGINEERS, b)),
  };
}

function presenceBody(
  engineerId: string,
  to: { readonly status: string; readonly channels: readonly string[] | null },
): Body {
  return { type: "presence.set", engineerId, ...to, reason: null, forcedBy: null };
}

function engineerBody(id: string, dice: Dice): Body {
  return { type: "engineer.put", engineer: someEngineer(id, dice) };
}

function bucketBody(id: string, dice: Dice): Body {
  return { type: "bucket.put", bucket: someBucket(id, dice) };
}

function isHeld({ state }: LiveState["interactions"][number]): boolean {
  return state === "active" || state === "wrapup";
}

function openOf(rows: LiveState, n: number): string {
  return some(rows.interactions, n)?.id ?? "k0";
}

function some<T>(things: readonly T[], n: number): T | undefined {
  return things[n % Math.max(1, things.length)];
}

function at<T>(things: readonly [T, ...T[]], n: number): T {
  return things[n % things.length] ?? things[0];
}
