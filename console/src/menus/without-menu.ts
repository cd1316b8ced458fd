/** Where a contact goes that no menu answers. */
import { useTranslation } from "react-i18next";
import { useConsole } from "../live/use-console.js";

/** The name of its bucket, found as the server finds it. */
export function useBucketWithoutMenu(): string {
  const { t } = useTranslation();
  const organisation = useConsole((s) => s.organisation);
  const open = organisation?.buckets.filter(({ archived }) => !archived) ?? [];
  const wanted = organisation?.settings.mailBucketId;
  const found = open.find(({ id }) => id === wanted) ?? open[0];
  return found?.name ?? t("menuLines.lines.firstBucket");
}
