/** The journal of one interaction, read as decisions: each offer with its why and how it ended. */
import type { DomainEvent } from "../../../protocol/events.js";
import type { ExplainedOffer } from "../../../protocol/explanation.js";
import type { OfferId } from "../../../protocol/ids.js";

type Made = Extract<DomainEvent, { type: "interaction.offered" }>;
type NameOf = (engineerId: string) => string;

/** Events beside the offers that change who could have it. */
export const told: ReadonlySet<DomainEvent["type"]> = new Set([
  "interaction.queued",
  "interaction.unservable",
  "interaction.relaxed",
  "interaction.overflowed",
  "callback.requested",
  "callback.failed",
  "interaction.pulled",
  "interaction.requeued",
  "interaction.changed",
  "interaction.transferred",
  "interaction.assigned",
]);

export function decisionsIn(events: readonly DomainEvent[], nameOf: NameOf): ExplainedOffer[] {
  const decisions = new Map<OfferId, ExplainedOffer>();
  for (const event of events) {
    if (event.type === "interaction.offered") {
      decisions.set(event.offerId, explained(event, nameOf));
      continue;
    }
    const end = endOf(event);
    const decision = end === null ? undefined : decisions.get(end.offerId);
    if (end !== null && decision !== undefined) decision.ended = end.ended;
  }
  return [...decisions.values()];
}

function explained(
  { at, offerId, engineerId, because, why }: Made,
  nameOf: NameOf,
): ExplainedOffer {
  const someone = <T extends { readonly engineerId: Made["engineerId"] }>(
    one: T,
  ): T & { name: string } => ({
    ...one,
    name: nameOf(one.engineerId),
  });
  return {
    at,
    offerId,
    ...someone({ engineerId }),
    because,
    why:
      why === undefined
        ? null
        : {
            ...why,
            considered: why.considered.map(someone),
            passedOver: why.passedOver.map(someone),
          },
    ended: null,
  };
}

interface End {
  readonly offerId: OfferId;
  readonly ended: NonNullable<ExplainedOffer["ended"]>;
}

/** null: it ends no offer. */
function endOf(event: DomainEvent): End | null {
  const { at } = event;
  switch (event.type) {
    case "interaction.accepted":
      return event.offerId === null
        ? null
        : { offerId: event.offerId, ended: { how: "accepted", at, because: null } };
    case "offer.declined":
      return { offerId: event.offerId, ended: { how: "declined", at, because: event.reason } };
    case "offer.expired":
      return { offerId: event.offerId, ended: { how: "expired", at, because: null } };
    case "offer.revoked":
      return { offerId: event.offerId, ended: { how: "revoked", at, because: event.because } };
    default:
      return null;
  }
}
