/** The layout of the desk before its content is known; shown at most once. */
import { Skeleton as Bone } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export function Skeleton(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="sw-shell" role="status" aria-label={t("connection.asking")}>
      <div className="sw-rail" />
      <main className="sw-place">
        <div className="sw-desk" data-pane="work">
          <div className="sw-work sw-bones">
            <Bone height={32} />
            <Bone height={36} />
            <Bone height={36} />
            <Bone height={36} />
          </div>
          <div className="sw-conversation sw-bones">
            <Bone height={40} width="60%" />
            <Bone height={64} />
          </div>
          <div className="sw-context sw-bones">
            <Bone height={24} width="70%" />
            <Bone height={80} />
          </div>
        </div>
      </main>
    </div>
  );
}
