/**
 * Offers, the one that expires first on top. As a sheet it lies over whatever is open, so it shows
 * one at a time and says how many follow: several would cover the work they interrupt.
 */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../live/use-console.js";
import { offerOrder } from "../state/work-order.js";
import { OfferCard } from "./offer-card.js";

export function OfferList({ sheet = false }: { readonly sheet?: boolean }): ReactNode {
  const { t } = useTranslation();
  const offers = useConsole((s) => s.offers);
  const order = offerOrder(offers);
  const shown = sheet ? order.slice(0, 1) : order;
  const more = order.length - shown.length;
  return (
    <section
      className={sheet ? "sw-offer-sheet" : "sw-offers"}
      aria-label={t("offer.heading")}
      aria-live="assertive"
    >
      {shown.map((id, i) => {
        const offer = offers[id];
        return offer && <OfferCard key={id} offer={offer} keyed={i === 0} />;
      })}
      {more > 0 && <p className="sw-offer-more">{t("offer.more", { count: more })}</p>}
    </section>
  );
}
