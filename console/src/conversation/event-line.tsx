/** One grey line: an event, or the keys the caller pressed. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DomainEvent } from "../../../protocol/events.js";
import { Moment } from "../common/time.js";
import type { ThreadRecord } from "../state/thread-record.js";
import { useEventText } from "./event-text.js";

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
