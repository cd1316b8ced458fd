/** What follows when an effect was performed: a mail was delivered or not, a call reached nobody. */
import type { Desk, Performed } from "../../channels/channel.js";
import type { Effect } from "../../protocol/effects.js";
import { Message } from "../../protocol/interactions.js";
import type { Metrics } from "../observe/metrics.js";
import type { Store } from "../store/store.js";
import type { Conversation } from "./conversation.js";
import type { Hub } from "./hub.js";

export function performedNews(parts: {
  readonly store: Store;
  readonly desk: Desk;
  readonly conversation: Conversation;
  readonly hub: Hub;
  readonly metrics: Metrics;
}): (effect: Effect, performed: Performed) => Promise<void> {
  const { store, desk, conversation, hub, metrics } = parts;

  async function mailSent(effect: Effect, performed: Performed): Promise<void> {
    const { id } = Message.pick({ id: true }).parse(effect.payload["message"]);
    const message = await store.setDelivery(
      id,
      performed.type === "done"
        ? { state: "sent", error: null }
        : { state: "failed", error: performed.because.slice(0, 500) },
    );
    const interaction = await conversation.interaction(effect.interactionId);
    if (message !== null && interaction !== null) hub.tell("message", { message, interaction });
  }

  /** The call could not be put through: its customer goes back to their place. */
  async function notBridged(effect: Effect, because: string): Promise<void> {
    const interaction = await desk.interaction(effect.interactionId);
    if (interaction?.state !== "active" || interaction.engineerId === null) return;
    await desk.unreachable(effect.interactionId, interaction.engineerId, because);
  }

  return async (effect, performed) => {
    metrics.effect(effect.channel, performed.type);
    if (effect.channel === "email" && effect.kind === "send") await mailSent(effect, performed);
    if (effect.channel === "voice" && effect.kind === "bridge" && performed.type === "refused") {
      await notBridged(effect, performed.because);
    }
  };
}
