/** The customer: name, tier, addresses, what they typed on the way, and their history. */
import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import type { CustomerAddress } from "../../../protocol/organisation.js";
import { ChannelIcon } from "../common/icons.js";
import { readableAddress } from "../common/readable-address.js";
import { useNames } from "../common/names.js";
import { History } from "./history.js";

const channelOf = { phone: "voice", email: "email", chat: "chat" } as const;

export function CustomerCard({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const { customer } = interaction;
  const collected = Object.entries(interaction.collected);
  const language = customer?.language ?? interaction.language;
  return (
    <div className="sw-card">
      <h2>{names.who(interaction)}</h2>
      {customer === null && <p className="sw-dim">{t("context.unknown")}</p>}
      <p className="sw-facts">
        {customer !== null && (
          <Badge size="sm" variant="outline" color="gray">
            {t(`tier.${customer.tier}`)}
          </Badge>
        )}
        {language !== null && <span>{languageName(language, i18n.language)}</span>}
        {typeof customer?.company === "string" && <span>{customer.company}</span>}
      </p>
      <ul className="sw-addresses" aria-label={t("context.addresses")}>
        {customer?.addresses
          .filter((a) => a.kind !== "chat")
          .map((a) => (
            <li key={`${a.kind} ${a.value}`}>
              <ChannelIcon channel={channelOf[a.kind]} size={14} />
              <Address address={a} />
            </li>
          ))}
      </ul>
      {collected.length > 0 && (
        <>
          <h3 className="sw-heading">{t("context.collected")}</h3>
          <dl className="sw-pairs">
            {collected.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="sw-time">{value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <History interaction={interaction} />
    </div>
  );
}

function Address({ address: { value } }: { readonly address: CustomerAddress }): ReactNode {
  return <span className="sw-address">{readableAddress(value)}</span>;
}

/** `zh` as `Chinese` or `中文`, whatever the reader's language is. */
function languageName(code: string, reader: string): string {
  return new Intl.DisplayNames(reader, { type: "language" }).of(code) ?? code;
}
