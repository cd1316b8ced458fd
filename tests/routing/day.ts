/**
 * Runs the log of a day: one command a line, answered by what the router decided. A line may begin with
 * a time, minutes and seconds after the start (Monday 2 March 2026, 08:00 UTC); without one it comes at
 * the same moment as the line before.
 */
import { Command, type CommandType } from "../../protocol/commands.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { RoutedInteraction } from "../../protocol/interactions.js";
import { Capacity, DEFAULT_CAPACITY } from "../../protocol/organisation.js";
import type { Decision } from "../../protocol/routing.js";
import { type Router, createRouter } from "../../routing/router.js";
import { policyOf } from "./day-policy.js";
import { EMPTY, bucket, engineer, need } from "./people.js";

export const START = 1_772_438_400_000;

export interface Day {
  readonly router: Router;
  readonly commands: readonly Command[];
  readonly decisions: readonly Decision[];
  /** What happened, a line for each line of the script. */
  readonly log: string;
}

export function day(script: string): Day {
  const router = createRouter(EMPTY);
  const commands: Command[] = [];
  const decisions: Decision[] = [];
  const log: string[] = [];
  const lost = new Map<string, RoutedInteraction>();
  let at = START;
  for (const line of script.split("\n").map((text) => text.trim())) {
    if (line === "") continue;
    const [, minutes, seconds, words = ""] = /^(?:(\d+):(\d\d)\s+)?(.*)$/.exec(line) ?? [];
    if (minutes !== undefined) at = START + (Number(minutes) * 60 + Number(seconds)) * 1000;
    const told: string[] = [];
    for (const body of bodiesOf(words, { router, lost })) {
      const command = Command.parse({ id: `c${String(commands.length)}`, at, ...body });
      const decision = router.handle(command);
      commands.push(command);
      decisions.push(decision);
      for (const row of decision.interactions) if (row.state === "closed") lost.set(row.id, row);
      if (!decision.outcome.ok) told.push(`refused ${decision.outcome.error.code}`);
      told.push(...decision.events.flatMap(tell));
    }
    log.push(`${line} -> ${told.length === 0 ? "nothing" : told.join(", ")}`);
  }
  return { router, commands, decisions, log: log.join("\n") };
}

/** The log alone, without the lines that only set the stage. */
export function run(script: string): string {
  return day(script)
    .log.split("\n")
    .filter((line) => !/^(bucket|engineer|ready) .* -> nothing$/.test(line))
    .join("\n");
}

interface Floor {
  readonly router: Router;
  /** Contacts that are over, by id. */
  readonly lost: ReadonlyMap<string, RoutedInteraction>;
}

type Body = { readonly type: CommandType } & Readonly<Record<string, unknown>>;

function bodiesOf(line: string, { router, lost }: Floor): readonly Body[] {
  const all = line.split(/\s+/);
  const options = Object.fromEntries(
    all.filter((word) => word.includes("=")).map((word) => word.split("=")),
  ) as Readonly<Record<string, string | undefined>>;
  const [verb = "", a = "", b = "", ...rest] = all.filter((word) => !word.includes("="));
  const each = (seconds: string): object => {
    const value = Number(seconds);
    return { voice: value, chat: value, email: value };
  };
  switch (verb) {
    case "bucket":
      return [
        {
          type: "bucket.put",
          bucket: bucket(a, [b, ...rest].filter(Boolean), {
            ...(options["target"] !== undefined && { targetSeconds: each(options["target"]) }),
            ...(options["priority"] !== undefined && { priority: Number(options["priority"]) }),
            ...(options["rings"] !== undefined && { offerSeconds: each(options["rings"]) }),
            ...(options["wrapup"] !== undefined && { wrapUpSeconds: each(options["wrapup"]) }),
            ...(options["broadcast"] !== undefined && { broadcast: Number(options["broadcast"]) }),
            ...(options["archived"] !== undefined && { archived: true }),
            ...(options["hours"] !== undefined && { hours: hoursOf(options["hours"]) }),
            ...(options["closed"] !== undefined && { closed: { reason: options["closed"] } }),
            policy: policyOf(options),
          } as object),
        },
      ];
    case "engineer":
      return [
        {
          type: "engineer.put",
          engineer: engineer(a, [b, ...rest].filter(Boolean), {
            capacity: capacityOf(options),
            ...(options["hours"] !== undefined && { hours: hoursOf(options["hours"]) }),
            ...(options["archived"] !== undefined && { archived: true }),
          } as object),
        },
      ];
    case "ready":
      return [
        { type: "engineer.connect", engineerId: a, nodeId: options["at"] },
        presence(a, "available", options["on"]?.split(",") ?? null),
      ];
    case "available":
    case "break":
    case "offline":
      return [presence(a, verb, options["on"]?.split(",") ?? null)];
    case "lost":
      return [{ type: "engineer.disconnect", engineerId: a, nodeId: options["at"] }];
    case "back":
      return [{ type: "engineer.connect", engineerId: a, nodeId: options["at"] }];
    case "node-lost":
      return [{ type: "node.lost", nodeId: a }];
    case "dials":
      return [{ type: "interaction.start", interactionId: a, channel: "voice", customerId: null }];
    case "call":
    case "chat":
    case "mail":
      return [
        {
          type: "interaction.queue",
          interactionId: a,
          channel: { call: "voice", chat: "chat", mail: "email" }[verb],
          customerId: null,
          bucketId: b,
          priority: options["priority"] === undefined ? null : Number(options["priority"]),
          skills: options["needs"]?.split(",").map(need) ?? [],
          lastEngineerId: options["last"] ?? null,
          ...(options["tier"] !== undefined && { tier: options["tier"] }),
          ...(options["again"] !== undefined && { reentry: placeOf(lost.get(options["again"])) }),
        },
      ];
    case "call-back":
      return [
        { type: "interaction.callback", interactionId: a, notBeforeAt: timeOf(options["at"]) },
      ];
    case "no-answer":
      return [
        { type: "callback.failed", interactionId: b, engineerId: a, because: "nobody answered" },
      ];
    case "pull":
      return [{ type: "interaction.pull", interactionId: b, engineerId: a }];
    case "forget":
      return [{ type: "router.forget" }];
    case "accept":
      return [{ type: "offer.accept", offerId: offerTo(router, a, b), engineerId: b }];
    case "decline":
      return [
        { type: "offer.decline", offerId: offerTo(router, a, b), engineerId: b, reason: null },
      ];
    case "leaves":
      return [end(a, "customer", null)];
    case "hangs-up":
      return [end(b, "engineer", a)];
    case "menu-ends":
      return [end(a, "menu", null)];
    case "dismiss":
      return [end(a, "system", null)];
    case "completes":
      return [
        {
          type: "wrapup.complete",
          interactionId: b,
          engineerId: a,
          disposition: rest[0] ?? "solved",
          note: null,
        },
      ];
    case "transfer":
      return [
        {
          type: "interaction.transfer",
          interactionId: a,
          engineerId: options["by"] ?? null,
          to: options["to"] === undefined ? { bucketId: b } : { engineerId: options["to"] },
          note: null,
          ...(options["due"] !== undefined && { due: options["due"] }),
        },
      ];
    case "change":
      return [
        {
          type: "interaction.change",
          interactionId: a,
          priority: options["priority"] === undefined ? null : Number(options["priority"]),
          bucketId: options["bucket"] ?? null,
        },
      ];
    case "assign":
      return [
        { type: "interaction.assign", interactionId: a, engineerId: b, reason: "knows the site" },
      ];
    case "unreachable":
      return [
        { type: "interaction.requeue", interactionId: b, because: "no answer", engineerId: a },
      ];
    case "restart":
      return [{ type: "router.recover", nodes: options["alive"]?.split(",") }];
    case "tick":
      return [{ type: "router.tick" }];
    default:
      throw new Error(`no such verb: ${line}`);
  }
}

/**
 * `units=6` in all; `aside=email` can be put aside; `blocks=voice:chat` lets no chat in beside a call;
 * `chats=5` at a time. Ordinary where nothing is said.
 */
function capacityOf(options: Readonly<Record<string, string | undefined>>): Capacity {
  const { units, aside, blocks, chats } = options;
  const [by = "", what = ""] = blocks?.split(":") ?? [];
  return Capacity.parse({
    ...DEFAULT_CAPACITY,
    ...(units !== undefined && { units: Number(units) }),
    ...(chats !== undefined && { max: { ...DEFAULT_CAPACITY.max, chat: Number(chats) } }),
    ...(aside !== undefined && { interruptible: aside.split(",").filter(Boolean) }),
    ...(blocks !== undefined && { blocks: by === "" ? {} : { [by]: what.split(",") } }),
  });
}

function presence(engineerId: string, status: string, channels: readonly string[] | null): Body {
  return { type: "presence.set", engineerId, status, channels, reason: null, forcedBy: null };
}

function end(interactionId: string, by: string, engineerId: string | null): Body {
  return { type: "interaction.end", interactionId, by, engineerId };
}

/**
 * `9-17` in UTC, `9-17@Asia/Shanghai` elsewhere, `9-12,13-17` with a break; every day but Sunday, and not
 * on the day after a `!`.
 */
function hoursOf(text: string): object {
  const [open = "", closedOn] = text.split("!");
  const [spans = "", timeZone = "UTC"] = open.split("@");
  const periods = spans.split(",").map((span) => {
    const [from = "", to = ""] = span.split("-").map((hour) => `${hour.padStart(2, "0")}:00`);
    return { days: [1, 2, 3, 4, 5, 6], from, to };
  });
  return { timeZone, periods, closedOn: closedOn === undefined ? [] : [closedOn] };
}

/** Minutes and seconds after the start. */
function timeOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const [minutes, seconds] = text.split(":").map(Number);
  return START + ((minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
}

/** What the desk would say of a contact that was lost. */
function placeOf(row: RoutedInteraction | undefined): object | null {
  if (row === undefined) return null;
  const { id, bucketId, queuedAt, endedAt } = row;
  return { interactionId: id, bucketId, queuedAt, endedAt };
}

/** The pending offer of this interaction to this engineer; else the last one made of it. Or its id. */
function offerTo(router: Router, interactionId: string, engineerId: string): string {
  if (interactionId.includes(".o")) return interactionId;
  const { offers, interactions } = router.snapshot();
  const mine = offers.find(
    (offer) => offer.interactionId === interactionId && offer.engineerId === engineerId,
  );
  const made = interactions.find((row) => row.id === interactionId)?.offers ?? 1;
  return mine?.id ?? `${interactionId}.o${String(made)}`;
}

/** An event in a few words. Those that only echo the command say nothing. */
function tell(event: DomainEvent): readonly string[] {
  switch (event.type) {
    case "interaction.offered":
      return [`offer ${event.interactionId} to ${event.engineerId} (${event.because})`];
    case "interaction.accepted":
      return [
        `${event.engineerId} has ${event.interactionId} after ${String(event.waitedSeconds)} s`,
      ];
    case "interaction.requeued":
      return [`${event.interactionId} waits again (${event.because})`];
    case "interaction.ended":
      return [`${event.interactionId} ${event.outcome}`];
    case "interaction.changed":
      return [
        event.because === "ageing"
          ? `${event.interactionId} rises to ${String(event.priority)}`
          : `${event.interactionId} changed`,
      ];
    case "offer.expired":
      return [`${event.engineerId} did not answer ${event.interactionId}`];
    case "offer.revoked":
      return [`revoke ${event.interactionId} from ${event.engineerId} (${event.because})`];
    case "wrapup.started":
      return [`${event.engineerId} wraps up ${event.interactionId}`];
    case "wrapup.completed":
      return [
        `${event.interactionId} closed ${event.disposition === null ? "by time" : `as ${event.disposition}`}`,
      ];
    case "presence.changed":
      return event.status === "not_responding" ? [`${event.engineerId} is not responding`] : [];
    case "router.recovered":
      return [`recovered, ${String(event.offersReturned)} offers returned`];
    case "interaction.relaxed":
      return [`${event.interactionId} at step ${String(event.step)}`];
    case "interaction.overflowed":
      return [
        `${event.interactionId} overflows (${event.when.kind}) to ${
          event.then.kind === "bucket" ? event.then.bucketId : event.then.kind
        }`,
      ];
    case "interaction.unservable":
      return [`nobody can take ${event.interactionId}`];
    case "callback.failed":
      return [`${event.interactionId} reached nobody, ${String(event.attempts)} times`];
    case "bucket.closed":
      return [`${event.bucketId} closed (${event.reason})`];
    case "bucket.reopened":
      return [`${event.bucketId} opens again`];
    case "callback.requested":
    case "interaction.pulled":
    case "router.forgot":
    case "interaction.started":
    case "interaction.queued":
    case "interaction.transferred":
    case "interaction.assigned":
    case "offer.declined":
    case "engineer.connected":
    case "engineer.disconnected":
    case "node.lost":
    case "engineer.changed":
    case "bucket.changed":
      return [];
  }
}
