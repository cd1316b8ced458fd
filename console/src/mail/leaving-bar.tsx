/** A mail in its last seconds, with the way back. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Leaving, undoWindow } from "../live/undo-window.js";
import { useConsole } from "../live/use-console.js";
import { useNow } from "../live/use-now.js";

interface Props {
  readonly leaving: Leaving;
  readonly text: string;
}

export function LeavingBar({ leaving, text }: Props): ReactNode {
  const { t } = useTranslation();
  const offset = useConsole((s) => s.clockOffset);
  const now = useNow() - offset;
  const seconds = Math.max(0, Math.ceil((leaving.leavesAt - now) / 1000));
  return (
    <div className="sw-leaving" role="status">
      <span className="sw-leaving-text">{text}</span>
      <span className="sw-time">{t("compose.leavesIn", { seconds })}</span>
      <Button
        variant="default"
        onClick={() => {
          undoWindow.undo(leaving.interactionId);
        }}
      >
        {t("compose.undo")}
      </Button>
    </div>
  );
}
