/** Which menu answers which number, and chats: for everybody to see, and to be changed in a form. */
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPencil } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { readableAddress } from "../common/readable-address.js";
import { useConsole } from "../live/use-console.js";
import { LinesDrawer } from "./lines-drawer.js";
import type { MenuLine } from "./menus-api.js";
import { useBucketWithoutMenu } from "./without-menu.js";

export function LinesCard({ menus }: { readonly menus: readonly MenuLine[] }): ReactNode {
  const { t } = useTranslation();
  const settings = useConsole((s) => s.organisation?.settings);
  const [editing, setEditing] = useState(false);
  if (settings === undefined) return null;
  const { numbers, menuTreeId, chatMenuTreeId } = settings;
  return (
    <section className="sw-lines" aria-labelledby="menu-lines">
      <header>
        <h2 id="menu-lines">{t("menuLines.lines.title")}</h2>
        <span className="sw-fill" />
        <Button
          variant="default"
          leftSection={<IconPencil size={14} />}
          onClick={() => {
            setEditing(true);
          }}
        >
          {t("menuLines.lines.edit")}
        </Button>
      </header>
      <p className="sw-hint">{t("menuLines.lines.hint")}</p>
      <dl>
        {numbers.map((entry) => (
          <Line
            key={entry.number}
            name={readableAddress(entry.number)}
            menuId={entry.menuTreeId}
            menus={menus}
          />
        ))}
        <Line
          name={t(numbers.length === 0 ? "menuLines.lines.allCalls" : "menuLines.lines.others")}
          menuId={menuTreeId}
          menus={menus}
        />
        <Line name={t("menuLines.lines.chats")} menuId={chatMenuTreeId} menus={menus} />
      </dl>
      {editing && (
        <LinesDrawer
          settings={settings}
          menus={menus}
          onClose={() => {
            setEditing(false);
          }}
        />
      )}
    </section>
  );
}

interface LineProps {
  readonly name: string;
  readonly menuId: string | null;
  readonly menus: readonly MenuLine[];
}

function Line({ name, menuId, menus }: LineProps): ReactNode {
  const { t } = useTranslation();
  const bucket = useBucketWithoutMenu();
  const menu = menus.find(({ id }) => id === menuId);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {menuId === null ? (
          <span className="sw-dim">{t("menuLines.lines.none", { bucket })}</span>
        ) : (
          (menu?.name ?? menuId)
        )}
        {menu?.publishedVersion === null && (
          <div className="sw-lines-warning">
            <IconAlertTriangle size={14} /> {t("menuLines.lines.unpublished", { bucket })}
          </div>
        )}
      </dd>
    </>
  );
}

/** In the row of a menu: the numbers that lead to it, and whether chats do. */
export function LeadHere({ menuId }: { readonly menuId: string }): ReactNode {
  const { t } = useTranslation();
  const settings = useConsole((s) => s.organisation?.settings);
  if (settings === undefined) return null;
  const numbers = settings.numbers.filter((entry) => entry.menuTreeId === menuId);
  const rest =
    settings.numbers.length === 0 ? t("menuLines.lines.allCalls") : t("menuLines.lines.others");
  const ways = [
    ...numbers.map(({ number }) => readableAddress(number)),
    ...(settings.menuTreeId === menuId ? [rest] : []),
    ...(settings.chatMenuTreeId === menuId ? [t("menuLines.lines.chats")] : []),
  ];
  if (ways.length === 0) {
    return <span className="sw-dim">{t("menuLines.lines.nothingLeads")}</span>;
  }
  return <span>{ways.join(" · ")}</span>;
}
