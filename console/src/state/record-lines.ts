/** The record of an interaction as lines in the order of time: messages, events, keys pressed. */
import type { DomainEvent } from "../../../protocol/events.js";
import type { Message } from "../../../protocol/interactions.js";
import type { ThreadRecord } from "./thread-record.js";

type MenuRecord = Extract<ThreadRecord, { type: "menu" }>;

export type RecordLine =
  | {
      readonly kind: "message";
      readonly id: string;
      readonly at: number;
      readonly message: Message;
    }
  | {
      readonly kind: "event";
      readonly id: string;
      readonly at: number;
      readonly event: DomainEvent;
    }
  /** Keys pressed one after the other, nothing between them. */
  | {
      readonly kind: "menu";
      readonly id: string;
      readonly at: number;
      readonly steps: readonly MenuRecord[];
    };

/** Events that say nothing to somebody reading what happened to one customer. */
const silent: readonly DomainEvent["type"][] = [
  "presence.changed",
  "engineer.connected",
  "engineer.disconnected",
  "node.lost",
  "engineer.changed",
  "bucket.changed",
  "router.recovered",
];

export function recordLines(
  messages: readonly Message[],
  timeline: readonly ThreadRecord[],
): readonly RecordLine[] {
  const lines = [...messages.map(messageLine), ...timeline.flatMap(recordLine)];
  lines.sort((a, b) => a.at - b.at);
  return lines.reduce<readonly RecordLine[]>(joinMenu, []);
}

function messageLine(message: Message): RecordLine {
  return { kind: "message", id: message.id, at: message.at, message };
}

function recordLine(record: ThreadRecord): readonly RecordLine[] {
  if (record.type === "menu") {
    const id = `menu-${String(record.at)}-${record.toNodeId}`;
    return [{ kind: "menu", id, at: record.at, steps: [record] }];
  }
  if (silent.includes(record.event.type)) return [];
  return [{ kind: "event", id: `event-${String(record.seq)}`, at: record.at, event: record.event }];
}

function joinMenu(lines: readonly RecordLine[], line: RecordLine): readonly RecordLine[] {
  const last = lines.at(-1);
  if (line.kind !== "menu" || last?.kind !== "menu") return [...lines, line];
  return [...lines.slice(0, -1), { ...last, steps: [...last.steps, ...line.steps] }];
}
