/** The contacts of a replication: where each stands, and what becomes of them. */
import type { EngineerId, InteractionId } from "../../protocol/ids.js";
import type { Customer } from "./customers.js";
import type { Ending, Observer } from "./observer.js";
import type { Plan } from "./plan.js";
import { type Tally, newTally } from "./tally.js";

export interface Contact {
  readonly id: InteractionId;
  /** The bucket it arrived for; its figures stay there, wherever it overflows to. */
  readonly bucket: number;
  readonly minute: number;
  readonly handle: number;
  readonly wrapUp: number;
  /**
   * - waiting: for an answer, on the line;
   * - home: for a callback; does not leave, and takes no waiting place;
   * - held: an engineer has it, or its wrap-up;
   * - gone.
   */
  state: "waiting" | "home" | "held" | "gone";
  isBlocked: boolean;
  /** How many ring for it now. */
  offers: number;
  engineerId: EngineerId | null;
  heldSince: number;
}

export class Ledger {
  readonly tallies: readonly Tally[];
  /** Not answered yet, by bucket. */
  readonly unanswered: number[];
  /** On the line, and nobody's telephone rings for them. */
  waiting = 0;
  readonly #plan: Plan;
  readonly #replication: number;
  readonly #observer: Observer;
  readonly #contacts = new Map<string, Contact>();

  constructor(
    plan: Plan,
    { replication, observer }: { readonly replication: number; readonly observer: Observer },
  ) {
    this.#plan = plan;
    this.#replication = replication;
    this.#observer = observer;
    this.tallies = plan.scenario.buckets.map(newTally);
    this.unanswered = plan.scenario.buckets.map(() => 0);
  }

  /** How many are in the house, or wait at home. */
  get open(): number {
    return this.#contacts.size;
  }

  find(id: InteractionId): Contact | undefined {
    return this.#contacts.get(id);
  }

  enter(
    { id, handle, wrapUp }: Customer,
    { bucket, minute }: { readonly bucket: number; readonly minute: number },
  ): Contact {
    const contact: Contact = {
      id,
      bucket,
      minute,
      handle,
      wrapUp,
      state: "waiting",
      isBlocked: false,
      offers: 0,
      engineerId: null,
      heldSince: minute,
    };
    this.#contacts.set(id, contact);
    this.#countUnanswered(contact, 1);
    const tally = this.#tallyOf(contact);
    if (tally !== null) tally.offered += 1;
    return contact;
  }

  ring(contact: Contact, by: 1 | -1): void {
    const before = isOnTheLine(contact);
    contact.offers += by;
    this.waiting += Number(isOnTheLine(contact)) - Number(before);
  }

  sendHome(contact: Contact): void {
    if (contact.state !== "waiting") return;
    if (isOnTheLine(contact)) this.waiting -= 1;
    contact.state = "home";
  }

  answer(contact: Contact, minute: number): void {
    this.#leaveQueue(contact);
    contact.state = "held";
    this.#count(contact, minute, "served");
  }

  /** Nobody answered, and nobody will. */
  settle(contact: Contact, minute: number, ending: Ending): void {
    this.#leaveQueue(contact);
    this.forget(contact);
    this.#count(contact, minute, ending);
  }

  forget(contact: Contact): void {
    contact.state = "gone";
    this.#contacts.delete(contact.id);
  }

  /** Nothing happens any more: whoever still waits was not served. */
  close(minute: number): void {
    for (const contact of [...this.#contacts.values()]) {
      if (contact.state !== "held") this.settle(contact, minute, "unserved");
    }
  }

  #leaveQueue(contact: Contact): void {
    if (isOnTheLine(contact)) this.waiting -= 1;
    contact.offers = 0;
    this.unanswered[contact.bucket] = (this.unanswered[contact.bucket] ?? 0) - 1;
  }

  #countUnanswered(contact: Contact, by: number): void {
    this.waiting += by;
    this.unanswered[contact.bucket] = (this.unanswered[contact.bucket] ?? 0) + by;
  }

  #count(contact: Contact, minute: number, ending: Ending): void {
    const waited = minute - contact.minute;
    const tally = this.#tallyOf(contact);
    const isInTime = waited <= (this.#plan.limits[contact.bucket] ?? 0);
    if (tally !== null) {
      tally[ending] += 1;
      if (ending === "served") tally.waitMinutes += waited;
      if (ending === "served" && isInTime) tally.servedInTime += 1;
      if (ending === "abandoned" && !isInTime) tally.abandonedLate += 1;
    }
    const bucket = this.#plan.scenario.buckets[contact.bucket];
    if (bucket === undefined) return;
    this.#observer.settled?.({
      replication: this.#replication,
      interactionId: contact.id,
      bucketId: bucket.id,
      arrivedMinute: contact.minute,
      waitedMinutes: waited,
      ending,
    });
  }

  /** null: it arrived during the warm-up. */
  #tallyOf({ bucket, minute }: Contact): Tally | null {
    return minute < this.#plan.scenario.warmupMinutes ? null : (this.tallies[bucket] ?? null);
  }
}

function isOnTheLine({ state, offers }: Contact): boolean {
  return state === "waiting" && offers === 0;
}
