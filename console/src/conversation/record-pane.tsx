/** What happened, oldest first, kept at its end while the reader is there. */
import { type ReactNode, useLayoutEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { isSms } from "../../../protocol/sms.js";
import { useNames } from "../common/names.js";
import { useNow } from "../live/use-now.js";
import { useConsole } from "../live/use-console.js";
import type { Thread } from "../state/console-state.js";
import { recordLines } from "../state/record-lines.js";
import { EventLine, MenuLine } from "./event-line.js";
import { MessageLine } from "./message-line.js";
import { OutgoingLine } from "./outgoing-line.js";

/** Nearer to the end than this counts as being there. */
const NEAR_END_PX = 80;

interface Props {
  readonly interaction: Interaction;
  readonly thread: Thread | null;
}

export function RecordPane({ interaction, thread }: Props): ReactNode {
  const { t } = useTranslation();
  const byText = isSms(interaction);
  const lines = useMemo(() => {
    const timeline = thread?.timeline ?? [];
    // Whose answers are texts: these stand there themselves.
    const told = byText ? timeline.filter(({ type }) => type !== "menu") : timeline;
    return recordLines(thread?.messages ?? [], told);
  }, [thread?.messages, thread?.timeline, byText]);
  const outgoing = useConsole((s) => s.outgoing);
  const leaving = Object.values(outgoing).filter((o) => o.interactionId === interaction.id);
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    // Mails grow when their frame knows its height, so the end moves without a new line.
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    for (const child of element.children) observer.observe(child);
    return () => {
      observer.disconnect();
    };
  }, []);
  return (
    <div
      className="sw-record"
      ref={box}
      tabIndex={0}
      role="log"
      aria-label={t("conversation.record")}
      onScroll={({ currentTarget: e }) => {
        atEnd.current = e.scrollHeight - e.scrollTop - e.clientHeight < NEAR_END_PX;
      }}
    >
      <ol>
        {lines.map((line) => (
          <li key={line.id}>
            {line.kind === "message" && <MessageLine message={line.message} />}
            {line.kind === "event" && <EventLine event={line.event} at={line.at} />}
            {line.kind === "menu" && <MenuLine steps={line.steps} at={line.at} />}
          </li>
        ))}
        {leaving.map((o) => (
          <li key={o.clientId}>
            <OutgoingLine outgoing={o} />
          </li>
        ))}
        <li>
          <Typing interaction={interaction} />
        </li>
      </ol>
    </div>
  );
}

/** Longer than this since the last key, and nobody is typing any more. */
const TYPING_MS = 5000;

function Typing({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const typedAt = useConsole((s) => s.typing[interaction.id]);
  const offset = useConsole((s) => s.clockOffset);
  const now = useNow() - offset;
  if (typedAt === undefined || now - typedAt > TYPING_MS) return null;
  return <p className="sw-typing">{t("conversation.typing", { who: names.who(interaction) })}</p>;
}
