/**
 * What the exchange asks of the carrier once something is committed. Each effect looks at where the
 * interaction stands when it is performed, so that one performed late, again, or after a newer one
 * does no harm.
 *
 * - `bridge`: the caller into a conference of this acceptance, and the engineer's telephone with them;
 * - `wait`: the caller back into the queue; the conference they leave ends;
 * - `hangup`: the caller's call is over;
 * - `farewell`, `record`: the caller keeps their place and need not stay, or leaves a message first,
 *   which of the two the menu may have said;
 * - `part`: a callback reached nobody, its conference ends.
 */
import { z } from "zod";
import { isOutage, type Desk, type FactContext, type Performed } from "../channel.js";
import type { Effect } from "../../protocol/effects.js";
import type { DomainEvent } from "../../protocol/events.js";
import { EngineerId } from "../../protocol/ids.js";
import type { Interaction } from "../../protocol/interactions.js";
import type { EngineerPhone } from "../../protocol/organisation.js";
import {
  acceptanceOf,
  callableNumber,
  CALLER_LABEL,
  clientIdentity,
  conferenceName,
  ENGINEER_LABEL,
  type Acceptance,
  type VoiceAddresses,
} from "./addresses.js";
import type { CarrierClient } from "./carrier-client.js";
import { NO_LINKS, type VoiceRecordings } from "./recordings.js";
import { farewellTwiml, lastWordsTwiml, recordTwiml, stageTwiml } from "./twiml.js";

type Planned = Omit<Effect, "createdAt">;

const BridgePayload = z.object({ engineerId: EngineerId });
const PartPayload = z.object({ conference: z.string().max(300) });
const ErasePayload = z.object({ recordingSid: z.string().regex(/^\w{1,64}$/) });
const MessagePayload = z.object({ text: z.record(z.string(), z.string()) });

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
  if (fact.type === "callback.requested") return effect("farewell");
  if (fact.type === "interaction.overflowed") {
    if (fact.then.kind === "callback") return effect("farewell");
    if (fact.then.kind === "voicemail") return effect("record");
    // A `message` ends the contact; its words are this effect's, and then it hangs up.
    return fact.then.kind === "message" ? effect("message", { text: fact.then.text }) : [];
  }
  if (fact.type === "callback.failed") {
    const { engineerId } = fact;
    const acceptance = { interactionId: interaction.id, engineerId, offer: interaction.offers };
    return effect("part", { conference: conferenceName(acceptance) });
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
    // Whoever was sent away by words hears them first; nobody reached has no call.
    if (fact.outcome === "overflowed" || fact.outcome === "unreached") return [];
    return effect("hangup");
  }
  return [];
}

export interface Performing {
  readonly desk: Desk;
  readonly client: CarrierClient;
  readonly addresses: VoiceAddresses;
  readonly recordings: VoiceRecordings;
}

export async function performVoice(effect: Effect, parts: Performing): Promise<Performed> {
  // The contact may be gone already: the recording goes because it did.
  if (effect.kind === "erase") {
    const { recordingSid } = ErasePayload.parse(effect.payload);
    await parts.client.eraseRecording(recordingSid);
    return { type: "done" };
  }
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
    case "farewell":
    case "record":
      return lettingGo(call, effect.kind);
    case "message": {
      const { text } = MessagePayload.parse(effect.payload);
      await parts.client.redirect(callSid, lastWordsTwiml(text, interaction.language ?? "en"));
      return { type: "done" };
    }
    case "part": {
      const { conference } = PartPayload.parse(effect.payload);
      const there = await parts.client.participants(conference);
      for (const one of there) await parts.client.hangUp(one.callSid);
      return { type: "done" };
    }
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
  const number = await numberToCall(call);
  if (!callerIn && number !== null) {
    const customer = await client.callIn({
      conference,
      to: number,
      label: CALLER_LABEL,
      statusCallback: addresses.customer(acceptance),
      tellsAnswer: true,
    });
    if (customer.type === "refused") {
      await unlessSettled(() => desk.notReached(interactionId, engineerId, customer.because));
      return { type: "done" };
    }
  } else if (!callerIn) {
    const talking = {
      stage: "talking",
      engineerName: engineer.name,
      language: interaction.language ?? "en",
    } as const;
    const place = {
      ...{ interactionId, addresses, acceptance },
      ...{ isCallable: false, links: NO_LINKS },
    };
    const twiml = stageTwiml(talking, place);
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
    tellsAnswer: false,
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
  const isCallable = callableNumber(interaction) !== null;
  const links = await call.recordings.links(stage.says);
  const place = { interactionId: interaction.id, addresses, acceptance: null, isCallable, links };
  if ((await client.redirect(callSid, stageTwiml(stage, place))) === "gone") {
    await unlessSettled(() => desk.leave(interaction.id));
  }
  return { type: "done" };
}

/** The customer of a callback, unless they are still, or again, on the line. null: nobody is to be called. */
async function numberToCall({ client, interaction, callSid }: Call): Promise<string | null> {
  if (interaction.callback === null) return null;
  const status = await client.callStatus(callSid);
  return status === "in-progress" ? null : callableNumber(interaction);
}

/** The caller may hang up: nothing more is needed of this call. */
async function lettingGo(call: Call, kind: "farewell" | "record"): Promise<Performed> {
  const { desk, client, addresses, interaction, callSid } = call;
  // Withheld numbers cannot be called: they stay in the queue.
  if (interaction.endedAt !== null || callableNumber(interaction) === null) return { type: "done" };
  if (interaction.state === "active") return { type: "done" };
  const language = interaction.language ?? "en";
  const stage = await desk.stage(interaction.id);
  const menu = stage?.stage === "waiting" ? stage.callback?.fromMenu : undefined;
  const says = menu?.says ?? [];
  const links = await call.recordings.links(says);
  const place = {
    ...{ interactionId: interaction.id, addresses },
    ...{ acceptance: null, isCallable: true, links },
  };
  const records = kind === "record" || menu?.isVoicemail === true;
  const twiml = records ? recordTwiml(language, place, says) : farewellTwiml(language, place, says);
  // Gone already is as well: they are called back.
  await client.redirect(callSid, twiml);
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

/** Tells the desk what happened; that it knew or has moved on is not an error. */
export async function unlessSettled(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isOutage(error)) throw error;
  }
}
