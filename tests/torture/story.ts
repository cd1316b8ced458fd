/**
 * What everybody outside was told while it happened: what was acknowledged, to whom, when. The judge
 * compares it with what is there at the end. Times are epoch milliseconds of this machine.
 */
import type { DomainEvent } from "../../protocol/events.js";
import type { Channel } from "../../protocol/words.js";

/** One customer's wish to be served, as the customer lived it. */
export interface Contact {
  readonly channel: Channel;
  /** By which the program knows it again: the call's SID, the chat's own start, the Message-ID. */
  readonly key: string;
  /** Every interaction that was named for it; more than one is one too many. Calls and mails: none. */
  readonly named: Set<string>;
  /** null: nobody said yet that it is there. */
  ackedAt: number | null;
  /** Its own customer went away. */
  leftAt: number | null;
  /** The customer was told that it is over, or the line went dead. */
  overAt: number | null;
  /** What the customer heard in place of an answer. */
  heardError: string | null;
}

/** A message or a mail that somebody wrote and whose arrival was acknowledged. */
export interface AckedMessage {
  /** null: mail from a customer, whose interaction the sender is not told. */
  readonly interactionId: string | null;
  /** The writer's own id for it, or the Message-ID of a mail. */
  readonly key: string;
}

/** A step of an engineer's that was acknowledged. */
export interface AckedStep {
  readonly step: "accepted" | "ended" | "finished";
  readonly interactionId: string;
  readonly engineerId: string;
}

/** An answer by mail, as the customer's mail server saw it. */
export interface SentMail {
  /** The writer's own id for it, repeated in the text. */
  readonly token: string;
  readonly messageId: string;
}

/** A telephone of an engineer's that was made to ring. */
export interface Leg {
  readonly interactionId: string;
  readonly engineerId: string;
  readonly from: number;
  to: number | null;
}

/** An offer as it arrived at an engineer's own socket. */
export interface ToldOffer {
  readonly offerId: string;
  readonly interactionId: string;
  readonly engineerId: string;
}

/** What an engineer's own socket said about them, from this moment on. */
export interface Presence {
  readonly at: number;
  readonly engineerId: string;
  readonly connected: boolean;
  readonly available: boolean;
}

export interface Staff {
  readonly id: string;
  readonly skills: readonly string[];
  readonly capacity: {
    readonly units: number;
    readonly costs: Readonly<Record<Channel, number>>;
    readonly max: Readonly<Record<Channel, number>>;
  };
}

export interface Story {
  readonly staff: Staff[];
  /** The skill that each bucket needs. */
  readonly needs: Map<string, string>;
  /** How long somebody who declined or did not answer is not asked again. */
  readonly cooldownMs: number;
  readonly contacts: Contact[];
  readonly messages: AckedMessage[];
  readonly steps: AckedStep[];
  /** Interactions that an engineer asked to end, heard or not. */
  readonly endsAsked: Set<string>;
  /** What engineers had in hand at the end, as their sockets told them. */
  readonly inHand: Set<string>;
  /** Answers by mail that were acknowledged, by their token. */
  readonly answered: Set<string>;
  readonly sent: SentMail[];
  readonly legs: Leg[];
  readonly offers: ToldOffer[];
  readonly presence: Presence[];
  /** When each command that only the router can decide was acknowledged. */
  readonly decisions: number[];
  /** What went wrong with the trial's own means, such as a node that ended by itself. */
  readonly accidents: string[];
}

export function emptyStory(cooldownMs: number): Story {
  return {
    staff: [],
    needs: new Map(),
    cooldownMs,
    contacts: [],
    messages: [],
    steps: [],
    endsAsked: new Set(),
    inHand: new Set(),
    answered: new Set(),
    sent: [],
    legs: [],
    offers: [],
    presence: [],
    decisions: [],
    accidents: [],
  };
}

/** One interaction as the public interface shows it at the end. */
export interface Kept {
  readonly id: string;
  readonly channel: Channel;
  readonly externalId: string | null;
  readonly state: string;
  readonly bucketId: string | null;
  readonly engineerId: string | null;
  readonly messages: readonly {
    readonly clientId: string | null;
    readonly messageId: string | null;
  }[];
  /** `seq` orders the events of all interactions. */
  readonly events: readonly { readonly seq: number; readonly event: DomainEvent }[];
}

export interface Problem {
  readonly kind: "lost" | "doubled" | "overCapacity" | "doubleOffers" | "untrue";
  readonly what: string;
  /** What is known of the contact, with the seconds since it began. */
  readonly history?: string;
}
