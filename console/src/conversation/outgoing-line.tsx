/** A message of ours that is on its way or did not arrive. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type ProblemCode, isErrorCode } from "../live/api.js";
import { useSession } from "../live/use-console.js";
import type { Outgoing } from "../state/console-state.js";

export function OutgoingLine({ outgoing }: { readonly outgoing: Outgoing }): ReactNode {
  const { t } = useTranslation();
  const session = useSession();
  const { error } = outgoing;
  return (
    <article className="sw-message" data-from="engineer" data-kind={outgoing.kind} data-leaving>
      <header>
        <strong>{t("conversation.you")}</strong>
        {error === null && <span className="sw-dim">{t("conversation.leaving")}</span>}
      </header>
      <p className="sw-text">{outgoing.text}</p>
      {error !== null && (
        <p className="sw-problem" role="alert">
          {t("conversation.refused", { reason: t(`errors.${problemCode(error)}`) })}{" "}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => void session.sayAgain(outgoing.clientId)}
          >
            {t("conversation.again")}
          </Button>
        </p>
      )}
    </article>
  );
}

function problemCode(code: string): ProblemCode {
  return isErrorCode(code) ? code : "OFFLINE";
}
