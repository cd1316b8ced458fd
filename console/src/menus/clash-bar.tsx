/** Somebody else saved the tree meanwhile. Theirs and ours both stay; a person chooses. */
import { Alert, Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useClock } from "../common/time.js";
import type { DraftKeeper } from "./draft-keeper.js";
import type { LookedAt } from "./editor.js";
import type { Menu } from "./menus-api.js";

interface Props {
  readonly keeper: DraftKeeper;
  readonly theirs: Menu;
  readonly lookedAt: LookedAt | null;
  readonly onLook: (lookedAt: LookedAt | null) => void;
}

export function ClashBar({ keeper, theirs, lookedAt, onLook }: Props): ReactNode {
  const { t } = useTranslation();
  const clock = useClock();
  const settle = (keep: "mine" | "theirs"): void => {
    onLook(null);
    keeper.settle(keep);
  };
  return (
    <Alert color="yellow" role="alert" className="sw-clash">
      <p>{t("menus.clash.what", { time: clock(theirs.updatedAt) })}</p>
      <span className="sw-form-end">
        <Button
          variant="default"
          onClick={() => {
            onLook(
              lookedAt === null ? { tree: theirs.draft, title: t("menus.clash.theirs") } : null,
            );
          }}
        >
          {t(lookedAt === null ? "menus.clash.look" : "menus.clash.lookMine")}
        </Button>
        <Button
          variant="default"
          onClick={() => {
            settle("theirs");
          }}
        >
          {t("menus.clash.takeTheirs")}
        </Button>
        <Button
          onClick={() => {
            settle("mine");
          }}
        >
          {t("menus.clash.keepMine")}
        </Button>
      </span>
    </Alert>
  );
}
