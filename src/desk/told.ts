/**
 * What follows from a committed turn on every node, whoever led it: memory beside the router, the
 * day's counts, and whoever shows it.
 */
import type { TurnRecord } from "../dispatch/record.js";
import type { Metrics } from "../observe/metrics.js";
import type { Tally } from "../floor/tally.js";
import type { Router } from "../../routing/router.js";
import type { Contacts } from "./contacts.js";
import type { Conversation } from "./conversation.js";
import type { Hub } from "./hub.js";

export function createTold(parts: {
  readonly contacts: Contacts;
  readonly conversation: Conversation;
  readonly tally: Tally;
  readonly hub: Hub;
  readonly metrics: Pick<Metrics, "offer">;
  /** Offers are counted where they are made. */
  readonly isLeading: () => boolean;
}): (turn: Pick<TurnRecord, "decided" | "committedAt">, router: Router) => void {
  const { contacts, conversation, tally, hub, metrics } = parts;
  return ({ decided, committedAt }, router) => {
    const done = decided.filter(({ decision }) => decision.outcome.ok);
    for (const { luggage } of done) {
      contacts.arrived(luggage);
      conversation.committed(luggage.messages ?? []);
    }
    tally.note(decided, router);
    hub.tell("turn", { decided, router, committedAt });
    for (const { luggage } of done) {
      for (const { message } of luggage.messages ?? []) {
        const row = router.interaction(message.interactionId);
        if (row === undefined) continue;
        hub.tell("message", { message, interaction: contacts.view(row), isNew: true });
      }
    }
    for (const { decision } of decided) {
      for (const row of decision.interactions) {
        if (row.state === "closed" && router.interaction(row.id) === undefined) {
          contacts.drop(row.id);
        }
      }
      if (!parts.isLeading()) continue;
      for (const offer of decision.offers) {
        metrics.offer(offer.state === "pending" ? "made" : offer.state);
      }
    }
    if (decided.some(({ decision }) => decision.engineers.length + decision.buckets.length > 0)) {
      hub.tell("organisation", {});
    }
  };
}
