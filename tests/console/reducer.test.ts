/** The console's state: what it is told adds up to what the server knows. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type ConsoleEvent, consoleReducer } from "../../console/src/state/console-reducer.js";
import { type ConsoleState, emptyState } from "../../console/src/state/console-state.js";
import { MessageId } from "../../protocol/ids.js";
import { ModelDesk, type Step, steps } from "./model-desk.js";
import { busyDesk, message } from "./sample-desk.js";

const at = 5_000;
const greeted = (desk: ModelDesk): ConsoleState =>
  consoleReducer(emptyState, { type: "hello", payload: desk.hello(), at });

/** What a snapshot speaks of; the rest belongs to this console alone. */
function shared(state: ConsoleState): Partial<ConsoleState> {
  const { connection, me, engineer, organisation, phone, interactions, offers } = state;
  return { connection, me, engineer, organisation, phone, interactions, offers };
}

const walks = fc.array(
  fc.record({
    step: fc.constantFrom<Step>(...steps),
    pick: fc.nat(5),
    /** The connection was gone, so nobody was told. */
    missed: fc.boolean(),
  }),
  { maxLength: 40 },
);

describe("the reducer", () => {
  test("[K1] a snapshot and everything told since is a fresh snapshot", () => {
    fc.assert(
      fc.property(walks, (walk) => {
        const desk = new ModelDesk();
        let state = greeted(desk);
        for (const { step, pick } of walk) {
          state = desk.take(step, pick).reduce(consoleReducer, state);
          expect(shared(state)).toEqual(shared(greeted(desk)));
        }
      }),
      { numRuns: 100 },
    );
  });

  test("[K1] an open thread is kept whole by what is told", () => {
    fc.assert(
      fc.property(walks, (walk) => {
        const desk = new ModelDesk();
        let state = [...desk.take("offer", 0), ...desk.take("accept", 0)].reduce(
          consoleReducer,
          greeted(desk),
        );
        const id = desk.ids()[0] ?? "";
        const answer = desk.thread(id);
        if (answer === null) throw new Error("the first interaction is there");
        const load: readonly ConsoleEvent[] = [
          { type: "thread.asked", interactionId: id },
          { type: "thread.loaded", interactionId: id, answer },
        ];
        state = load.reduce(consoleReducer, state);
        for (const { step, pick } of walk) {
          state = desk.take(step, pick).reduce(consoleReducer, state);
        }
        const thread = state.threads[id];
        expect(thread?.messages).toEqual(desk.thread(id)?.messages);
        // What nobody told us of is at least known to be old.
        const truth = desk.thread(id)?.interaction;
        expect(thread?.status === "stale" ? truth : thread?.interaction).toEqual(truth);
      }),
      { numRuns: 100 },
    );
  });

  test("[K2] whatever was missed, the next snapshot replaces everything it speaks of", () => {
    fc.assert(
      fc.property(walks, (walk) => {
        const desk = new ModelDesk();
        let state = greeted(desk);
        for (const { step, pick, missed } of walk) {
          const told = desk.take(step, pick);
          if (!missed) state = told.reduce(consoleReducer, state);
        }
        state = consoleReducer(state, { type: "connection.lost" });
        state = consoleReducer(state, { type: "hello", payload: desk.hello(), at });
        expect(shared(state)).toEqual(shared(greeted(desk)));
      }),
      { numRuns: 100 },
    );
  });

  test("[K2] after a snapshot, open threads are due to be asked for again, and shown meanwhile", () => {
    const desk = new ModelDesk();
    const { interactions, messages } = busyDesk(1_000_000);
    const [first] = interactions;
    if (first === undefined) throw new Error("the sample has interactions");
    const said = messages.filter((m) => m.interactionId === first.id);
    const loaded = consoleReducer(greeted(desk), {
      type: "thread.loaded",
      interactionId: first.id,
      answer: { interaction: first, messages: said, timeline: [] },
    });
    const again = consoleReducer(loaded, { type: "hello", payload: desk.hello(), at });
    expect(again.threads[first.id]).toMatchObject({ status: "stale", messages: said });
  });

  test("[K2] ages are counted by the server's clock", () => {
    const desk = new ModelDesk();
    expect(greeted(desk).clockOffset).toBe(desk.hello().now - at);
  });

  test("[K3] a message told while the thread is on its way is not lost, and none is doubled", () => {
    const desk = new ModelDesk();
    const { interactions, messages } = busyDesk(1_000_000);
    const [call] = interactions;
    const [known] = messages;
    if (call === undefined || known === undefined) throw new Error("the sample is not empty");
    const late = message(call.id, { at: known.at + 1, text: "late" });
    const state = (
      [
        { type: "thread.asked", interactionId: call.id },
        { type: "message:new", payload: late },
        { type: "message:new", payload: known },
        {
          type: "thread.loaded",
          interactionId: call.id,
          answer: { interaction: call, messages: [known], timeline: [] },
        },
        { type: "message:new", payload: { ...late, delivery: { state: "sent", error: null } } },
      ] as readonly ConsoleEvent[]
    ).reduce(consoleReducer, greeted(desk));
    const texts = state.threads[call.id]?.messages.map((m) => [m.id, m.delivery?.state ?? null]);
    expect(texts).toEqual([
      [known.id, null],
      [late.id, "sent"],
    ]);
  });

  test("[K3] a message of ours stands as leaving until the server has it", () => {
    const desk = new ModelDesk();
    const { interactions } = busyDesk(1_000_000);
    const [call] = interactions;
    if (call === undefined) throw new Error("the sample is not empty");
    const outgoing = {
      clientId: "c1",
      interactionId: call.id,
      kind: "text",
      text: "hello",
      at,
      error: null,
    } as const;
    const leaving = consoleReducer(greeted(desk), { type: "message.leaving", outgoing });
    const refused = consoleReducer(leaving, {
      type: "message.refused",
      clientId: "c1",
      error: "OFFLINE",
    });
    expect(refused.outgoing["c1"]?.error).toBe("OFFLINE");
    const told = consoleReducer(refused, {
      type: "message:new",
      payload: message(call.id, { id: MessageId.parse("m-c1"), clientId: "c1", text: "hello" }),
    });
    expect(told.outgoing).toEqual({});
  });
});
