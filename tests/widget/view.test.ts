/** What the widget shows, without a browser: the view as a value, and the outbox it mends itself by. */
import { expect, test } from "@jest/globals";
import { InteractionId, MessageId } from "../../protocol/ids.js";
import type { ChatMessage } from "../../protocol/sockets.js";
import { createKeep, createMemoryShelf } from "../../widget/chat/keep.js";
import { createOutbox } from "../../widget/chat/outbox.js";
import { textsOf } from "../../widget/chat/texts.js";
import { applied, FIRST_VIEW, type Happened, optionOf, type View } from "../../widget/chat/view.js";

const PROMPT = {
  text: "Welcome",
  options: [
    { key: "1", label: "Servers" },
    { key: "2", label: "Network" },
  ],
  digits: null,
  language: "en",
  seq: 0,
};

function message(
  n: number,
  from: ChatMessage["from"],
  clientId: string | null = null,
): ChatMessage {
  return {
    id: MessageId.parse(`m-${String(n)}`),
    interactionId: InteractionId.parse("i-1"),
    from,
    authorName: from === "engineer" ? "Ada" : "",
    text: `text ${String(n)}`,
    at: n,
    clientId,
  };
}

function after(...events: readonly Happened[]): View {
  return events.reduce(applied, FIRST_VIEW);
}

function lines(view: View): readonly string[] {
  return view.entries.map(
    (entry) => `${entry.from} ${entry.text}${entry.state === "sent" ? "" : ` (${entry.state})`}`,
  );
}

test("[C36] a message is one line, whether told by us, the acknowledgement, the room or the history", () => {
  const wrote = { type: "wrote", clientId: "c-1", text: "text 1", at: 1 } as const;
  const told = { type: "message:new", payload: message(1, "customer", "c-1") } as const;
  const history: Happened = {
    type: "history",
    payload: { messages: [message(1, "customer", "c-1")] },
  };
  const sent = { type: "sent", clientId: "c-1" } as const;
  const orders: readonly (readonly Happened[])[] = [
    [wrote, sent, told, history],
    [wrote, told, sent, history],
    [wrote, history, told, sent],
    [told, history, sent],
    [wrote, sent, wrote, told],
  ];
  for (const order of orders) {
    expect(lines(after(...order))).toEqual(["me text 1"]);
  }
});

test("[C36] the history puts what was missed where it belongs, and leaves the unsent last", () => {
  const view = after(
    { type: "menu:prompt", payload: PROMPT },
    { type: "chose", key: "1", label: "Servers" },
    { type: "message:new", payload: message(2, "customer", "c-2") },
    { type: "wrote", clientId: "c-9", text: "unsent", at: 9 },
    {
      type: "history",
      payload: {
        messages: [message(1, "engineer"), message(2, "customer", "c-2"), message(3, "engineer")],
      },
    },
  );
  expect(lines(view)).toEqual([
    "menu Welcome",
    "me Servers",
    "them text 1",
    "me text 2",
    "them text 3",
    "me unsent (sending)",
  ]);
});

test("[C36] what the end of the chat overtook is marked as not delivered", () => {
  const view = after(
    { type: "wrote", clientId: "c-1", text: "too late", at: 1 },
    { type: "chat:ended", payload: { by: "engineer" } },
  );
  expect(lines(view)).toEqual(["me too late (failed)"]);
});

test("[C36] the outbox keeps each message by itself, per chat, the earliest first", () => {
  const shelf = createMemoryShelf();
  const keep = createKeep(shelf, "https://a");
  const [one, other] = [createOutbox(keep), createOutbox(keep)];
  const unsent = { interactionId: "i-1", text: "x", order: 1 };
  one.add({ ...unsent, clientId: "b", at: 2 });
  other.add({ ...unsent, clientId: "a", at: 1 });
  one.add({ ...unsent, clientId: "c", at: 2, order: 0 });
  one.add({ ...unsent, clientId: "d", at: 0, interactionId: "i-2" });
  shelf.setItem(keep.fullName("out:broken"), "{");
  shelf.setItem(keep.fullName("out:foreign"), "7");
  expect(one.of("i-1").map(({ clientId }) => clientId)).toEqual(["a", "c", "b"]);
  one.remove("a");
  expect(other.of("i-1").map(({ clientId }) => clientId)).toEqual(["c", "b"]);
  expect(createOutbox(createKeep(shelf, "https://b")).of("i-1")).toEqual([]);
  one.clear();
  expect(shelf.length).toBe(0);
});

test("[C36] a full or forbidden storage loses nothing of the present page", () => {
  const full = createKeep(
    {
      ...createMemoryShelf(),
      setItem: () => {
        throw new Error("QuotaExceededError");
      },
    },
    "https://a",
  );
  expect(() => {
    full.set("chat", {});
  }).not.toThrow();
  expect(full.get("chat")).toBeNull();
});

test("[C35] the same screen told twice is shown once; a refused answer can be given again", () => {
  const asked = { type: "menu:prompt", payload: PROMPT } as const;
  const waiting = after(asked, asked, { type: "chose", key: "1", label: "Servers" });
  expect(lines(waiting)).toEqual(["menu Welcome", "me Servers"]);
  expect(waiting.isAnswering).toBe(true);
  const refused = applied(waiting, { type: "choice failed", notice: "unavailable" });
  expect(lines(refused)).toEqual(["menu Welcome"]);
  expect(refused.isAnswering).toBe(false);
});

test("[C35] secret digits are shown as dots", () => {
  const digits = { min: 4, max: 4, secret: true };
  const view = after(
    { type: "menu:prompt", payload: { ...PROMPT, options: [], digits } },
    { type: "chose", key: "1234", label: "1234" },
  );
  expect(lines(view)).toEqual(["menu Welcome", "me ••••"]);
});

test("[C35] who joins is told when it is news, not after a reload", () => {
  const joined = { type: "engineer:joined", payload: { name: "Ada" } } as const;
  const queue = { type: "queue", payload: { position: 1, estimatedSeconds: null } } as const;
  expect(after({ type: "begun" }, joined).entries).toEqual([]);
  expect(after(queue, joined, joined, queue, joined).entries).toHaveLength(2);
});

test("[C35] a typed text is an option by key, by label, or not at all", () => {
  const digits = { ...PROMPT, options: [], digits: { min: 4, max: 8, secret: false } };
  expect(
    ["1", " network ", "0", "*", "printer", "12"].map((text) => optionOf(PROMPT, text)),
  ).toEqual(["1", "2", "0", "*", null, null]);
  expect(["12345", "1 2", "#"].map((text) => optionOf(digits, text))).toEqual([
    "12345",
    null,
    null,
  ]);
});

test("[C38] the place in the queue is said in both languages", () => {
  const [en, zh] = [textsOf("en-GB"), textsOf("zh-TW")];
  expect([1, 2, 3, 11, 22].map((position) => en.place(position, null))).toEqual([
    "You are next.",
    "You are 2nd.",
    "You are 3rd.",
    "You are 11th.",
    "You are 22nd.",
  ]);
  expect([20, 60, 170, 4000].map((seconds) => en.place(2, seconds))).toEqual([
    "You are 2nd, less than a minute.",
    "You are 2nd, about 1 minute.",
    "You are 2nd, about 3 minutes.",
    "You are 2nd, more than an hour.",
  ]);
  expect(zh.place(2, 170)).toBe("您排在第 2 位，大约 3 分钟。");
  expect(textsOf("fr")).toBe(en);
});
