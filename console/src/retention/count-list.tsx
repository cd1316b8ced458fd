/** How much of each kind of thing. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type PurgeCounts, purgeKinds } from "../../../protocol/retention.js";
import { isNothing } from "./policy.js";

export function CountList({ counts }: { readonly counts: PurgeCounts }): ReactNode {
  const { t, i18n } = useTranslation();
  if (isNothing(counts)) return <p>{t("data.nothing")}</p>;
  const whole = new Intl.NumberFormat(i18n.language);
  return (
    <ul className="sw-counts">
      {purgeKinds
        .filter((kind) => counts[kind] > 0)
        .map((kind) => (
          <li key={kind}>
            <b>{whole.format(counts[kind])}</b> {t(`data.kind.${kind}`, { count: counts[kind] })}
          </li>
        ))}
    </ul>
  );
}
