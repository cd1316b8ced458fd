/** Offers, the one that expires first on top; as a sheet over whatever else is open when asked to. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../live/use-console.js";
import { offerOrder } from "../state/work-order.js";
import { OfferCard } from "./offer-card.js";

export function OfferList({ sheet = false }: { readonly sheet?: boolean }): ReactNode {
  const { t } = useTranslation();
  const offers = useConsole((s) => s.offers);
  const order = offerOrder(offers);
  return (
    <section
      className={sheet ? "sw-offer-sheet" : "sw-offers"}
      aria-label={t("offer.heading")}
      aria-live="assertive"
    >
      {order.map((id, i) => {
        const offer = offers[id];
        return offer && <OfferCard key={id} offer={offer} keyed={i === 0} />;
      })}
    </section>
  );
}
