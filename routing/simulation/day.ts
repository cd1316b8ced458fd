/**
 * One replication: customers, engineers and the clock around a real router, which is told of everything
 * by commands and believed in everything it decides.
 *
 * Arrivals end at the horizon. What is in the house then is still dealt with, by whoever is on shift at
 * that moment, until nothing is left.
 */
import type { Command } from "../../protocol/commands.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { CommandId, EngineerId, OfferId } from "../../protocol/ids.js";
import { type Router, createRouter } from "../router.js";
import { Agenda } from "./agenda.js";
import { Customers } from "./customers.js";
import { type Contact, Ledger } from "./ledger.js";
import type { Ending, Observer } from "./observer.js";
import { type Plan, STARTS_AT, needsOf } from "./plan.js";
import { rowAt } from "./scenario.js";
import { Staff } from "./staff.js";
import type { Day } from "./tally.js";

const MINUTE_MS = 60_000;

/** When only the router's own timers are left, it is given this long to help those who still wait. */
const LAST_TIMERS_MINUTES = 1440;

/** A router that asks to be woken for nothing, so often in a row, would do so for ever. */
const IDLE_TICKS_MAX = 10_000;

export interface DayOptions {
  /** 1 is the first. */
  readonly replication: number;
  readonly dayFactor: number;
  readonly rank: number;
  readonly observer: Observer;
}

export function simulateDay(plan: Plan, options: DayOptions): Day {
  return new DayRun(plan, options).run();
}

interface Ringing {
  readonly offerId: OfferId;
  readonly engineerId: EngineerId;
}

type Todo =
  | { readonly kind: "arrive"; readonly bucket: number }
  | { readonly kind: "leave" | "finish" | "wrapped"; readonly contact: Contact }
  | { readonly kind: "answer"; readonly offer: Ringing }
  | { readonly kind: "shift" | "sample" | "horizon" };

class DayRun {
  readonly #plan: Plan;
  readonly #options: DayOptions;
  readonly #router: Router;
  readonly #agenda = new Agenda<Todo>();
  readonly #customers: Customers;
  readonly #staff: Staff;
  readonly #ledger: Ledger;
  /** Offers that are answered at once. */
  readonly #ringing: Ringing[] = [];
  #isPastHorizon = false;
  #minute = 0;
  #at = STARTS_AT;
  #decisions = 0;

  constructor(plan: Plan, options: DayOptions) {
    const { scenario, state, engineers } = plan;
    this.#plan = plan;
    this.#options = options;
    this.#router = createRouter(state);
    this.#customers = new Customers(scenario, options);
    this.#ledger = new Ledger(plan, options);
    this.#staff = new Staff(engineers, this.#sizes(0), {
      from: scenario.warmupMinutes,
      buckets: scenario.buckets.length,
    });
  }

  run(): Day {
    const { observer, replication, rank } = this.#options;
    observer.began?.(replication, this.#plan.state);
    this.#prepare();
    while (this.#step()) this.#answerAll();
    this.#ledger.close(this.#minute);
    this.#staff.close(this.#minute);
    return {
      rank,
      buckets: this.#ledger.tallies,
      groups: this.#staff.times,
      decisions: this.#decisions,
    };
  }

  #prepare(): void {
    const { buckets, groups, horizonMinutes } = this.#plan.scenario;
    const changes = new Set(groups.flatMap(({ shifts }) => shifts.flatMap((s) => [s.from, s.to])));
    for (const minute of [...changes].sort((a, b) => a - b)) {
      if (minute > 0 && minute < horizonMinutes) this.#agenda.add(minute, { kind: "shift" });
    }
    buckets.forEach((_, bucket) => {
      this.#expect(bucket);
    });
    this.#agenda.add(horizonMinutes, { kind: "horizon" });
    const { sampleEveryMinutes } = this.#options.observer;
    if (sampleEveryMinutes !== undefined) this.#agenda.add(sampleEveryMinutes, { kind: "sample" });
  }

  /** The next thing that happens. false: nothing does any more. */
  #step(): boolean {
    if (this.#isPastHorizon && this.#ledger.open === 0) return false;
    const next = this.#agenda.nextMinute;
    const timer = this.#router.nextTimerAt();
    if (timer !== null && (next === null || timer <= this.#atOf(next))) {
      const at = Math.max(this.#at, timer);
      if (next === null && at > this.#lastTimerAt()) return false;
      this.#tick(at);
      return true;
    }
    if (next === null) return false;
    this.#minute = Math.max(this.#minute, next);
    this.#at = this.#atOf(next);
    const todo = this.#agenda.shift();
    if (todo !== undefined) this.#do(todo);
    return true;
  }

  #lastTimerAt(): number {
    return STARTS_AT + (this.#plan.scenario.horizonMinutes + LAST_TIMERS_MINUTES) * MINUTE_MS;
  }

  #tick(at: number): void {
    this.#minute = Math.max(this.#minute, (at - STARTS_AT) / MINUTE_MS);
    this.#at = at;
    for (let ticks = 0; ticks < IDLE_TICKS_MAX; ticks += 1) {
      this.#decide({ type: "router.tick", id: this.#nextId(), at });
      const timer = this.#router.nextTimerAt();
      if (timer === null || timer > at) return;
    }
    throw new Error(`the router asks to be woken for ever at ${String(at)}`);
  }

  #do(todo: Todo): void {
    switch (todo.kind) {
      case "arrive":
        this.#arrive(todo.bucket);
        return;
      case "leave":
        if (todo.contact.state === "waiting") this.#end(todo.contact, "customer");
        return;
      case "finish":
        this.#end(todo.contact, "customer");
        return;
      case "wrapped":
        this.#decide({
          type: "wrapup.complete",
          id: this.#nextId(),
          at: this.#at,
          interactionId: todo.contact.id,
          engineerId: todo.contact.engineerId,
          disposition: "simulated",
          note: null,
        });
        return;
      case "answer":
        this.#answer(todo.offer);
        return;
      case "shift":
        this.#changeShifts();
        return;
      case "sample":
        this.#sample();
        return;
      case "horizon":
        this.#isPastHorizon = true;
        return;
      default:
        throw new Error(`unhandled ${String(todo satisfies never)}`);
    }
  }

  #expect(bucket: number): void {
    const minute = this.#customers.nextMinute(bucket);
    if (minute !== null) this.#agenda.add(minute, { kind: "arrive", bucket });
  }

  #arrive(index: number): void {
    const { buckets, waitingPlaces } = this.#plan.scenario;
    const bucket = buckets[index];
    if (bucket === undefined) return;
    this.#expect(index);
    const customer = this.#customers.arrive(index, this.#minute);
    const { kind, patience } = customer;
    const ahead = this.#ledger.waiting;
    const contact = this.#ledger.enter(customer, { bucket: index, minute: this.#minute });
    this.#decide({
      type: "interaction.queue",
      id: this.#nextId(),
      at: this.#at,
      interactionId: contact.id,
      channel: bucket.channel,
      customerId: null,
      bucketId: bucket.id,
      priority: kind?.priority ?? null,
      skills: kind === undefined ? [] : needsOf(kind.skills, kind.preferredSkills),
      lastEngineerId: null,
      tier: kind?.tier ?? "basic",
    });
    const mustWait = contact.state === "waiting" && contact.offers === 0;
    if (mustWait && waitingPlaces !== null && ahead >= waitingPlaces) {
      contact.isBlocked = true;
      this.#end(contact, "system");
    }
    if (contact.state === "gone") return;
    if (patience !== null) this.#agenda.add(this.#minute + patience, { kind: "leave", contact });
    this.#options.observer.queued?.({
      replication: this.#options.replication,
      interactionId: contact.id,
      bucketId: bucket.id,
      minute: this.#minute,
      at: this.#at,
      isOffered: contact.offers > 0,
      router: this.#router,
    });
  }

  #end({ id }: Contact, by: "customer" | "system"): void {
    this.#decide({
      type: "interaction.end",
      id: this.#nextId(),
      at: this.#at,
      interactionId: id,
      by,
      engineerId: null,
    });
  }

  #answerAll(): void {
    for (let offer = this.#ringing.shift(); offer !== undefined; offer = this.#ringing.shift()) {
      this.#answer(offer);
    }
  }

  /** An offer may have been taken back while it rang. */
  #answer({ offerId, engineerId }: Ringing): void {
    if (this.#router.offer(offerId) === undefined) return;
    this.#decide({ type: "offer.accept", id: this.#nextId(), at: this.#at, offerId, engineerId });
  }

  #changeShifts(): void {
    this.#sizes(this.#minute).forEach((size, group) => {
      for (const { engineerId, status } of this.#staff.resize(group, size, this.#minute)) {
        this.#decide({
          type: "presence.set",
          id: this.#nextId(),
          at: this.#at,
          engineerId,
          status,
          channels: null,
          reason: null,
          forcedBy: null,
        });
      }
    });
  }

  #sample(): void {
    const { observer, replication } = this.#options;
    observer.sampled?.({
      replication,
      minute: this.#minute,
      waiting: [...this.#ledger.unanswered],
      here: [...this.#staff.here],
      busy: [...this.#staff.busy],
    });
    const next = this.#minute + (observer.sampleEveryMinutes ?? Infinity);
    if (next <= this.#plan.scenario.horizonMinutes) this.#agenda.add(next, { kind: "sample" });
  }

  /** Made of a letter and a number; parsing each would cost more than deciding it. */
  #nextId(): CommandId {
    return `s${String(this.#decisions + 1)}` as CommandId;
  }

  #decide(command: Command): void {
    this.#decisions += 1;
    const decision = this.#router.handle(command);
    if (!decision.outcome.ok) {
      throw new Error(`${command.type} was refused: ${decision.outcome.error.code}`);
    }
    this.#options.observer.decided?.(command, decision);
    for (const event of decision.events) this.#react(event);
  }

  /** What the router decided happens on the floor. */
  #react(event: DomainEvent): void {
    if (!("interactionId" in event)) return;
    const contact = this.#ledger.find(event.interactionId);
    if (contact === undefined) return;
    switch (event.type) {
      case "interaction.offered": {
        const offer = { offerId: event.offerId, engineerId: event.engineerId };
        const { answerSeconds } = this.#plan.scenario;
        this.#ledger.ring(contact, 1);
        this.#staff.ring(event.engineerId, 1);
        if (answerSeconds === 0) this.#ringing.push(offer);
        else this.#agenda.add(this.#minute + answerSeconds / 60, { kind: "answer", offer });
        return;
      }
      case "offer.revoked":
      case "offer.expired":
      case "offer.declined":
        this.#ledger.ring(contact, -1);
        this.#staff.ring(event.engineerId, -1);
        return;
      case "interaction.accepted":
        if (event.offerId !== null) this.#staff.ring(event.engineerId, -1);
        this.#ledger.answer(contact, this.#minute);
        this.#hold(contact, event.engineerId);
        this.#agenda.add(this.#minute + contact.handle, { kind: "finish", contact });
        return;
      case "interaction.ended":
        if (contact.state === "held") this.#release(contact);
        else this.#ledger.settle(contact, this.#minute, endingOf(contact, event.outcome));
        return;
      case "wrapup.started":
        this.#hold(contact, event.engineerId);
        this.#agenda.add(this.#minute + contact.wrapUp, { kind: "wrapped", contact });
        return;
      case "wrapup.completed":
        this.#release(contact);
        return;
      case "callback.requested":
        this.#ledger.sendHome(contact);
        return;
      default:
    }
  }

  #hold(contact: Contact, engineerId: EngineerId): void {
    contact.engineerId = engineerId;
    contact.heldSince = this.#minute;
    this.#staff.hold(engineerId, this.#minute);
  }

  #release(contact: Contact): void {
    const { engineerId, heldSince, bucket } = contact;
    if (engineerId === null) return;
    this.#staff.release(engineerId, this.#minute, { since: heldSince, bucket });
    if (this.#router.interaction(contact.id)?.state !== "wrapup") this.#ledger.forget(contact);
  }

  #sizes(minute: number): readonly number[] {
    return this.#plan.scenario.groups.map(({ shifts }) => rowAt(shifts, minute)?.size ?? 0);
  }

  #atOf(minute: number): number {
    return Math.max(this.#at, STARTS_AT + Math.floor(minute * MINUTE_MS));
  }
}

function endingOf({ isBlocked }: Contact, outcome: string): Ending {
  if (isBlocked) return "blocked";
  return outcome === "abandoned" ? "abandoned" : "turnedAway";
}
