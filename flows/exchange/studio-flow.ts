/** The shape of a Studio flow, as far as it matters here. */
import { z } from "zod";

const Condition = z.object({
  type: z.string().max(60).default(""),
  value: z.coerce.string().max(2000).default(""),
  arguments: z.array(z.coerce.string().max(2000)).max(20).default([]),
  friendly_name: z.string().max(500).default(""),
});
export type StudioCondition = z.infer<typeof Condition>;

const Transition = z.object({
  event: z.string().max(60),
  next: z.string().max(200).nullish(),
  conditions: z.array(Condition).max(100).default([]),
});

const State = z.object({
  name: z.string().min(1).max(200),
  type: z.string().min(1).max(60),
  transitions: z.array(Transition).max(200).default([]),
  properties: z.record(z.string(), z.unknown()).default({}),
});
export type StudioState = z.infer<typeof State>;

export const Flow = z.object({
  description: z.string().max(2000).default(""),
  initial_state: z.string().max(200).default(""),
  states: z.array(State).min(1),
});

export function nextOf(state: StudioState, event: string): string | undefined {
  const next = state.transitions.find((one) => one.event === event)?.next;
  return next === null || next === "" ? undefined : next;
}

export function textOf({ properties }: StudioState, property: string): string {
  const value = Object.hasOwn(properties, property) ? properties[property] : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

export function languageCode(state: StudioState): string | null {
  const [, code] = /^([a-z]{2,3})(?:-|$)/i.exec(textOf(state, "language")) ?? [];
  return code?.toLowerCase() ?? null;
}
