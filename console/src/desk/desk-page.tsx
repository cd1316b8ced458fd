/** The engineer's desk: work, conversation, context; one of them at a time when narrow. */
import { IconBriefcase, IconId, IconMessages } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNarrow } from "../common/narrow.js";
import { ContextPane } from "../context/context-pane.js";
import { Conversation } from "../conversation/conversation.js";
import { useConsole } from "../live/use-console.js";
import { attentionCount } from "../state/work-order.js";
import type { Pane } from "./pane.js";
import { WorkColumn } from "./work-column.js";

const panes = [
  { pane: "work", shape: IconBriefcase },
  { pane: "conversation", shape: IconMessages },
  { pane: "context", shape: IconId },
] as const;

export function DeskPage({ selectedId }: { readonly selectedId: string | null }): ReactNode {
  const { t } = useTranslation();
  const engineer = useConsole((s) => s.engineer);
  const attention = useConsole(attentionCount);
  const narrow = useNarrow();
  const [pane, setPane] = useState<Pane>(selectedId === null ? "work" : "conversation");
  useEffect(() => {
    setPane(selectedId === null ? "work" : "conversation");
  }, [selectedId]);
  if (engineer === null) return null;
  return (
    <>
      <div className="sw-desk" data-pane={pane}>
        <WorkColumn engineer={engineer} selectedId={selectedId} withOffers={!narrow} />
        <Conversation key={selectedId} selectedId={selectedId} onPane={setPane} />
        <ContextPane selectedId={selectedId} onPane={setPane} />
      </div>
      <nav className="sw-bottom-bar" aria-label={t("nav.desk")}>
        {panes.map(({ pane: name, shape: Shape }) => (
          <button
            key={name}
            type="button"
            aria-current={pane === name ? "true" : undefined}
            onClick={() => {
              setPane(name);
            }}
          >
            <Shape size={20} stroke={1.75} aria-hidden />
            {t(`nav.${name}`)}
            {name === "work" && attention > 0 && <span className="sw-count">{attention}</span>}
          </button>
        ))}
      </nav>
    </>
  );
}
