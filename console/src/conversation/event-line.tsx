/** One grey line: an event, or the keys the caller pressed. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DomainEvent } from "../../../protocol/events.js";
import { useNames } from "../common/names.js";
import { Moment, useUnits } from "../common/time.js";
import { formatSpan } from "../state/clock.js";
import type { ThreadRecord } from "../state/thread-record.js";
import { useGone } from "./gone.js";

interface Props {
  readonly event: DomainEvent;
  readonly at: number;
}

export function EventLine({ event, at }: Props): ReactNode {
  const text = useEventText(event);
  if (text === null) return null;
  return (
    <p className="sw-event">
      <Moment at={at} /> {text}
    </p>
  );
}

/** null: it says nothing about an interaction. */
function useEventText(event: DomainEvent): string | null {
  const { t } = useTranslation();
  const names = useNames();
  const units = useUnits();
  const gone = useGone();
  switch (event.type) {
    case "interaction.started":
      return t("event.started", { channel: t(`channel.${event.channel}`) });
    case "interaction.queued":
      return t("event.queued", { bucket: names.bucket(event.bucketId) });
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
      return t("event.changed", {
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
    case "engineer.changed":
    case "bucket.changed":
    case "router.recovered":
      return null;
    default:
      throw new Error(`unhandled event ${String(event satisfies never)}`);
  }
}

interface MenuProps {
  readonly steps: readonly Extract<ThreadRecord, { type: "menu" }>[];
  readonly at: number;
}

export function MenuLine({ steps, at }: MenuProps): ReactNode {
  const { t } = useTranslation();
  const keys = steps
    .map((step) => (step.input === "" ? t("conversation.silence") : step.input))
    .join(" · ");
  return (
    <p className="sw-event">
      <Moment at={at} /> {t("conversation.keys", { keys })}
    </p>
  );
}
