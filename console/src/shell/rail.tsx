/** The places, down the left edge; across the top when the window is narrow. */
import { ActionIcon, Tooltip } from "@mantine/core";
import {
  IconCommand,
  IconDatabase,
  IconHeadset,
  IconLayoutDashboard,
  IconScreenShare,
  IconServer2,
  IconSitemap,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { openPalette } from "../keys/palette.js";
import { useConsole } from "../live/use-console.js";
import { mayAnswer, mayRun, mayWatch } from "./roles.js";
import { UserMenu } from "./user-menu.js";

const places = {
  desk: { to: "/desk", shape: IconHeadset },
  floor: { to: "/floor", shape: IconLayoutDashboard },
  wallboard: { to: "/wallboard", shape: IconScreenShare },
  menus: { to: "/menus", shape: IconSitemap },
  data: { to: "/data", shape: IconDatabase },
  nodes: { to: "/nodes", shape: IconServer2 },
} as const;

export function Rail(): ReactNode {
  const { t } = useTranslation();
  const answers = useConsole(mayAnswer);
  const watches = useConsole(mayWatch);
  const runs = useConsole(mayRun);
  return (
    <div className="sw-rail">
      <img src="/favicon.svg" alt={t("product")} width={28} height={28} />
      <nav aria-label={t("nav.label")}>
        {answers && <PlaceLink place="desk" />}
        {watches && <PlaceLink place="floor" />}
        {watches && <PlaceLink place="wallboard" />}
        {watches && <PlaceLink place="menus" />}
        {watches && <PlaceLink place="data" />}
        {runs && <PlaceLink place="nodes" />}
      </nav>
      <span className="sw-fill" />
      <Tooltip label={t("nav.palette")} position="right">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("nav.palette")}
          onClick={openPalette}
        >
          <IconCommand size={20} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
      <UserMenu />
    </div>
  );
}

function PlaceLink({ place }: { readonly place: keyof typeof places }): ReactNode {
  const { t } = useTranslation();
  const { to, shape: Shape } = places[place];
  return (
    <Tooltip label={t(`nav.${place}`)} position="right">
      <Link to={to} className="sw-rail-link" aria-label={t(`nav.${place}`)}>
        <Shape size={20} stroke={1.75} />
      </Link>
    </Tooltip>
  );
}
