/**
 * One draft in hand: its history, and how it gets to the server. Always in one of these modes:
 * - saved: the server has what is shown;
 * - waiting: something was changed and is sent in a moment;
 * - saving: it is on its way;
 * - unfit: a field holds what no tree may; it is sent when that is mended;
 * - offline: no answer came; it is sent again by and by;
 * - clash: somebody else saved in between; nothing is sent until a person chose.
 * Whatever is not saved is also kept in the browser, so that a reload loses nothing.
 */
import { MenuTree } from "../../../protocol/menu-tree.js";
import { ApiProblem } from "../live/api.js";
import { type History, begun, changed, redone, settled, undone } from "./edit/history.js";
import { sameTree } from "./edit/same-tree.js";
import type { Menu } from "./menus-api.js";

export interface Draft {
  readonly history: History<MenuTree>;
  readonly mode: "saved" | "waiting" | "saving" | "unfit" | "offline" | "clash";
  /** What somebody else saved, while it is a clash. */
  readonly theirs: Menu | null;
  /** What somebody else saved while nothing here was unsaved: it can be taken as it is. */
  readonly news: Menu | null;
}

/** Changes not saved yet, and the revision they were made on. */
export interface Kept {
  readonly tree: MenuTree;
  readonly revision: number;
}

/** The outside, so that tests can be it. */
export interface DraftPorts {
  readonly read: (id: string) => Promise<Menu>;
  /** @throws ApiProblem CONFLICT when the revision is not the last. */
  readonly save: (tree: MenuTree, revision: number) => Promise<{ readonly draftRevision: number }>;
  /** null: there is nothing to keep any more. */
  readonly keep: (kept: Kept | null) => void;
  /** How long nothing may be changed before it is sent. */
  readonly pauseMs: number;
  /** How long after no answer it is tried again. */
  readonly againMs: number;
}

export class DraftKeeper {
  readonly #ports: DraftPorts;
  readonly #listeners = new Set<() => void>();
  #state: Draft;
  #revision: number;
  #saved: MenuTree;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sending: Promise<void> | null = null;

  /** `kept`: what an earlier visit could not save. */
  constructor(menu: Menu, kept: Kept | null, ports: DraftPorts) {
    this.#ports = ports;
    this.#saved = menu.draft;
    this.#revision = menu.draftRevision;
    const isNews = kept !== null && !sameTree(kept.tree, menu.draft);
    if (!isNews) {
      this.#state = { history: begun(menu.draft), mode: "saved", theirs: null, news: null };
    } else if (kept.revision === menu.draftRevision) {
      const history = changed(begun(menu.draft), kept.tree, null);
      this.#state = { history, mode: "waiting", theirs: null, news: null };
      this.#later(ports.pauseMs);
    } else {
      this.#state = { history: begun(kept.tree), mode: "clash", theirs: menu, news: null };
    }
  }

  /** Of the draft as the server has it. */
  get revision(): number {
    return this.#revision;
  }

  readonly get = (): Draft => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** `about`: changes about the same are one step back; null: a step of its own. */
  change(edit: (tree: MenuTree) => MenuTree, about: string | null): void {
    const { history } = this.#state;
    this.#show(changed(history, edit(history.present), about));
  }

  undo(): void {
    this.#show(undone(this.#state.history));
  }

  redo(): void {
    this.#show(redone(this.#state.history));
  }

  /** Both stay: what is not shown is one step back. */
  settle(keep: "mine" | "theirs"): void {
    const { theirs, history } = this.#state;
    if (theirs === null) return;
    this.#revision = theirs.draftRevision;
    this.#saved = theirs.draft;
    this.#set({ mode: "saved", theirs: null });
    this.#show(settled(history, { theirs: theirs.draft, keep }));
  }

  /**
   * Somebody saved, and `revision` is what the draft is now. Says what became of it here:
   * - known: it was ourselves, or it says what is shown;
   * - loaded: nothing had been changed here, and theirs is shown;
   * - offered: what was changed here is saved, and theirs can be taken;
   * - clash: something here is not saved, and a person has to choose.
   */
  async heard(revision: number): Promise<"known" | "loaded" | "offered" | "clash"> {
    await this.#sending;
    if (revision <= this.#revision) return "known";
    const theirs = await this.#ports.read(this.#saved.id).catch(() => null);
    await this.#sending;
    // What cannot be read now is met at the next save.
    if (theirs === null || theirs.draftRevision <= this.#revision) return "known";
    const { history, mode } = this.#state;
    if (sameTree(theirs.draft, history.present)) {
      this.#take(theirs, { ...history, present: theirs.draft });
      return "known";
    }
    if (mode !== "saved") {
      this.#set({ mode: "clash", theirs, news: null });
      return "clash";
    }
    if (history.past.length + history.future.length > 0) {
      this.#set({ news: theirs });
      return "offered";
    }
    this.#take(theirs, begun(theirs.draft));
    return "loaded";
  }

  /** Goes on with what somebody else saved; undo brings back what was shown. */
  takeNews(): void {
    const { news, history } = this.#state;
    if (news !== null) this.#take(news, changed(history, news.draft, null));
  }

  /** Sends what is not saved at once. Answers whether the server has what is shown. */
  async flush(): Promise<boolean> {
    await this.#sending;
    if (this.#state.mode !== "saved") await this.#send();
    return this.#state.mode === "saved";
  }

  /** Nothing is sent any more; what is not saved stays kept in the browser. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #show(history: History<MenuTree>): void {
    if (history === this.#state.history) return;
    this.#set({ history });
    // Theirs is known already: saving on top of it would only be refused.
    const { news } = this.#state;
    if (news !== null) this.#set({ mode: "clash", theirs: news, news: null });
    if (this.#state.mode === "clash") {
      this.#ports.keep({ tree: history.present, revision: this.#revision });
      return;
    }
    if (history.present === this.#saved) {
      this.#ports.keep(null);
      if (this.#sending === null) this.#set({ mode: "saved" });
      return;
    }
    this.#ports.keep({ tree: history.present, revision: this.#revision });
    this.#set({ mode: "waiting" });
    this.#later(this.#ports.pauseMs);
  }

  #later(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#send();
    }, ms);
  }

  /** One at a time: the next waits for the revision of the one before. */
  #send(): Promise<void> {
    this.#sending ??= this.#sendNow().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #sendNow(): Promise<void> {
    if (this.#state.mode === "clash" || this.#state.mode === "saved") return;
    const tree = this.#state.history.present;
    if (!MenuTree.safeParse(tree).success) {
      this.#set({ mode: "unfit" });
      return;
    }
    this.#set({ mode: "saving" });
    try {
      const { draftRevision } = await this.#ports.save(tree, this.#revision);
      this.#revision = draftRevision;
      this.#saved = tree;
      if (this.#state.history.present === tree) {
        this.#ports.keep(null);
        this.#set({ mode: "saved" });
      } else {
        this.#ports.keep({ tree: this.#state.history.present, revision: draftRevision });
        this.#set({ mode: "waiting" });
        this.#later(this.#ports.pauseMs);
      }
    } catch (problem) {
      await this.#refused(problem, tree);
    }
  }

  async #refused(problem: unknown, tree: MenuTree): Promise<void> {
    const isClash = problem instanceof ApiProblem && problem.code === "CONFLICT";
    const theirs = isClash ? await this.#ports.read(tree.id).catch(() => null) : null;
    if (theirs === null) {
      this.#set({ mode: "offline" });
      this.#later(this.#ports.againMs);
      return;
    }
    // Our own save arrived and only its answer was lost, or they wrote the same.
    if (sameTree(theirs.draft, tree)) {
      this.#revision = theirs.draftRevision;
      this.#saved = tree;
      this.#set({ mode: "waiting" });
      this.#later(0);
      return;
    }
    this.#set({ mode: "clash", theirs, news: null });
  }

  /** The server has what is shown from now on. */
  #take(menu: Menu, history: History<MenuTree>): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#revision = menu.draftRevision;
    this.#saved = menu.draft;
    this.#ports.keep(null);
    this.#set({ history, mode: "saved", theirs: null, news: null });
  }

  #set(part: Partial<Draft>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
