/** Tells somebody who looks elsewhere: rings, notifies when the page is hidden, counts in the title. */
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "../common/names.js";
import { useNotify } from "../common/notify.js";
import { useGone } from "../conversation/gone.js";
import { soundWanted } from "../live/preferences.js";
import { allowSound, ring } from "../live/ring.js";
import { notifyWhenHidden } from "../live/system-notification.js";
import { useConsole, useSession } from "../live/use-console.js";
import { attentionCount } from "../state/work-order.js";

/** An offer rings again after this long, until it is answered. */
const RING_EVERY_MS = 3000;

export function Alerts(): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const gone = useGone();
  const session = useSession();
  const notify = useNotify();
  const offers = useConsole((s) => s.offers);
  const attention = useConsole(attentionCount);
  const ringing = Object.keys(offers).length > 0;
  const told = useRef(new Set<string>());

  useEffect(() => {
    const allow = (): void => {
      allowSound();
    };
    for (const gesture of ["pointerdown", "keydown"]) {
      document.addEventListener(gesture, allow, { once: true });
    }
    return () => {
      for (const gesture of ["pointerdown", "keydown"])
        document.removeEventListener(gesture, allow);
    };
  }, []);

  useEffect(() => {
    if (!ringing) return;
    const again = (): void => {
      if (soundWanted()) ring();
    };
    again();
    const timer = setInterval(again, RING_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [ringing]);

  useEffect(() => {
    for (const offer of Object.values(offers)) {
      if (told.current.has(offer.id)) continue;
      told.current.add(offer.id);
      const channel = t(`channel.${offer.interaction.channel}`);
      const title = t("offer.new", { channel, who: names.who(offer.interaction) });
      const path = offer.interaction.path.map((step) => step.label).join(" › ");
      notifyWhenHidden(title, path, offer.id);
    }
  }, [offers, t, names]);

  useEffect(() => {
    const product = t("product");
    document.title = attention === 0 ? product : `(${String(attention)}) ${product}`;
  }, [attention, t]);

  useEffect(
    () =>
      session.onOfferGone((because) => {
        // Whoever answered it knows.
        if (because !== "declined" && because !== "accepted")
          notify.done(t("offer.gone", { because: gone(because) }));
      }),
    [session, notify, t, gone],
  );

  return null;
}
