/** What an event says about an interaction, in one sentence. */
import { useTranslation } from "react-i18next";
import type { DomainEvent } from "../../../protocol/events.js";
import { useNames } from "../common/names.js";
import { useOverflowWords } from "../common/overflow-words.js";
import { useClock, useUnits } from "../common/time.js";
import { formatSpan } from "../state/clock.js";
import { useGone } from "./gone.js";

/** null: it says nothing about an interaction. */
export function useEventText(event: DomainEvent): string | null {
  const { t } = useTranslation();
  const names = useNames();
  const units = useUnits();
  const gone = useGone();
  const overflow = useOverflowWords();
  const clock = useClock();
  switch (event.type) {
    case "interaction.started":
      return t("event.started", { channel: t(`channel.${event.channel}`) });
    case "interaction.queued":
      return t(event.reentryOf === undefined ? "event.queued" : "event.queuedAgain", {
        bucket: names.bucket(event.bucketId),
      });
    case "interaction.unservable":
      return t("event.unservable");
    case "interaction.relaxed":
      return t("event.relaxed", { step: event.step });
    case "interaction.overflowed":
      return t("event.overflowed", {
        when: overflow.when(event.when),
        then: overflow.then(event.then),
      });
    case "callback.requested":
      return event.notBeforeAt === null
        ? t("event.callback")
        : t("event.callbackAt", { at: clock(event.notBeforeAt) });
    case "callback.failed":
      return event.notBeforeAt === null
        ? t("event.callbackGivenUp", { attempts: event.attempts })
        : t("event.callbackFailed", { attempts: event.attempts, at: clock(event.notBeforeAt) });
    case "interaction.pulled":
      return t("event.pulled", { engineer: names.engineer(event.engineerId) });
    case "interaction.requeued":
      return t("event.requeued", {
        bucket: names.bucket(event.bucketId),
        because: gone(event.because),
      });
    case "interaction.offered":
      return t("event.offered", { engineer: names.engineer(event.engineerId) });
    case "interaction.accepted":
      return t("event.accepted", {
        engineer: names.engineer(event.engineerId),
        span: formatSpan(event.waitedSeconds * 1000, units),
      });
    case "offer.declined":
      return event.reason === null
        ? t("event.declined", { engineer: names.engineer(event.engineerId) })
        : t("event.declinedBecause", {
            engineer: names.engineer(event.engineerId),
            reason: event.reason,
          });
    case "offer.expired":
      return t("event.expired", { engineer: names.engineer(event.engineerId) });
    case "offer.revoked":
      return t("event.revoked", {
        engineer: names.engineer(event.engineerId),
        because: gone(event.because),
      });
    case "interaction.changed":
      return t(event.because === "ageing" ? "event.aged" : "event.changed", {
        priority: event.priority,
        bucket: names.bucket(event.bucketId),
      });
    case "interaction.transferred": {
      const to =
        event.toEngineerId === null
          ? names.bucket(event.toBucketId)
          : names.engineer(event.toEngineerId);
      return event.note === null
        ? t("event.transferred", { to })
        : t("event.transferredNote", { to, note: event.note });
    }
    case "interaction.assigned":
      return t("event.assigned", {
        engineer: names.engineer(event.engineerId),
        reason: event.reason,
      });
    case "interaction.ended":
      return t("event.ended", { by: t(`by.${event.by}`) });
    case "wrapup.started":
      return t("event.wrapupStarted");
    case "wrapup.completed": {
      const disposition =
        event.disposition === null ? t("event.timeRanOut") : names.disposition(event.disposition);
      return event.note === null
        ? t("event.wrapupCompleted", { disposition })
        : t("event.wrapupCompletedNote", { disposition, note: event.note });
    }
    case "presence.changed":
    case "engineer.connected":
    case "engineer.disconnected":
    case "node.lost":
    case "engineer.changed":
    case "bucket.changed":
    case "bucket.closed":
    case "bucket.reopened":
    case "router.forgot":
    case "router.recovered":
      return null;
    default:
      throw new Error(`unhandled event ${String(event satisfies never)}`);
  }
}
