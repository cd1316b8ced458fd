/**
 * Makes days nobody thought of. A step is a few small numbers; what they mean depends on what the router
 * holds by then, so that most commands touch something, and some touch nothing or the wrong thing.
 */
import fc from "fast-check";
import { Command, type CommandType } from "../../protocol/commands.js";
import type { RoutingState } from "../../protocol/routing.js";
import { DEFAULT_CAPACITY } from "../../protocol/organisation.js";
import { type Router, createRouter } from "../../routing/router.js";
import { START } from "./day.js";
import { EMPTY, bucket, engineer } from "./people.js";

type Body = { readonly type: CommandType } & Readonly<Record<string, unknown>>;

export interface Step {
  readonly kind: (typeof kinds)[number];
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly wait: number;
}

/** Listed more than once: happens more often. */
const kinds = [
  "arrive",
  "arrive",
  "arrive",
  "arrive",
  "start",
  "accept",
  "accept",
  "accept",
  "accept",
  "decline",
  "answer anything",
  "end",
  "end",
  "complete",
  "complete",
  "come",
  "come",
  "come",
  "come",
  "presence",
  "connection",
  "wake",
  "wake",
  "transfer",
  "change",
  "assign",
  "requeue",
  "engineer",
  "bucket",
  "recover",
] as const;

const small = fc.nat({ max: 11 });
const late = 3_600_000;

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds),
    a: small,
    b: small,
    c: small,
    /** Milliseconds since the step before. Most things happen quickly, a few after a long pause. */
    wait: fc.constantFrom(
      0,
      0,
      0,
      0,
      0,
      1,
      300,
      300,
      300,
      900,
      900,
      2_000,
      5_000,
      14_999,
      61_000,
      119_000,
      late,
    ),
  }),
  { minLength: 40, maxLength: 90, size: "max" },
);

const CHANNELS = ["voice", "chat", "email"] as const;
const SKILLS = ["linux", "net", "zh"] as const;

export function stage(): readonly Body[] {
  return [0, 1, 2, 3]
    .map((n) => putBucket(n, n))
    .concat([0, 1, 2, 3, 4].map((n) => putEngineer(n, n)))
    .concat([0, 1, 2, 3, 4].flatMap((n) => [connect(n), presence(n, "available", null)]));
}

/** Runs a day; `look` gets each command and lets the router decide it. */
export function live(
  day: readonly Step[],
  look: (command: Command, router: Router) => void,
): Router {
  const router = createRouter(EMPTY);
  let at = START;
  let n = 0;
  const issue = (body: Body): void => {
    n += 1;
    look(Command.parse({ id: `c${String(n)}`, at, ...body }), router);
  };
  for (const body of stage()) issue(body);
  for (const step of day) {
    at += step.wait;
    if (step.kind === "wake") at = Math.max(at, router.nextTimerAt() ?? at);
    issue(bodyOf(step, router.snapshot()));
  }
  return router;
}

function bodyOf(step: Step, state: RoutingState): Body {
  const { kind, a, b, c } = step;
  const open = pick(state.interactions, a)?.id ?? "k0";
  const engineerId = `e${String(b % 6)}`;
  const offer = pick(state.offers, a);
  switch (kind) {
    case "arrive":
      return {
        type: "interaction.queue",
        interactionId: `k${String(a + 12 * (b % 2))}`,
        channel: CHANNELS[c % 3],
        customerId: null,
        bucketId: `b${String(b % 5)}`,
        priority: c < 6 ? null : (c % 3) + 4,
        skills: c % 4 === 0 ? [{ skillId: "zh", level: 3, required: b % 3 > 0 }] : [],
        lastEngineerId: c % 3 === 0 ? `e${String(a % 6)}` : null,
      };
    case "start":
      return {
        type: "interaction.start",
        interactionId: `k${String(a)}`,
        channel: CHANNELS[c % 3],
        customerId: null,
      };
    case "accept":
      return {
        type: "offer.accept",
        offerId: offer?.id ?? "k0.o1",
        engineerId: c === 0 ? engineerId : (offer?.engineerId ?? engineerId),
      };
    case "decline":
      return {
        type: "offer.decline",
        offerId: offer?.id ?? "k0.o1",
        engineerId: c === 0 ? engineerId : (offer?.engineerId ?? engineerId),
        reason: null,
      };
    case "answer anything":
      return {
        type: c % 2 === 0 ? "offer.accept" : "offer.decline",
        offerId: c === 3 ? "nonsense" : `${open}.o${String(c)}`,
        engineerId,
        reason: null,
      };
    case "end":
      return {
        type: "interaction.end",
        interactionId: open,
        by: (["customer", "customer", "engineer", "engineer", "menu", "system"] as const)[c % 6],
        engineerId: c % 6 === 2 ? (pick(state.interactions, a)?.engineerId ?? engineerId) : null,
      };
    case "complete":
      return {
        type: "wrapup.complete",
        interactionId: open,
        engineerId: c === 0 ? engineerId : (pick(state.interactions, a)?.engineerId ?? null),
        disposition: "solved",
        note: null,
      };
    case "come":
      return c % 2 === 0 ? connect(b) : presence(b, "available", null);
    case "presence":
      return presence(
        b,
        (["available", "break", "offline"] as const)[c % 3] ?? "break",
        c % 4 === 3 ? CHANNELS.slice(0, a % 4) : null,
      );
    case "connection":
      return c % 3 === 0 ? connect(b) : { type: "engineer.disconnect", engineerId };
    case "wake":
      return { type: "router.tick" };
    case "transfer":
      return {
        type: "interaction.transfer",
        interactionId: open,
        engineerId: c % 3 === 0 ? null : (pick(state.interactions, a)?.engineerId ?? engineerId),
        to: c % 2 === 0 ? { bucketId: `b${String(b % 5)}` } : { engineerId },
        note: null,
      };
    case "change":
      return {
        type: "interaction.change",
        interactionId: open,
        priority: c % 3 === 0 ? null : (c % 9) + 1,
        bucketId: c % 2 === 0 ? `b${String(b % 5)}` : null,
      };
    case "assign":
      return { type: "interaction.assign", interactionId: open, engineerId, reason: "urgent" };
    case "requeue":
      return {
        type: "interaction.requeue",
        interactionId: open,
        because: "no answer",
        engineerId: c === 0 ? null : (pick(state.interactions, a)?.engineerId ?? engineerId),
      };
    case "engineer":
      return putEngineer(b % 6, c);
    case "bucket":
      return putBucket(b % 4, c);
    case "recover":
      return { type: c === 0 ? "router.recover" : "router.tick" };
  }
}

function pick<T>(things: readonly T[], n: number): T | undefined {
  return things[n % Math.max(1, things.length)];
}

function connect(n: number): Body {
  return { type: "engineer.connect", engineerId: `e${String(n % 6)}` };
}

function presence(n: number, status: string, channels: readonly string[] | null): Body {
  const engineerId = `e${String(n % 6)}`;
  return { type: "presence.set", engineerId, status, channels, reason: null, forcedBy: null };
}

function putBucket(n: number, variant: number): Body {
  const skills = [[], ["linux:3"], ["linux:5", "net:2"], ["net:4", "zh:2?"]][variant % 4] ?? [];
  return {
    type: "bucket.put",
    bucket: bucket(`b${String(n)}`, skills, {
      broadcast: variant % 4 === 3 ? 2 + (variant % 2) : 1,
      priority: 5 - (variant % 2),
      wrapUpSeconds: { voice: 30, chat: variant % 2 === 0 ? 0 : 20, email: 0 },
      archived: variant === 11,
    }),
  };
}

/** No holidays. */
const ORDINARY_DAYS = { holidays: null, closedOn: [] };

function putEngineer(n: number, variant: number): Body {
  const levels = SKILLS.flatMap((skill, k) => {
    const level = (((n + 2) * (k + 3) + variant) % 4) * 2;
    return level === 0 ? [] : [`${skill}:${String(level)}`];
  });
  return {
    type: "engineer.put",
    engineer: engineer(`e${String(n)}`, levels, {
      capacity: { ...DEFAULT_CAPACITY, units: variant % 5 === 4 ? 2 : 6 },
      hours:
        variant % 4 === 2
          ? {
              ...ORDINARY_DAYS,
              timeZone: n % 2 === 0 ? "UTC" : "Asia/Shanghai",
              periods: [
                { days: [1, 2, 3, 4, 5], from: "08:00", to: n % 2 === 0 ? "09:30" : "24:00" },
              ],
            }
          : null,
      archived: variant === 11,
    }),
  };
}
