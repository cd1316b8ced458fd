/** What the widget shows, as a value; and how each thing that happens changes it. Pure. */
import type { z } from "zod";
import type { ChatEvents, ChatMessage } from "../../protocol/sockets.js";

type Payload<E extends keyof ChatEvents> = z.output<ChatEvents[E]>;

/**
 * Where the chat stands.
 * - before: the visitor has not begun; the form is shown;
 * - starting: begun or resumed, not answered yet;
 * - menu, waiting, talking, ended: as the server says.
 */
export type Phase = "before" | "starting" | "menu" | "waiting" | "talking" | "ended";

/** One line of the conversation. */
export interface Entry {
  /** The same for the same thing, however often it is told. */
  readonly key: string;
  readonly from: "me" | "them" | "menu" | "system";
  /** Empty: needs none, or has none. */
  readonly author: string;
  readonly text: string;
  /** null: not known, or of no interest. */
  readonly at: number | null;
  readonly state: "sent" | "sending" | "failed";
}

/** What the visitor did wrong or has to know; the texts have the words. */
export type Notice = "choose" | "too_many" | "unavailable" | "lost" | "email" | "too_long";

export interface View {
  readonly phase: Phase;
  /** `off`: lost, and being tried again. */
  readonly line: "idle" | "on" | "off" | "refused";
  readonly entries: readonly Entry[];
  readonly prompt: Payload<"menu:prompt"> | null;
  /** An answer is on its way; the options wait. */
  readonly isAnswering: boolean;
  readonly queue: Payload<"queue"> | null;
  readonly engineer: string | null;
  readonly isTyping: boolean;
  readonly endedBy: Payload<"chat:ended">["by"] | null;
  readonly notice: Notice | null;
}

export const FIRST_VIEW: View = {
  phase: "before",
  line: "idle",
  entries: [],
  prompt: null,
  isAnswering: false,
  queue: null,
  engineer: null,
  isTyping: false,
  endedBy: null,
  notice: null,
};

/** What the server told, and what the visitor did. */
export type Happened =
  | {
      [E in keyof ChatEvents]: { readonly type: E; readonly payload: Payload<E> };
    }[keyof ChatEvents]
  | { readonly type: "begun" }
  | { readonly type: "line"; readonly line: View["line"] }
  | { readonly type: "chose"; readonly key: string; readonly label: string }
  | { readonly type: "choice failed"; readonly notice: Notice | null }
  | {
      readonly type: "wrote";
      readonly clientId: string;
      readonly text: string;
      readonly at: number;
    }
  | { readonly type: "sent"; readonly clientId: string }
  | { readonly type: "not sent"; readonly clientId: string }
  | { readonly type: "typing stopped" }
  | { readonly type: "notice"; readonly notice: Notice | null }
  | { readonly type: "forgotten"; readonly notice: Notice | null };

export function applied(view: View, event: Happened): View {
  switch (event.type) {
    case "menu:prompt":
      return prompted(view, event.payload);
    case "queue":
      return {
        ...view,
        phase: "waiting",
        queue: event.payload,
        prompt: null,
        isAnswering: false,
        engineer: null,
        isTyping: false,
      };
    case "engineer:joined":
      return joined(view, event.payload.name);
    case "message:new":
      return {
        ...view,
        entries: withMessage(view.entries, event.payload),
        isTyping: event.payload.from === "customer" ? view.isTyping : false,
      };
    case "history":
      return { ...view, entries: withHistory(view.entries, event.payload.messages) };
    case "typing":
      return { ...view, isTyping: view.phase === "talking" };
    case "typing stopped":
      return { ...view, isTyping: false };
    case "chat:ended":
      return {
        ...view,
        phase: "ended",
        endedBy: event.payload.by,
        prompt: null,
        queue: null,
        isAnswering: false,
        isTyping: false,
        entries: view.entries.map((entry) =>
          entry.state === "sending" ? { ...entry, state: "failed" } : entry,
        ),
      };
    case "begun":
      return { ...view, phase: view.phase === "before" ? "starting" : view.phase, notice: null };
    case "line":
      return { ...view, line: event.line };
    case "chose":
      return chose(view, event);
    case "choice failed":
      return {
        ...view,
        isAnswering: false,
        notice: event.notice,
        entries: view.entries.filter((entry) => entry.key !== choiceKey(view)),
      };
    case "wrote":
      return wrote(view, event);
    case "sent":
      return { ...view, entries: withState(view.entries, event.clientId, "sent") };
    case "not sent":
      return { ...view, entries: withState(view.entries, event.clientId, "failed") };
    case "notice":
      return { ...view, notice: event.notice };
    case "forgotten":
      return { ...FIRST_VIEW, notice: event.notice };
    default:
      throw new Error(`unhandled ${String(event satisfies never)}`);
  }
}

/** The option that a typed text means: its key, or its label without regard to case. */
export function optionOf(prompt: View["prompt"], text: string): string | null {
  const typed = text.trim().toLowerCase();
  if (prompt === null) return null;
  if (prompt.digits !== null) return /^[0-9]{1,32}$/.test(typed) ? typed : null;
  if (/^[0-9*#]$/.test(typed)) return typed;
  return prompt.options.find((option) => option.label.trim().toLowerCase() === typed)?.key ?? null;
}

function prompted(view: View, prompt: Payload<"menu:prompt">): View {
  const isWords = prompt.seq === null;
  const key = isWords ? `words:${String(view.entries.length)}` : `prompt:${String(prompt.seq)}`;
  const isKnown = view.entries.some((entry) => entry.key === key);
  const entry: Entry = {
    key,
    from: "menu",
    author: "",
    text: prompt.text,
    at: null,
    state: "sent",
  };
  const entries = isKnown || prompt.text === "" ? view.entries : [...view.entries, entry];
  if (isWords) return { ...view, entries };
  return { ...view, phase: "menu", prompt, isAnswering: false, notice: null, entries };
}

function joined(view: View, name: string): View {
  const isNews = view.phase !== "starting" && view.engineer !== name;
  const entry: Entry = {
    key: `joined:${String(view.entries.length)}`,
    from: "system",
    author: name,
    text: "",
    at: null,
    state: "sent",
  };
  return {
    ...view,
    phase: "talking",
    engineer: name,
    queue: null,
    prompt: null,
    isAnswering: false,
    entries: isNews ? [...view.entries, entry] : view.entries,
  };
}

function chose(view: View, choice: { readonly key: string; readonly label: string }): View {
  const isSecret = view.prompt?.digits?.secret === true;
  const entry: Entry = {
    key: choiceKey(view),
    from: "me",
    author: "",
    text: isSecret ? "•".repeat(choice.key.length) : choice.label,
    at: null,
    state: "sent",
  };
  const others = view.entries.filter((other) => other.key !== entry.key);
  return { ...view, isAnswering: true, notice: null, entries: [...others, entry] };
}

function choiceKey(view: View): string {
  return `choice:${String(view.prompt?.seq ?? "none")}`;
}

function wrote(
  view: View,
  unsent: { readonly clientId: string; readonly text: string; readonly at: number },
): View {
  const key = `c:${unsent.clientId}`;
  if (view.entries.some((entry) => entry.key === key)) {
    return { ...view, entries: withState(view.entries, unsent.clientId, "sending") };
  }
  const { text, at } = unsent;
  const entry: Entry = { key, from: "me", author: "", text, at, state: "sending" };
  return { ...view, notice: null, entries: [...view.entries, entry] };
}

function withState(
  entries: readonly Entry[],
  clientId: string,
  state: Entry["state"],
): readonly Entry[] {
  return entries.map((entry) => (entry.key === `c:${clientId}` ? { ...entry, state } : entry));
}

function withMessage(entries: readonly Entry[], message: ChatMessage): readonly Entry[] {
  const entry = entryOf(message);
  const known = entries.findIndex((other) => other.key === entry.key);
  return known === -1 ? [...entries, entry] : entries.with(known, entry);
}

/**
 * The server's order, among what only this page knows: a message that is new here stands after the
 * one before it in the history, the first after the menu, and what is still being sent comes last.
 */
function withHistory(
  entries: readonly Entry[],
  messages: readonly ChatMessage[],
): readonly Entry[] {
  let merged = [...entries];
  const firstOwn = merged.findIndex((entry) => /^[cm]:/.test(entry.key));
  let place = firstOwn === -1 ? merged.length : firstOwn;
  for (const message of messages) {
    const entry = entryOf(message);
    const known = merged.findIndex((other) => other.key === entry.key);
    if (known === -1) {
      merged = merged.toSpliced(place, 0, entry);
    } else {
      merged = merged.with(known, entry);
      place = known;
    }
    place += 1;
  }
  return merged;
}

function entryOf(message: ChatMessage): Entry {
  const isMine = message.from === "customer";
  return {
    key: isMine && message.clientId !== null ? `c:${message.clientId}` : `m:${message.id}`,
    from: isMine ? "me" : message.from === "engineer" ? "them" : "system",
    author: isMine ? "" : message.authorName,
    text: message.text,
    at: message.at,
    state: "sent",
  };
}
