/** What every store promises about drafts that are to be published at a time, and once. */
import { expect, test } from "@jest/globals";
import type { MenuTreeId } from "../../protocol/ids.js";
import { Finding } from "../../protocol/menu-tree.js";
import type { Store } from "../../src/store/store.js";
import { AT, tree, treeId } from "./store-samples.js";

const red = Finding.parse({
  rule: "F16",
  severity: "red",
  nodeId: "end",
  message: "There is no bucket printers.",
  mend: "Choose another.",
});

export function schedulesMenus(open: () => Store): void {
  async function drawn(name: string): Promise<MenuTreeId> {
    const id = treeId();
    await open().saveDraft({ tree: tree(id, name), revision: null, at: AT });
    return id;
  }
  const plan = (treeId: MenuTreeId, name: string) => ({
    treeId,
    tree: tree(treeId, name),
    draftRevision: 1,
    note: name,
    scheduledBy: "Ada",
    scheduledAt: AT,
    dueAt: AT + 60_000,
  });
  const made = (treeId: MenuTreeId, name: string) => ({
    treeId,
    tree: tree(treeId, name),
    note: name,
    publishedBy: "Ada",
    publishedAt: AT + 60_000,
  });

  test("[S27] a tree has at most one schedule, and a new one takes its place", async () => {
    const store = open();
    const id = await drawn("One");
    expect(await store.menuSchedule(id)).toBeNull();
    await store.saveMenuSchedule(plan(id, "First"));
    const first = await store.menuSchedule(id);
    expect(first).toMatchObject({ ...plan(id, "First"), failedAt: null, findings: null });
    const seq = first?.seq ?? 0;
    const kept = { treeId: id, seq, at: AT, findings: [red] };
    expect(await store.failMenuSchedule(kept)).toBe(true);
    expect(await store.menuSchedule(id)).toMatchObject({ failedAt: AT, findings: [red] });
    await Promise.all([
      store.saveMenuSchedule(plan(id, "Second")),
      store.saveMenuSchedule(plan(id, "Second")),
    ]);
    const all = (await store.menuSchedules()).filter(({ treeId }) => treeId === id);
    expect(all).toMatchObject([{ note: "Second", failedAt: null, findings: null }]);
    expect(all[0]).not.toHaveProperty("tree");
    expect(await store.failMenuSchedule(kept)).toBe(false);
    expect(await store.dropMenuSchedule(id)).toBe(true);
    expect(await store.dropMenuSchedule(id)).toBe(false);
    expect(await store.menuSchedule(id)).toBeNull();
  });

  test("[S27] a schedule is published once, and is gone with that", async () => {
    const store = open();
    const id = await drawn("One");
    await store.saveMenuSchedule(plan(id, "Two"));
    const scheduleSeq = (await store.menuSchedule(id))?.seq ?? 0;
    const publish = () => store.publishScheduled({ ...made(id, "Two"), scheduleSeq });
    const numbers = await Promise.all([publish(), publish(), publish()]);
    expect(numbers.filter((number) => number !== null)).toEqual([1]);
    expect(await publish()).toBeNull();
    expect(await store.menuSchedule(id)).toBeNull();
    expect(await store.menuVersions(id)).toHaveLength(1);
    expect(await store.menuVersion(id, null)).toMatchObject({ version: 1, tree: { name: "Two" } });
  });

  test("[S27] a schedule that was replaced or called off is not published", async () => {
    const store = open();
    const id = await drawn("One");
    await store.saveMenuSchedule(plan(id, "First"));
    const scheduleSeq = (await store.menuSchedule(id))?.seq ?? 0;
    await store.saveMenuSchedule(plan(id, "Second"));
    expect(await store.publishScheduled({ ...made(id, "First"), scheduleSeq })).toBeNull();
    await store.dropMenuSchedule(id);
    await store.saveMenuSchedule(plan(id, "Third"));
    expect(await store.publishScheduled({ ...made(id, "First"), scheduleSeq })).toBeNull();
    expect(await store.menuSchedule(id)).toMatchObject({ note: "Third" });
    expect(await store.menuVersions(id)).toEqual([]);
  });

  test("[S28] one revision makes one version, however often it is sent", async () => {
    const store = open();
    const id = await drawn("One");
    const once = { ...made(id, "One"), draftRevision: 1 };
    const both = await Promise.all([store.publishOnce(once), store.publishOnce(once)]);
    expect(both).toEqual([1, 1]);
    expect(await store.publishOnce({ ...once, publishedBy: "Bo" })).toBeNull();
    expect(await store.publishOnce({ ...once, note: "Again" })).toBeNull();
    // A part of it was published anew meanwhile: another tree.
    expect(await store.publishOnce({ ...once, tree: tree(id, "One, later") })).toBe(2);
    expect(await store.publishOnce({ ...once, tree: tree(id, "Two"), draftRevision: 2 })).toBe(3);
    expect(await store.publish(made(id, "Two"))).toBe(4);
    expect(await store.menuVersions(id)).toHaveLength(4);
  });
}
