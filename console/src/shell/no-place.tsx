/** For somebody who is signed in, answers nothing and watches nothing. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../common/empty.js";

export function NoPlace(): ReactNode {
  const { t } = useTranslation();
  return <Empty>{t("signIn.noPlace")}</Empty>;
}
