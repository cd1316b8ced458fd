/** In the head of a menu: who else has it open, and who of them is changing it. */
import { Avatar, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MenuPerson } from "../../../protocol/menu-list.js";
import { useConsole } from "../live/use-console.js";
import { useOthers } from "./use-together.js";

/** More names would push the buttons out of the head. */
const NAMED_MAX = 2;

export function Others({ menuId }: { readonly menuId: string }): ReactNode {
  const { t } = useTranslation();
  const me = useConsole((s) => s.me?.id);
  const others = useOthers(menuId).toSorted((a, b) => Number(b.isEditing) - Number(a.isEditing));
  const named = others.slice(0, NAMED_MAX);
  const rest = others.slice(NAMED_MAX);
  const words = ({ userId, name, isEditing }: MenuPerson): string => {
    if (userId === me) return t("menuLines.together.self");
    return t(isEditing ? "menuLines.together.editing" : "menuLines.together.looking", { name });
  };
  return (
    <ul className="sw-others" aria-label={t("menuLines.together.label")} aria-live="polite">
      {named.map((person) => (
        <li key={person.userId} data-editing={person.isEditing}>
          <Tooltip label={words(person)}>
            <Avatar size={22} name={person.name} color="initials" alt="" />
          </Tooltip>
          <span>{words(person)}</span>
        </li>
      ))}
      {rest.length > 0 && (
        <li>
          <Tooltip
            label={t("menuLines.together.more", {
              count: rest.length,
              names: rest.map(({ name }) => name).join(", "),
            })}
          >
            <Avatar size={22} alt="">
              +{rest.length}
            </Avatar>
          </Tooltip>
        </li>
      )}
    </ul>
  );
}
