/**
 * Makes days nobody thought of. A step is a few small numbers; what they mean depends on what the router
 * holds by then, so that most commands touch something, and some touch nothing or the wrong thing.
 */
import fc from "fast-check";
import { Command, type CommandType } from "../../protocol/commands.js";
import type { RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket, Engineer } from "../../protocol/organisation.js";
import type { RoutingState } from "../../protocol/routing.js";
import { type Hours, channels, tiers } from "../../protocol/words.js";
import { type Router, createRouter } from "../../routing/router.js";
import { START } from "./day.js";
import { EMPTY, bucket, engineer } from "./people.js";
import { BUCKETS, someBucket, someEngineer, someHours } from "./random-policy.js";

type Body = { readonly type: CommandType } & Readonly<Record<string, unknown>>;

interface Step {
  readonly kind: Kind;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Milliseconds since the step before. */
  readonly wait: number;
}

export interface RandomDay {
  /** How many engineers there are. */
  readonly people: number;
  /** Milliseconds after the start of the ordinary day: another begins before midnight, here or there. */
  readonly late: number;
  /** The hours of all who have none of their own; soon: they begin in a minute, and all begin at once. */
  readonly shift: Hours | "soon" | null;
  /** What buckets and engineers are made of, at the start and whenever one is changed. */
  readonly buckets: readonly Partial<Bucket>[];
  readonly engineers: readonly Partial<Engineer>[];
  readonly steps: readonly Step[];
}

/** How often each happens, of all together. */
const KINDS = {
  arrive: 10,
  start: 1,
  accept: 6,
  decline: 1,
  "answer anything": 1,
  end: 3,
  complete: 2,
  come: 4,
  presence: 1,
  connection: 2,
  wake: 4,
  transfer: 3,
  change: 1,
  assign: 1,
  requeue: 1,
  pull: 2,
  "call back": 2,
  "reached nobody": 2,
  engineer: 2,
  bucket: 1,
  recover: 2,
} as const;
type Kind = keyof typeof KINDS;
const kinds = (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
  Array.from({ length: KINDS[kind] }, () => kind),
);

/** What happens to the router or to its nodes, by `c`. */
const RARE: readonly Body[] = [
  { type: "router.recover" },
  { type: "router.forget" },
  { type: "router.forget" },
  { type: "router.recover", nodes: ["nod_1"] },
  { type: "router.recover", nodes: ["nod_2", "one"] },
  { type: "node.lost", nodeId: "nod_1" },
  { type: "node.lost", nodeId: "one" },
];

/** Mostly there is one node. */
function nodeOf(n: number): string | undefined {
  return [undefined, undefined, "nod_1", "nod_2"][n % 4];
}

const HOUR = 3_600_000;
const small = fc.nat({ max: 11 });
/** Few, who soon have done everything; or so many that whoever is ready is not looked at one by one. */
const SMALL_FLOOR = 6;
const LARGE_FLOOR = 15;
/** Most things happen quickly, a few after a long pause; some clocks are behind. */
const waits = [0, 0, 0, 0, 0, 1, 300, 300, 900, 900, 2_000, 2_000, 5_000, 5_000]
  .concat([0, 0, 0, 0, 0, 1, 300, 300, 900, 900, 2_000, 2_000, 5_000, 5_000])
  .concat([14_999, 20_000, 61_000, 119_000, HOUR, -700]);

export const randomDay: fc.Arbitrary<RandomDay> = fc.record({
  people: fc.constantFrom(SMALL_FLOOR, SMALL_FLOOR, SMALL_FLOOR, LARGE_FLOOR),
  late: fc.constantFrom(0, 0, 0, 8 * HOUR - 30_000, 16 * HOUR - 30_000),
  shift: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.constant("soon" as const) },
    { weight: 1, arbitrary: someHours },
  ),
  buckets: fc.array(someBucket, { minLength: 6, maxLength: 6 }),
  engineers: fc.array(someEngineer, { minLength: 8, maxLength: 8 }),
  steps: fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      a: small,
      b: fc.nat({ max: 59 }),
      c: small,
      wait: fc.constantFrom(...waits),
    }),
    { minLength: 40, maxLength: 90, size: "max" },
  ),
});

/** One engineer is not known yet. */
function stage(day: RandomDay): readonly Body[] {
  const people = Array.from({ length: day.people - 1 }, (_, n) => n);
  return BUCKETS.map((id): Body => ({ type: "bucket.put", bucket: bucket(id, []) }))
    .concat([0, 1, 2, 3].map((n) => putBucket(day, n, n)))
    .concat(people.map((n) => putEngineer(day, n, n)))
    .concat(people.flatMap((n) => come(`e${String(n)}`)));
}

/** Runs a day; `look` gets each command and lets the router decide it. */
export function live(day: RandomDay, look: (command: Command, router: Router) => void): Router {
  const router = createRouter(EMPTY);
  let at = START + day.late;
  let n = 0;
  const issue = (body: Body): void => {
    n += 1;
    look(Command.parse({ id: `c${String(n)}`, at, ...body }), router);
  };
  for (const body of stage(day)) issue(body);
  for (const step of day.steps) {
    at += step.wait;
    if (step.kind === "wake") {
      const wakeAt = router.nextTimerAt() ?? at;
      // A moment too early now and then: nothing may happen.
      if (step.c % 3 === 0 && wakeAt - 1 > at) {
        at = wakeAt - 1;
        issue({ type: "router.tick" });
      }
      at = Math.max(at, wakeAt);
    }
    for (const body of bodiesOf(step, { day, state: router.snapshot(), at })) issue(body);
  }
  return router;
}

interface Scene {
  readonly day: RandomDay;
  readonly state: RoutingState;
  readonly at: number;
}

function bodiesOf(step: Step, scene: Scene): readonly Body[] {
  const { kind, a, b, c } = step;
  const { day, state, at } = scene;
  const engineerId = `e${String(b % day.people)}`;
  /** One that this can be done with; now and then any. */
  const open = (fits: (row: RoutedInteraction) => boolean): string => {
    const fitting = state.interactions.filter(fits);
    const rows = c === 11 || fitting.length === 0 ? state.interactions : fitting;
    return pick(rows, a)?.id ?? "k0";
  };
  const holder = (id: string): string => {
    const row = state.interactions.find((one) => one.id === id);
    return c === 10 ? engineerId : (row?.engineerId ?? engineerId);
  };
  const isHeld = ({ state: at }: RoutedInteraction): boolean => at === "active";
  const isQueued = ({ state: at }: RoutedInteraction): boolean =>
    at === "waiting" || at === "offered";
  switch (kind) {
    case "arrive":
      return [arrive(step, scene)];
    case "start": {
      const interactionId = `k${String(a)}`;
      return [
        { type: "interaction.start", interactionId, channel: channels[c % 3], customerId: null },
      ];
    }
    case "accept":
    case "decline": {
      const offer = pick(state.offers, a);
      if (offer === undefined) return [arrive(step, scene)];
      return [
        {
          type: kind === "accept" ? "offer.accept" : "offer.decline",
          offerId: offer.id,
          engineerId: c === 0 ? engineerId : offer.engineerId,
          reason: null,
        },
      ];
    }
    case "answer anything":
      return [
        {
          type: c % 2 === 0 ? "offer.accept" : "offer.decline",
          offerId: c === 3 ? "nonsense" : `${open(() => true)}.o${String(c)}`,
          engineerId,
          reason: null,
        },
      ];
    case "end": {
      const by = (["customer", "customer", "engineer", "engineer", "menu", "system"] as const)[
        c % 6
      ];
      const interactionId = open(by === "engineer" ? isHeld : () => true);
      const who = c % 6 === 2 ? holder(interactionId) : null;
      return [{ type: "interaction.end", interactionId, by, engineerId: who }];
    }
    case "complete": {
      const interactionId = open(({ state: at }) => at === "active" || at === "wrapup");
      const who = c % 3 === 0 ? null : holder(interactionId);
      return [
        {
          type: "wrapup.complete",
          interactionId,
          engineerId: who,
          disposition: "solved",
          note: null,
        },
      ];
    }
    case "come":
      return come(engineerId, nodeOf(a));
    case "presence":
      return [
        presence(
          engineerId,
          (["available", "break", "offline"] as const)[c % 3] ?? "break",
          c % 4 === 3 ? channels.slice(0, a % 4) : null,
        ),
      ];
    case "connection":
      return [
        {
          type: c % 3 === 0 ? "engineer.connect" : "engineer.disconnect",
          engineerId,
          nodeId: nodeOf(a),
        },
      ];
    case "wake":
      return [{ type: "router.tick" }];
    case "transfer": {
      const notHere = state.engineerStates.filter(({ status }) => status !== "available");
      const away = pick(notHere, b)?.engineerId ?? engineerId;
      const interactionId = open(a % 2 === 0 ? isHeld : isQueued);
      return [
        {
          type: "interaction.transfer",
          interactionId,
          engineerId: c % 3 === 0 ? null : holder(interactionId),
          to:
            c % 2 === 0
              ? { bucketId: `b${String(b % 5)}` }
              : { engineerId: c % 4 === 1 ? away : engineerId },
          note: null,
          ...(a % 3 === 0 && { due: b % 2 === 0 ? "keep" : "reset" }),
        },
      ];
    }
    case "change":
      return [
        {
          type: "interaction.change",
          interactionId: open(isQueued),
          priority: c % 3 === 0 ? null : (c % 9) + 1,
          bucketId: c % 2 === 0 ? `b${String(b % 5)}` : null,
        },
      ];
    case "assign": {
      const interactionId = open(isQueued);
      return [{ type: "interaction.assign", interactionId, engineerId, reason: "urgent" }];
    }
    case "requeue": {
      const interactionId = open(isHeld);
      const who = c === 0 ? null : holder(interactionId);
      return [
        { type: "interaction.requeue", interactionId, because: "no answer", engineerId: who },
      ];
    }
    case "pull":
      return [{ type: "interaction.pull", interactionId: open(isQueued), engineerId }];
    case "call back":
      return [
        {
          type: "interaction.callback",
          interactionId: open((row) => isQueued(row) && row.channel === "voice"),
          notBeforeAt: c % 3 === 0 ? at + (c - 3) * 5_000 : null,
        },
      ];
    case "reached nobody": {
      const isCallback = (row: RoutedInteraction): boolean => row.callback !== null;
      const interactionId = open((row) => isHeld(row) && isCallback(row));
      if (!state.interactions.some((row) => isHeld(row) && isCallback(row))) {
        const waiting = open((row) => isQueued(row) && isCallback(row));
        return [{ type: "interaction.pull", interactionId: waiting, engineerId }];
      }
      return [
        {
          type: "callback.failed",
          interactionId,
          engineerId: holder(interactionId),
          because: "no answer",
        },
      ];
    }
    case "engineer": {
      // Now and then whoever is being asked.
      const asked = Number(pick(state.offers, a)?.engineerId.slice(1) ?? b);
      return [putEngineer(day, (b % 2 === 0 ? asked : b) % day.people, c)];
    }
    case "bucket":
      return [putBucket(day, b % 4, c)];
    case "recover":
      return [RARE[c] ?? { type: "router.tick" }];
  }
}

function arrive({ a, b, c }: Step, { day, state, at }: Scene): Body {
  const busy = pick(
    state.interactions.filter((row) => row.state === "active"),
    a,
  );
  const last = b % 3 === 0 ? `e${String(a % day.people)}` : (busy?.engineerId ?? null);
  return {
    type: "interaction.queue",
    interactionId: `k${String(a + 12 * (b % (day.people / 3)))}`,
    channel: channels[c % 3],
    customerId: null,
    bucketId: `b${String(b % 21 === 20 ? 4 : b % 4)}`,
    priority: c < 6 ? null : (c % 3) + 4,
    skills: c % 4 === 0 ? [{ skillId: "zh", level: 3, required: b % 3 > 0 }] : [],
    lastEngineerId: c % 2 === 0 ? last : null,
    ...(a % 2 === 0 && { tier: tiers[b % 3] }),
    ...(c % 5 === 1 && { reentry: reentryOf(at, a, b % 12) }),
  };
}

function pick<T>(things: readonly T[], n: number): T | undefined {
  return things[n % Math.max(1, things.length)];
}

function come(engineerId: string, nodeId?: string): readonly Body[] {
  return [
    { type: "engineer.connect", engineerId, nodeId },
    presence(engineerId, "available", null),
  ];
}

function presence(engineerId: string, status: string, channels: readonly string[] | null): Body {
  return { type: "presence.set", engineerId, status, channels, reason: null, forcedBy: null };
}

/** A contact of a while ago, in this bucket or another. */
function reentryOf(at: number, a: number, b: number): object {
  const endedAt = at - a * 1_000;
  return {
    interactionId: "k99",
    bucketId: `b${String((b + (a % 4 === 0 ? 1 : 0)) % 5)}`,
    queuedAt: endedAt - b * 20_000,
    endedAt,
  };
}

function putBucket(day: RandomDay, n: number, variant: number): Body {
  return {
    type: "bucket.put",
    bucket: bucket(`b${String(n)}`, [], pick(day.buckets, variant) ?? {}),
  };
}

function shiftOf({ shift, late }: RandomDay): Hours | null {
  if (shift !== "soon") return shift;
  const minute = (at: number): string => new Date(START + late + at).toISOString().slice(11, 16);
  const periods = [{ days: [1, 2, 3, 4, 5, 6, 7], from: minute(HOUR / 60), to: minute(HOUR / 2) }];
  return { timeZone: "UTC", periods, holidays: null, closedOn: [] };
}

function putEngineer(day: RandomDay, n: number, variant: number): Body {
  const made = pick(day.engineers, variant);
  return {
    type: "engineer.put",
    engineer: engineer(`e${String(n)}`, [], { ...made, hours: made?.hours ?? shiftOf(day) }),
  };
}
