/** Undo and redo with the keyboard, and a word before a page is left that is not saved. */
import { type ReactNode, useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../keys/actions.js";
import type { Draft, DraftKeeper } from "./draft-keeper.js";

interface Props {
  readonly keeper: DraftKeeper;
  readonly draft: Draft;
}

export function UndoKeys({ keeper, draft }: Props): ReactNode {
  const { t } = useTranslation();
  const undo = useCallback(() => {
    keeper.undo();
  }, [keeper]);
  const redo = useCallback(() => {
    keeper.redo();
  }, [keeper]);
  const group = t("menus.title");
  const { past, future } = draft.history;
  useAction({
    id: "menu-undo",
    label: t("menus.edit.undo"),
    group,
    key: "menu.undo",
    run: past.length > 0 ? undo : null,
  });
  useAction({
    id: "menu-redo",
    label: t("menus.edit.redo"),
    group,
    key: "menu.redo",
    run: future.length > 0 ? redo : null,
  });
  useEffect(() => {
    const before = (event: BeforeUnloadEvent): void => {
      if (keeper.get().mode !== "saved") event.preventDefault();
    };
    window.addEventListener("beforeunload", before);
    return () => {
      window.removeEventListener("beforeunload", before);
    };
  }, [keeper]);
  return null;
}
