/** What facts ask of the world outside: calls by the real planner, and a notice for everything else. */
import { voiceEffectsOf } from "../../channels/voice/effects.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { InteractionContent } from "../../protocol/interactions.js";
import type { Effect } from "../../protocol/effects.js";
import type { PlanEffects } from "../dispatch/turn.js";

export const NO_CONTENT: InteractionContent = {
  subject: null,
  address: null,
  to: null,
  language: null,
  path: [],
  collected: {},
  unread: 0,
  lastMessage: null,
  externalId: null,
  threadId: null,
};

export const planEffects: PlanEffects = (fact, row) => {
  if (row === undefined) return [];
  const interaction = { ...row, ...NO_CONTENT, customer: null };
  const planned =
    row.channel === "voice" ? voiceEffectsOf(fact, { interaction }) : notices(fact, interaction);
  return planned.map((effect) => ({ ...effect, createdAt: fact.at }));
};

/** Once in the life of an interaction each, so that one name is one notice. */
function notices(
  fact: DomainEvent,
  { id, channel, startedAt }: Parameters<typeof voiceEffectsOf>[1]["interaction"],
): readonly Omit<Effect, "createdAt">[] {
  if (fact.type !== "interaction.ended" && fact.type !== "wrapup.completed") return [];
  return [
    {
      id: `${channel}:${fact.type}:${id}:${String(startedAt)}`,
      channel,
      kind: "notice",
      interactionId: id,
      payload: {},
    },
  ];
}
