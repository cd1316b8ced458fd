/** Says that somebody else changed what is edited here. */
import { Alert, Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Editing } from "./use-editing.js";

interface Props {
  readonly editing: Pick<Editing<object>, "theirs" | "reset">;
}

export function TheirsAlert({ editing: { theirs, reset } }: Props): ReactNode {
  const { t } = useTranslation();
  if (theirs === null) return null;
  return (
    <Alert color="yellow" className="sw-theirs" role="status">
      {t(theirs === "clash" ? "organisation.theirs" : "organisation.cameIn")}{" "}
      <Button size="compact-xs" variant="default" onClick={reset}>
        {t("organisation.takeTheirs")}
      </Button>
    </Alert>
  );
}
