/** A menu's draft on its way to the server: what happens when the way is long, or somebody else was there. */
import { expect, test } from "@jest/globals";
import { ApiProblem } from "../../console/src/live/api.js";
import { DraftKeeper, type Kept } from "../../console/src/menus/draft-keeper.js";
import { freshTree } from "../../console/src/menus/edit/fresh.js";
import type { Menu } from "../../console/src/menus/menus-api.js";
import type { MenuTree } from "../../protocol/menu-tree.js";
import { eventually } from "../support/eventually.js";

const tree = freshTree({
  name: "Help desk",
  languages: ["en"],
  operatorBucketId: "general",
  taken: new Set(),
});

/** A server that keeps one draft, and whose line can be cut. */
class OneMenu {
  menu: Menu = {
    id: tree.id,
    name: tree.name,
    draft: tree,
    draftRevision: 1,
    publishedVersion: null,
    updatedAt: 0,
    isPart: false,
    scheduled: null,
  };
  kept: Kept | null = null;
  saves = 0;
  line: "open" | "cut" | "answer lost" = "open";

  keeper(kept: Kept | null = null): DraftKeeper {
    return new DraftKeeper(this.menu, kept, {
      read: () =>
        this.line === "cut" ? Promise.reject(new Error("cut")) : Promise.resolve(this.menu),
      save: (draft, revision) => {
        if (this.line === "cut") return Promise.reject(new ApiProblem("OFFLINE", "cut"));
        if (revision !== this.menu.draftRevision) {
          return Promise.reject(new ApiProblem("CONFLICT", "changed"));
        }
        this.store(draft);
        if (this.line === "answer lost") return Promise.reject(new ApiProblem("OFFLINE", "lost"));
        return Promise.resolve({ draftRevision: this.menu.draftRevision });
      },
      keep: (next) => {
        this.kept = next;
      },
      pauseMs: 1,
      againMs: 1,
    });
  }

  store(draft: MenuTree): void {
    this.saves += 1;
    this.menu = { ...this.menu, draft, draftRevision: this.menu.draftRevision + 1 };
  }
}

const named =
  (name: string) =>
  (before: MenuTree): MenuTree => ({ ...before, name });

function inMode(keeper: DraftKeeper, mode: string): Promise<void> {
  return eventually(() => {
    expect(keeper.get().mode).toBe(mode);
  });
}

test("[K32] a change is saved by itself, and one after the other", async () => {
  const server = new OneMenu();
  const keeper = server.keeper();
  keeper.change(named("A"), null);
  expect(server.kept?.tree.name).toBe("A");
  await inMode(keeper, "saved");
  keeper.change(named("B"), null);
  keeper.change(named("C"), null);
  expect(await keeper.flush()).toBe(true);
  expect(server.menu.draft.name).toBe("C");
  expect(server.kept).toBeNull();
});

test("[K32] without a line the change stays in the browser and is sent when there is one", async () => {
  const server = new OneMenu();
  const keeper = server.keeper();
  server.line = "cut";
  keeper.change(named("A"), null);
  await inMode(keeper, "offline");
  expect(server.kept).toEqual({ tree: expect.objectContaining({ name: "A" }), revision: 1 });
  server.line = "open";
  await inMode(keeper, "saved");
  expect(server.menu.draft.name).toBe("A");
});

test("[K32] a save whose answer was lost is no clash with oneself", async () => {
  const server = new OneMenu();
  const keeper = server.keeper();
  server.line = "answer lost";
  keeper.change(named("A"), null);
  await inMode(keeper, "offline");
  server.line = "open";
  await inMode(keeper, "saved");
  expect(keeper.get().history.present.name).toBe("A");
});

test("[K32] what no tree may hold is kept here and sent once it is mended", async () => {
  const server = new OneMenu();
  const keeper = server.keeper();
  keeper.change(named(""), null);
  await inMode(keeper, "unfit");
  expect(server.saves).toBe(0);
  keeper.change(named("Desk"), null);
  await inMode(keeper, "saved");
});

test("[K32] a reload begins with what was not saved", async () => {
  const server = new OneMenu();
  const keeper = server.keeper({ tree: { ...tree, name: "Typed" }, revision: 1 });
  expect(keeper.get().history.present.name).toBe("Typed");
  await inMode(keeper, "saved");
  expect(server.menu.draft.name).toBe("Typed");
});

test("[K28] nobody is overwritten: a clash keeps both until a person chose", async () => {
  const server = new OneMenu();
  const keeper = server.keeper();
  server.store({ ...tree, name: "Theirs" });
  keeper.change(named("Mine"), null);
  await inMode(keeper, "clash");
  expect(keeper.get().theirs?.draft.name).toBe("Theirs");
  expect(server.menu.draft.name).toBe("Theirs");
  // One may go on typing meanwhile.
  keeper.change(named("Mine too"), null);
  keeper.settle("mine");
  await inMode(keeper, "saved");
  expect(server.menu.draft.name).toBe("Mine too");
  keeper.undo();
  await inMode(keeper, "saved");
  expect(server.menu.draft.name).toBe("Theirs");
});

test("[K28] taking theirs keeps mine one step back", async () => {
  const server = new OneMenu();
  const keeper = server.keeper();
  server.store({ ...tree, name: "Theirs" });
  keeper.change(named("Mine"), null);
  await inMode(keeper, "clash");
  keeper.settle("theirs");
  expect(keeper.get()).toMatchObject({ mode: "saved", theirs: null });
  expect(keeper.get().history.present.name).toBe("Theirs");
  keeper.undo();
  await inMode(keeper, "saved");
  expect(server.menu.draft.name).toBe("Mine");
});

test("[K28] what an earlier visit left is not put over what was saved since", () => {
  const server = new OneMenu();
  const typed = { ...tree, name: "Typed" };
  server.store({ ...tree, name: "Theirs" });
  const keeper = server.keeper({ tree: typed, revision: 1 });
  expect(keeper.get()).toMatchObject({ mode: "clash", history: { present: typed } });
});

test("[K46] what somebody else saved is shown where nothing was changed", async () => {
  const server = new OneMenu();
  const keeper = server.keeper();
  expect(await keeper.heard(1)).toBe("known");
  server.store({ ...tree, name: "Theirs" });
  expect(await keeper.heard(2)).toBe("loaded");
  expect(keeper.get()).toMatchObject({ mode: "saved", theirs: null, news: null });
  expect(keeper.get().history).toMatchObject({ past: [], present: { name: "Theirs" } });
  keeper.change(named("Mine, on theirs"), null);
  await inMode(keeper, "saved");
  expect(server.menu.draft.name).toBe("Mine, on theirs");
});

test("[K46] where something was changed and saved, theirs is offered, and undo brings mine back", async () => {
  const server = new OneMenu();
  const keeper = server.keeper();
  keeper.change(named("Mine"), null);
  await inMode(keeper, "saved");
  // Told of our own save, before or after its answer.
  expect(await keeper.heard(2)).toBe("known");
  server.store({ ...tree, name: "Theirs" });
  expect(await keeper.heard(3)).toBe("offered");
  expect(keeper.get()).toMatchObject({ history: { present: { name: "Mine" } }, mode: "saved" });
  expect(keeper.get().news?.draft.name).toBe("Theirs");
  keeper.takeNews();
  expect(keeper.get()).toMatchObject({ history: { present: { name: "Theirs" } }, news: null });
  keeper.undo();
  await inMode(keeper, "saved");
  expect(server.menu.draft.name).toBe("Mine");
});

test("[K46] whoever goes on over an offer is asked before anything is sent", async () => {
  const server = new OneMenu();
  const keeper = server.keeper();
  keeper.change(named("Mine"), null);
  await inMode(keeper, "saved");
  server.store({ ...tree, name: "Theirs" });
  await keeper.heard(3);
  keeper.change(named("Mine too"), null);
  expect(keeper.get()).toMatchObject({ mode: "clash", news: null });
  expect(keeper.get().theirs?.draft.name).toBe("Theirs");
  server.store({ ...tree, name: "Theirs, later" });
  expect(await keeper.heard(4)).toBe("clash");
  expect(keeper.get().theirs?.draft.name).toBe("Theirs, later");
  keeper.settle("mine");
  await inMode(keeper, "saved");
  expect(server.menu).toMatchObject({ draft: { name: "Mine too" }, draftRevision: 5 });
});

test("[K46] something unsaved and theirs clash as soon as theirs is told", async () => {
  const server = new OneMenu();
  const keeper = server.keeper();
  keeper.change(named(""), null);
  await inMode(keeper, "unfit");
  server.store({ ...tree, name: "Theirs" });
  expect(await keeper.heard(2)).toBe("clash");
  expect(keeper.get()).toMatchObject({ mode: "clash", history: { present: { name: "" } } });
});

test("[K46] what was told and cannot be read is met at the next save", async () => {
  const server = new OneMenu();
  const keeper = server.keeper();
  server.store({ ...tree, name: "Theirs" });
  server.line = "cut";
  expect(await keeper.heard(2)).toBe("known");
  server.line = "open";
  keeper.change(named("Mine"), null);
  await inMode(keeper, "clash");
});
