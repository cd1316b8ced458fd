/** Finds nodes by anything that stands in them; Enter goes from one to the next. */
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useCallback, useDeferredValue, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../keys/actions.js";
import { searchable } from "./edit/said.js";
import { useEditor } from "./editor.js";
import { useNodeNames } from "./node-names.js";

export function SearchBox(): ReactNode {
  const { t } = useTranslation();
  const { tree: latest, selected, show } = useEditor();
  const tree = useDeferredValue(latest);
  const names = useNodeNames(tree);
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const focus = useCallback(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const group = t("menus.title");
  useAction({ id: "menu-search", label: t("menus.search"), group, key: "menu.search", run: focus });
  useAction({ id: "menu-find", label: t("menus.search"), group, key: "menu.find", run: focus });
  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    if (wanted === "") return [];
    return tree.nodes.filter(
      (node) =>
        searchable(node).includes(wanted) || names.title(node).toLowerCase().includes(wanted),
    );
  }, [tree, text, names]);
  const at = found.findIndex(({ id }) => id === selected);
  const go = (by: 1 | -1): void => {
    const next = found[(at + by + found.length) % Math.max(1, found.length)] ?? found[0];
    if (next !== undefined) show(next.id);
  };
  return (
    <TextInput
      ref={field}
      size="xs"
      type="search"
      className="sw-menu-search"
      aria-label={t("menus.search")}
      placeholder={t("menus.search")}
      leftSection={<IconSearch size={14} />}
      rightSection={
        text.trim() === "" ? null : (
          <span className="sw-dim sw-time" role="status">
            {at >= 0 ? `${String(at + 1)}/` : ""}
            {found.length}
          </span>
        )
      }
      rightSectionWidth={48}
      value={text}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
        if (event.key === "Escape") setText("");
      }}
    />
  );
}
