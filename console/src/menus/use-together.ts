/** Who else has the menu open, and what they save: told while we have it open ourselves. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MenuPerson } from "../../../protocol/menu-list.js";
import { MenuTreeId } from "../../../protocol/ids.js";
import type { MenuNews } from "../../../protocol/sockets.js";
import { useNotify } from "../common/notify.js";
import { useConsole, useSession } from "../live/use-console.js";
import type { Draft, DraftKeeper } from "./draft-keeper.js";

/** Whoever changed something counts as editing for so long after the last change. */
const EDITING_MS = 60_000;

/** What was last told of this menu; null: nothing yet. */
export function useTogether(
  menuId: string,
  { keeper, draft }: { readonly keeper: DraftKeeper; readonly draft: Draft },
): MenuNews | null {
  const session = useSession();
  const online = useConsole((s) => s.connection === "online");
  const isEditing = useEditing(draft.mode !== "saved");
  // Asked for again after every reconnect: the server forgets who was there.
  useEffect(() => {
    if (online) void session.ask("menu:watch", { menuId: MenuTreeId.parse(menuId), isEditing });
  }, [session, online, menuId, isEditing]);
  useEffect(
    () => () => {
      void session.ask("menu:watch", { menuId: MenuTreeId.parse(menuId), on: false });
      session.store.send({ type: "menu.left" });
    },
    [session, menuId],
  );
  const news = useNewsOf(menuId);
  useHearing(keeper, news);
  return news;
}

/** Everybody else who has it open, and oneself when that is in another window too. */
export function useOthers(menuId: string): readonly MenuPerson[] {
  const me = useConsole((s) => s.me?.id);
  const told = useConsole((s) => (s.connection === "online" ? s.menuPeople : null));
  if (told?.menuId !== menuId) return [];
  return told.people.filter(({ userId, windows }) => userId !== me || windows > 1);
}

function useEditing(isUnsaved: boolean): boolean {
  const [isEditing, setIsEditing] = useState(false);
  useEffect(() => {
    if (isUnsaved) {
      setIsEditing(true);
      return;
    }
    const timer = setTimeout(() => {
      setIsEditing(false);
    }, EDITING_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [isUnsaved]);
  return isEditing;
}

/** The console keeps one piece of news, and the next may be about another menu. */
function useNewsOf(menuId: string): MenuNews | null {
  const { store } = useSession();
  const [news, setNews] = useState<MenuNews | null>(null);
  useEffect(
    () =>
      store.subscribe(() => {
        const told = store.get().menuNews;
        if (told?.menu.id === menuId) setNews(told);
      }),
    [store, menuId],
  );
  return news;
}

function useHearing(keeper: DraftKeeper, news: MenuNews | null): void {
  const { t } = useTranslation();
  const notify = useNotify();
  const who = useWho();
  useEffect(() => {
    if (news === null) return;
    void keeper.heard(news.menu.draftRevision).then((became) => {
      if (became === "loaded") notify.done(t("menuLines.together.loaded", { name: who(news.by) }));
    });
    // Only what is told is heard.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [keeper, news]);
}

/** What to call whoever saved. */
export function useWho(): (by: MenuNews["by"]) => string {
  const { t } = useTranslation();
  const me = useConsole((s) => s.me?.id);
  return (by) => {
    if (by === null) return t("menuLines.together.somebody");
    return by.id === me ? t("menuLines.together.you") : by.name;
  };
}
