/** What follows when an effect was performed: a mail was delivered or not, a call reached nobody. */
import type { Desk, Performed } from "../../channels/channel.js";
import type { Effect } from "../../protocol/effects.js";
import { Message } from "../../protocol/interactions.js";
import type { Metrics } from "../observe/metrics.js";
import type { Store } from "../store/store.js";
import type { Conversation } from "./conversation.js";

export function performedNews(parts: {
  readonly store: Store;
  readonly desk: Desk;
  readonly conversation: Conversation;
  readonly metrics: Metrics;
}): (effect: Effect, performed: Performed) => Promise<void> {
  const { store, desk, conversation, metrics } = parts;

  /** A mail, or a message that went out as a text. */
  async function sent(effect: Effect, performed: Performed): Promise<void> {
    const { id } = Message.pick({ id: true }).parse(effect.payload["message"]);
    if (performed.type === "refused") {
      await conversation.deliver(id, { state: "failed", error: performed.because.slice(0, 500) });
      return;
    }
    // The carrier may have said already that it did not arrive.
    if ((await store.message(id))?.delivery?.state !== "queued") return;
    await conversation.deliver(id, { state: "sent", error: null });
  }

  /** The call could not be put through: its customer goes back to their place. */
  async function notBridged(effect: Effect, because: string): Promise<void> {
    const interaction = await desk.interaction(effect.interactionId);
    if (interaction?.state !== "active" || interaction.engineerId === null) return;
    await desk.unreachable(effect.interactionId, interaction.engineerId, because);
  }

  return async (effect, performed) => {
    metrics.effect(effect.channel, performed.type);
    if (effect.channel !== "voice" && effect.kind === "send") await sent(effect, performed);
    if (effect.channel === "voice" && effect.kind === "bridge" && performed.type === "refused") {
      await notBridged(effect, performed.because);
    }
  };
}
