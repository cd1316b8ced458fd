/** Messages on their way, kept in the browser: a reload sends them again with the same client id. */
import type { ConsoleState, Outgoing } from "../state/console-state.js";

const KEY = "strowger.outgoing";

let kept: ConsoleState["outgoing"] = {};

export function keptOutgoing(): ConsoleState["outgoing"] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    const list = Array.isArray(value) ? value.filter(isOutgoing) : [];
    kept = Object.fromEntries(list.map((o) => [o.clientId, o]));
  } catch {
    kept = {};
  }
  return kept;
}

export function keepOutgoing(outgoing: ConsoleState["outgoing"]): void {
  if (outgoing === kept) return;
  kept = outgoing;
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.values(outgoing)));
  } catch {
    // Storage is full or forbidden: the message is still sent, it only does not survive a reload.
  }
}

function isOutgoing(value: unknown): value is Outgoing {
  return (
    typeof value === "object" &&
    value !== null &&
    "clientId" in value &&
    typeof value.clientId === "string" &&
    "interactionId" in value &&
    typeof value.interactionId === "string" &&
    "text" in value &&
    typeof value.text === "string" &&
    "kind" in value &&
    (value.kind === "text" || value.kind === "note")
  );
}
