/** What stays on the screen whatever place is open: rail, connection bar, palette, alerts. */
import { Outlet, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNarrow } from "../common/narrow.js";
import { OfferList } from "../desk/offer-list.js";
import { HelpDialog } from "../keys/help-dialog.js";
import { Palette } from "../keys/palette.js";
import { TelephoneProvider } from "../live/telephone.js";
import { useConsole } from "../live/use-console.js";
import { Alerts } from "./alerts.js";
import { PlaceActions } from "./place-actions.js";
import { Rail } from "./rail.js";
import { SignInPage } from "./sign-in-page.js";
import { Skeleton } from "./skeleton.js";

export function Shell(): ReactNode {
  const { t } = useTranslation();
  const connection = useConsole((s) => s.connection);
  const path = useRouterState({ select: (s) => s.location.pathname });
  const narrow = useNarrow();
  if (path.startsWith("/link/")) return <Outlet />;
  if (connection === "signed-out") return <SignInPage />;
  if (connection === "asking") return <Skeleton />;
  const wall = path === "/wallboard";
  const sheet = narrow || !path.startsWith("/desk");
  return (
    <TelephoneProvider>
      <div className="sw-shell" data-wall={wall}>
        {!wall && <Rail />}
        <main className="sw-place">
          {connection === "lost" && (
            <p className="sw-lost" role="status">
              {t("connection.lost")}
            </p>
          )}
          <Outlet />
          {sheet && !wall && <OfferList sheet />}
        </main>
        <Alerts />
        <PlaceActions />
        <Palette />
        <HelpDialog />
      </div>
    </TelephoneProvider>
  );
}
