/** Somebody saved the menu, and nothing here is unsaved: theirs is one click away. */
import { Alert, Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MenuNews } from "../../../protocol/sockets.js";
import { useClock } from "../common/time.js";
import type { DraftKeeper } from "./draft-keeper.js";
import type { Menu } from "./menus-api.js";
import { useWho } from "./use-together.js";

interface Props {
  readonly keeper: DraftKeeper;
  readonly theirs: Menu;
  readonly by: MenuNews["by"];
  readonly onTaken: () => void;
}

export function NewsBar({ keeper, theirs, by, onTaken }: Props): ReactNode {
  const { t } = useTranslation();
  const clock = useClock();
  const who = useWho();
  return (
    <Alert color="blue" role="status" className="sw-clash">
      <p>{t("menuLines.together.news", { name: who(by), time: clock(theirs.updatedAt) })}</p>
      <Button
        variant="default"
        onClick={() => {
          onTaken();
          keeper.takeNews();
        }}
      >
        {t("menuLines.together.take")}
      </Button>
    </Alert>
  );
}
