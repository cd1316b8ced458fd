/**
 * What the exchange asks of the carrier once something is committed. Each effect looks at where the
 * interaction stands when it is performed, so that one performed late, again, or after a newer one
 * does no harm.
 *
 * - `bridge`: the caller into a conference of this acceptance, and the engineer's telephone with them;
 * - `wait`: the caller back into the queue; the conference they leave ends;
 * - `hangup`: the caller's call is over.
 */
import { z } from "zod";
import { DeskRefusal, type Desk, type FactContext, type Performed } from "../channel.js";
import type { Effect } from "../../protocol/effects.js";
import type { DomainEvent } from "../../protocol/events.js";
import { EngineerId } from "../../protocol/ids.js";
import type { Interaction } from "../../protocol/interactions.js";
import type { EngineerPhone } from "../../protocol/organisation.js";
import {
  acceptanceOf,
  CALLER_LABEL,
  clientIdentity,
  conferenceName,
  ENGINEER_LABEL,
  type Acceptance,
  type VoiceAddresses,
} from "./addresses.js";
import type { CarrierClient } from "./carrier-client.js";
import { stageTwiml } from "./twiml.js";

type Planned = Omit<Effect, "createdAt">;

const BridgePayload = z.object({ engineerId: EngineerId });

/** Pure. `interaction` is the row after the fact. */
export function voiceEffectsOf(
  fact: DomainEvent,
  { interaction }: FactContext,
): readonly Planned[] {
  if (interaction.channel !== "voice") return [];
  const effect = (kind: string, payload: Effect["payload"] = {}): readonly Planned[] => [
    {
      id: `voice:${kind}:${interaction.id}:${fact.type}:${String(fact.at)}`,
      channel: "voice",
      kind,
      interactionId: interaction.id,
      payload,
    },
  ];
  if (fact.type === "interaction.accepted") {
    return effect("bridge", { engineerId: fact.engineerId });
  }
  // Only a caller who was taken out of the queue needs to be put back; the others hear on.
  if (fact.type === "interaction.transferred") {
    return fact.fromEngineerId !== null || interaction.answeredAt !== null ? effect("wait") : [];
  }
  if (fact.type === "interaction.requeued") {
    return interaction.answeredAt === null ? [] : effect("wait");
  }
  // The menu's own goodbye hangs up after its last words; the customer's leaving did it already.
  if (fact.type === "interaction.ended" && (fact.by === "engineer" || fact.by === "system")) {
    return effect("hangup");
  }
  return [];
}

export interface Performing {
  readonly desk: Desk;
  readonly client: CarrierClient;
  readonly addresses: VoiceAddresses;
}

export async function performVoice(effect: Effect, parts: Performing): Promise<Performed> {
  const interaction = await parts.desk.interaction(effect.interactionId);
  if (interaction === null) return { type: "refused", because: "the interaction is unknown" };
  const callSid = interaction.externalId;
  if (callSid === null) return { type: "refused", because: "the interaction has no call" };
  const call = { ...parts, interaction, callSid };
  switch (effect.kind) {
    case "bridge": {
      const { engineerId } = BridgePayload.parse(effect.payload);
      const acceptance = acceptanceOf(interaction);
      if (acceptance?.engineerId !== engineerId) return { type: "done" };
      return bridge(call, acceptance);
    }
    case "wait":
      return backToQueue(call);
    case "hangup":
      if (interaction.endedAt !== null) await parts.client.hangUp(callSid);
      return { type: "done" };
    default:
      return { type: "refused", because: `voice cannot ${effect.kind}` };
  }
}

interface Call extends Performing {
  readonly interaction: Interaction;
  readonly callSid: string;
}

async function bridge(call: Call, acceptance: Acceptance): Promise<Performed> {
  const { desk, client, addresses, interaction, callSid } = call;
  const { interactionId, engineerId } = acceptance;
  const engineer = await desk.engineer(engineerId);
  if (engineer === null) {
    await unlessSettled(() => desk.unreachable(interactionId, engineerId, "unknown engineer"));
    return { type: "done" };
  }
  const conference = conferenceName(acceptance);
  const there = await client.participants(conference);
  const callerIn = there.some((one) => one.callSid === callSid || one.label === CALLER_LABEL);
  if (!callerIn) {
    const talking = {
      stage: "talking",
      engineerName: engineer.name,
      language: interaction.language ?? "en",
    } as const;
    const twiml = stageTwiml(talking, { interactionId, addresses, acceptance });
    if ((await client.redirect(callSid, twiml)) === "gone") {
      await unlessSettled(() => desk.leave(interactionId));
      return { type: "done" };
    }
  }
  if (there.some((one) => one.label === ENGINEER_LABEL)) return { type: "done" };
  const leg = await client.callIn({
    conference,
    to: telephoneOf(engineer.phone, engineerId),
    label: ENGINEER_LABEL,
    statusCallback: addresses.engineer(acceptance),
  });
  if (leg.type === "refused") {
    await unlessSettled(() => desk.unreachable(interactionId, engineerId, leg.because));
  }
  return { type: "done" };
}

async function backToQueue(call: Call): Promise<Performed> {
  const { desk, client, addresses, interaction, callSid } = call;
  const stage = await desk.stage(interaction.id);
  if (stage?.stage !== "waiting") return { type: "done" };
  const place = { interactionId: interaction.id, addresses, acceptance: null };
  if ((await client.redirect(callSid, stageTwiml(stage, place))) === "gone") {
    await unlessSettled(() => desk.leave(interaction.id));
  }
  return { type: "done" };
}

/** How the carrier dials an engineer. */
function telephoneOf(phone: EngineerPhone, engineerId: EngineerId): string {
  switch (phone.kind) {
    case "client":
      return `client:${clientIdentity(engineerId)}`;
    case "phone":
      return phone.number;
    case "sip":
      return phone.uri;
  }
}

/** Refusals that mean trouble of ours; everything else means the matter was settled meanwhile. */
const outages: readonly string[] = ["STORE_UNAVAILABLE", "SHUTTING_DOWN", "INTERNAL"];

/** Whether asking again later may succeed. */
export function isOutage(error: unknown): boolean {
  return !(error instanceof DeskRefusal) || outages.includes(error.code);
}

/** Tells the desk what happened; that it knew or has moved on is not an error. */
export async function unlessSettled(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isOutage(error)) throw error;
  }
}
