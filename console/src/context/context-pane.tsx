/** Who the customer is, what they asked before, and how and why this came here. */
import { Tabs } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { ActionIcon } from "@mantine/core";
import { type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../common/empty.js";
import type { Pane } from "../desk/pane.js";
import { useConsole } from "../live/use-console.js";
import { CustomerCard } from "./customer-card.js";
import { WhyCard } from "./why-card.js";

interface Props {
  readonly selectedId: string | null;
  readonly onPane: (pane: Pane) => void;
}

export function ContextPane({ selectedId, onPane }: Props): ReactNode {
  const { t } = useTranslation();
  const interaction = useConsole((s) =>
    selectedId === null
      ? null
      : (s.interactions[selectedId] ?? s.threads[selectedId]?.interaction ?? null),
  );
  return (
    <aside className="sw-context" aria-label={t("nav.context")}>
      <ActionIcon
        className="sw-from-context"
        variant="subtle"
        color="gray"
        aria-label={t("conversation.back")}
        onClick={() => {
          onPane("conversation");
        }}
      >
        <IconArrowLeft size={18} />
      </ActionIcon>
      {interaction === null ? (
        <Empty>{t("context.nothing")}</Empty>
      ) : (
        <Tabs defaultValue="customer" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="customer">{t("context.customer")}</Tabs.Tab>
            <Tabs.Tab value="why">{t("context.why")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="customer">
            <CustomerCard interaction={interaction} />
          </Tabs.Panel>
          <Tabs.Panel value="why">
            <WhyCard interaction={interaction} />
          </Tabs.Panel>
        </Tabs>
      )}
    </aside>
  );
}
