/** What of a Studio widget has no place in a menu, though the widget itself may have one. */
import type { Maker } from "./maker.js";
import { branchesOf, unaskedOf } from "./studio-split.js";
import type { StudioState } from "./studio-flow.js";

/** Properties that callers notice, and no menu has. */
const NOTICED: ReadonlyMap<string, readonly string[]> = new Map([
  ["say-play", ["digits"]],
  ["gather-input-on-call", ["hints"]],
  ["enqueue-call", ["priority", "timeout", "wait_url", "task_attributes"]],
  ["send-to-flex", ["priority", "timeout", "waitUrl", "attributes"]],
  ["connect-call-to", ["record", "timeout"]],
  ["record-voicemail", ["max_length", "transcribe"]],
  ["make-http-request", ["body"]],
]);
const ENDS = ["enqueue-call", "send-to-flex", "connect-call-to", "record-voicemail"];

interface Told {
  readonly maker: Maker;
  readonly isNode: boolean;
  readonly isStart: boolean;
  /** The language of its words. null: it does not say. */
  readonly language: string | null;
}

export function tellLost(state: StudioState, { maker, isNode, isStart, language }: Told): void {
  const { name, type, transitions } = state;
  if (isStart) return;
  if (!isNode) {
    const [what] = type === "split-based-on" ? unaskedOf(state) : [];
    maker.lose(name, what === undefined ? type : `${type}: ${what}`, "passed");
    return;
  }
  if (language !== null && language !== maker.language) {
    maker.lose(`${name} › language`, language, "language");
  }
  for (const property of NOTICED.get(type) ?? []) {
    const value = Object.hasOwn(state.properties, property) ? state.properties[property] : null;
    const isSet = (typeof value === "string" && value !== "") || typeof value === "number";
    if (isSet || value === true) maker.lose(`${name} › ${property}`, String(value), "dropped");
  }
  if (ENDS.includes(type)) {
    for (const { event, next } of transitions) {
      if (next) maker.lose(`${name} › ${event}`, next, "after");
    }
  }
  if (type === "make-http-request") maker.lose(name, type, "fields");
  if (type === "split-based-on") {
    for (const what of unaskedOf(state)) maker.lose(name, what, "dropped");
    if (branchesOf(state).some(({ when }) => when.kind === "hours")) {
      maker.lose(name, type, "zone");
    }
  }
}
