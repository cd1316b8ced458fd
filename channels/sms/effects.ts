/**
 * The texts that are sent by themselves, from the outbox:
 * - `send`: an engineer's message;
 * - `joined`: who answers;
 * - `words`: what an overflow says before it ends the conversation.
 *
 * The carrier has no keys against sending twice. So an effect that may have been tried before, by
 * this process or by one that died, asks first whether the carrier has the text already.
 */
import { z } from "zod";
import type { Effect } from "../../protocol/effects.js";
import type { DomainEvent } from "../../protocol/events.js";
import { EngineerId } from "../../protocol/ids.js";
import { Message, type Interaction } from "../../protocol/interactions.js";
import { isSms } from "../../protocol/sms.js";
import type { Desk, FactContext, Performed } from "../channel.js";
import type { OutboundText, TextClient } from "./text-client.js";
import { wordsOf } from "./words.js";

type Planned = Omit<Effect, "createdAt">;

const SendPayload = z.object({ message: Message.pick({ id: true, text: true }) });
const JoinedPayload = z.object({ engineerId: EngineerId });
const WordsPayload = z.object({ text: z.record(z.string(), z.string()) });

/** Pure. `interaction` is the row after the fact. */
export function smsEffectsOf(fact: DomainEvent, { interaction }: FactContext): readonly Planned[] {
  if (!isSms(interaction)) return [];
  const effect = (kind: string, payload: Effect["payload"]): readonly Planned[] => [
    {
      id: `sms:${kind}:${interaction.id}:${fact.type}:${String(fact.at)}`,
      channel: "chat",
      kind,
      interactionId: interaction.id,
      payload,
    },
  ];
  if (fact.type === "interaction.accepted") {
    return effect("joined", { engineerId: fact.engineerId });
  }
  if (fact.type === "interaction.overflowed" && fact.then.kind === "message") {
    return effect("words", { text: fact.then.text });
  }
  return [];
}

export interface Performer {
  perform(effect: Effect): Promise<Performed>;
}

export function createPerformer(parts: {
  readonly desk: Desk;
  readonly client: TextClient;
  /** Where the carrier tells what became of an engineer's message. */
  readonly statusUrl: (of: { interactionId: string; messageId: string }) => string;
  readonly now: () => number;
}): Performer {
  const { desk, client } = parts;
  const openedAt = parts.now();
  const tried = new Set<string>();

  /** null: there is nothing to be sent any more. */
  async function textOf(
    effect: Effect,
    interaction: Interaction,
  ): Promise<{ readonly body: string; readonly statusCallback: string | null } | null> {
    const language = interaction.language ?? "en";
    switch (effect.kind) {
      case "send": {
        const { id, text } = SendPayload.parse(effect.payload).message;
        const of = { interactionId: interaction.id, messageId: id };
        return { body: text, statusCallback: parts.statusUrl(of) };
      }
      case "joined": {
        const { engineerId } = JoinedPayload.parse(effect.payload);
        if (interaction.state !== "active" || interaction.engineerId !== engineerId) return null;
        const engineer = await desk.engineer(engineerId);
        if (engineer === null) return null;
        return { body: wordsOf(language).joined(engineer.name), statusCallback: null };
      }
      case "words": {
        const { text } = WordsPayload.parse(effect.payload);
        const [base = ""] = language.split("-", 1);
        const body = text[language] ?? text[base] ?? Object.values(text)[0] ?? "";
        return body === "" ? null : { body, statusCallback: null };
      }
      default:
        return null;
    }
  }

  async function sendOnce(
    effect: Effect,
    text: OutboundText & { readonly statusCallback: string | null },
  ): Promise<Performed> {
    const isFirstTry = effect.createdAt >= openedAt && !tried.has(effect.id);
    tried.add(effect.id);
    const taken = !isFirstTry && (await client.hasTaken({ ...text, since: effect.createdAt }));
    const sent = taken ? ({ type: "sent" } as const) : await client.send(text);
    tried.delete(effect.id);
    return sent.type === "sent" ? { type: "done" } : sent;
  }

  return {
    perform: async (effect) => {
      if (!["send", "joined", "words"].includes(effect.kind)) {
        return { type: "refused", because: `a chat has no ${effect.kind}` };
      }
      const interaction = await desk.interaction(effect.interactionId);
      const { address: to = null, to: from = null } = interaction ?? {};
      if (interaction === null || to === null || from === null) {
        return { type: "refused", because: "there is no such conversation by text" };
      }
      const text = await textOf(effect, interaction);
      return text === null ? { type: "done" } : sendOnce(effect, { from, to, ...text });
    },
  };
}
