/** Names for ids, in the reader's language. */
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { consoleLanguage } from "../i18n/i18n.js";
import { useConsole } from "../live/use-console.js";
import { readableAddress } from "./readable-address.js";

export interface Names {
  readonly bucket: (id: string | null) => string;
  readonly engineer: (id: string | null) => string;
  readonly skill: (id: string) => string;
  readonly disposition: (id: string) => string;
  /** Why somebody is away, when it is one of the organisation's reasons; else their own words. */
  readonly awayReason: (reason: string) => string;
  readonly who: (interaction: Interaction) => string;
}

export function useNames(): Names {
  const { t, i18n } = useTranslation();
  const organisation = useConsole((s) => s.organisation);
  const language = consoleLanguage(i18n.language);
  const named = (
    list: readonly { readonly id: string; readonly name: string }[] | undefined,
    id: string | null,
  ): string => list?.find((item) => item.id === id)?.name ?? id ?? "–";
  return {
    bucket: (id) => named(organisation?.buckets, id),
    engineer: (id) => named(organisation?.engineers, id),
    skill: (id) => named(organisation?.skills, id),
    disposition: (id) =>
      organisation?.settings.dispositions.find((d) => d.id === id)?.label[language] ?? id,
    awayReason: (reason) =>
      organisation?.settings.awayReasons.find((r) => r.id === reason)?.label[language] ?? reason,
    who: (i) => readableAddress(i.customer?.name ?? i.address ?? t("context.unknown")),
  };
}
