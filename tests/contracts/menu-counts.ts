/** What every store counts about menus; part of `store.ts`. */
import { expect, test } from "@jest/globals";
import { BucketId, CommandId, NodeId, type InteractionId } from "../../protocol/ids.js";
import type { Command, CommandOf } from "../../protocol/commands.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { RoutedInteraction } from "../../protocol/interactions.js";
import type { MenuPeriod, MenuSessionRow, Store } from "../../src/store/store.js";
import { AT, newId, newInteractionId, routed, session, treeId, turn } from "./store-samples.js";

const HOUR = 3_600_000;
const other = BucketId.parse("software");

export function countsMenus(opened: () => { readonly store: Store; readonly epoch: number }): void {
  const support = treeId();
  const ever: MenuPeriod = { treeId: support, version: null, fromAt: AT - HOUR, toAt: AT + HOUR };

  /** The first screen of a walk, committed with its interaction. */
  async function begin(
    parts: Partial<MenuSessionRow> = {},
    row: Partial<RoutedInteraction> = { state: "menu" },
  ): Promise<MenuSessionRow> {
    const id = newInteractionId();
    const begunAt = parts.begunAt ?? AT;
    const first = { ...session(id, 0), treeId: support, at: begunAt, ...parts };
    const { store, epoch } = opened();
    await store.commitTurn(
      turn({
        epoch,
        interactions: [routed(id, { startedAt: begunAt, ...row })],
        sessions: [first],
      }),
    );
    return first;
  }

  async function answer(
    before: MenuSessionRow,
    { input, to, spentMs }: { input: string; to: string; spentMs: number },
  ): Promise<MenuSessionRow> {
    const next = {
      ...before,
      seq: before.seq + 1,
      at: before.at + spentMs,
      screen: { ...before.screen, nodeId: NodeId.parse(to) },
    };
    const step = { fromNodeId: before.screen.nodeId, toNodeId: to, input, result: "moved" };
    expect(await opened().store.saveMenuSteps([{ session: next, step, spentMs }])).toEqual([true]);
    return next;
  }

  async function moveBy(
    command: Command,
    moved: RoutedInteraction,
    outcome: { ok: true; interactionId: InteractionId } | null = null,
  ): Promise<void> {
    const { store, epoch } = opened();
    const event: DomainEvent = {
      type: "interaction.requeued",
      at: command.at,
      interactionId: moved.id,
      bucketId: other,
      because: "",
    };
    await store.commitTurn(
      turn({
        epoch,
        commands: [
          {
            command,
            outcome: outcome ?? {
              ok: false,
              error: { code: "INTERACTION_STATE", message: "" },
            },
          },
        ],
        events: outcome === null ? [] : [{ commandId: command.id, event }],
        interactions: [moved],
      }),
    );
  }

  function transfer(
    interactionId: InteractionId,
    to: CommandOf<"interaction.transfer">["to"],
  ): Command {
    const id = CommandId.parse(newId("cmd"));
    const rest = { engineerId: null, to, note: null };
    return { id, at: AT + 10, type: "interaction.transfer", interactionId, ...rest };
  }

  const count = async (period: MenuPeriod = ever) => {
    const { steps, still, moved } = await opened().store.menuCounts(period);
    const inOrder = <T>(rows: readonly T[]): T[] =>
      [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    return { steps: inOrder(steps), still: inOrder(still), moved: inOrder(moved) };
  };

  test("[S24] walks are counted from their first screen, by what was done where", async () => {
    const one = await answer(await begin(), { input: "1", to: "n1", spentMs: 4000 });
    await answer(one, { input: "4711", to: "n2", spentMs: 500 });
    const two = await answer(await begin(), { input: "1", to: "n1", spentMs: 2000 });
    await answer(two, { input: "0815", to: "n2", spentMs: 700 });
    await begin();
    const row = { version: 1, result: "moved" };
    expect(await count()).toEqual({
      steps: [
        { ...row, fromNodeId: "n0", toNodeId: "n0", input: "start", count: 3, milliseconds: 0 },
        { ...row, fromNodeId: "n0", toNodeId: "n1", input: "1", count: 2, milliseconds: 6000 },
        // What they typed is not told.
        { ...row, fromNodeId: "n1", toNodeId: "n2", input: "digits", count: 2, milliseconds: 1200 },
      ].map((step) => expect.objectContaining(step)),
      still: [
        { version: 1, nodeId: "n0", count: 1 },
        { version: 1, nodeId: "n2", count: 2 },
      ],
      moved: [],
    });
  });

  test("[S24] a walk counts where it began, whole, and for its version", async () => {
    const at = AT + 30 * HOUR;
    const late = await begin({ begunAt: at - 1, version: 2 }, { state: "closed", closedAt: at });
    await answer({ ...late, at }, { input: "1", to: "n1", spentMs: 90_000 });
    await begin({ begunAt: at, version: 3 });
    const day: MenuPeriod = { ...ever, fromAt: at - 24 * HOUR, toAt: at };
    const { steps, still } = await count(day);
    expect(steps.map(({ version, input }) => `${String(version)} ${input}`).sort()).toEqual([
      "2 1",
      "2 start",
    ]);
    // Whoever hung up is not in the menu any more.
    expect(still).toEqual([]);
    expect((await count({ ...day, version: 3 })).steps).toEqual([]);
    const next = await count({ ...day, version: 3, fromAt: at, toAt: at + 1 });
    expect(next.steps).toMatchObject([{ version: 3, input: "start", count: 1 }]);
    expect((await count({ ...ever, treeId: treeId() })).steps).toEqual([]);
  });

  test("[S24] contacts that somebody moved are counted once, and overflows are not", async () => {
    const at = AT + 60 * HOUR;
    const period = { ...ever, fromAt: at, toAt: at + HOUR };
    const walked = async (row: Partial<RoutedInteraction>): Promise<RoutedInteraction> => {
      const { interactionId } = await begin({ begunAt: at });
      return routed(interactionId, { startedAt: at, ...row });
    };
    const bucket = { bucketId: other };
    const moved = await walked(bucket);
    const ok = { ok: true, interactionId: moved.id } as const;
    await moveBy({ ...transfer(moved.id, bucket), at: at + 1 }, moved, ok);
    await moveBy({ ...transfer(moved.id, bucket), at: at + 2 * HOUR }, moved, ok);
    const changed = await walked(bucket);
    const id = CommandId.parse(newId("cmd"));
    const change = { id, at: at + 2, interactionId: changed.id, priority: null, ...bucket };
    await moveBy({ ...change, type: "interaction.change" }, changed, {
      ok: true,
      interactionId: changed.id,
    });
    const refused = await walked({});
    await moveBy({ ...transfer(refused.id, bucket), at: at + 3 }, refused);
    await walked({ ...bucket, overflowedFrom: [] });
    expect((await count(period)).moved).toEqual([
      { version: 1, nodeId: "n0", bucketId: other, count: 2 },
    ]);
  });
}
