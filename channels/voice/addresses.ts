/** Every address and name that the voice channel hands to the carrier, in one place. */
import type { EngineerId, InteractionId, RecordingId } from "../../protocol/ids.js";
import type { Interaction } from "../../protocol/interactions.js";
import { PhoneNumber } from "../../protocol/words.js";

/** Which acceptance a conference or an engineer's telephone belongs to. */
export interface Acceptance {
  readonly interactionId: InteractionId;
  readonly engineerId: EngineerId;
  /** `Interaction.offers` at that time. */
  readonly offer: number;
}

export interface VoiceAddresses {
  readonly voice: (tries: number) => string;
  readonly menu: (step: { interactionId: InteractionId; seq: number; digits: boolean }) => string;
  readonly wait: (interactionId: InteractionId, plain: boolean) => string;
  readonly leftQueue: (interactionId: InteractionId) => string;
  readonly leftConference: (acceptance: Acceptance) => string;
  readonly resume: (interactionId: InteractionId, tries: number) => string;
  readonly engineer: (acceptance: Acceptance) => string;
  /** A waiting caller pressed a key. */
  readonly callback: (interactionId: InteractionId, plain: boolean) => string;
  /** What becomes of the call to a customer who is called back. */
  readonly customer: (acceptance: Acceptance) => string;
  /** A caller left a message. */
  readonly recorded: (interactionId: InteractionId) => string;
  readonly holdMusic: () => string;
  readonly recording: (id: RecordingId, seal: string) => string;
}

/** Absolute, because TwiML sent by REST has no address of its own to be relative to. */
export function voiceAddresses(publicUrl: () => string): VoiceAddresses {
  const at = (path: string, query: Readonly<Record<string, string | number>> = {}): string => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) search.set(name, String(value));
    const tail = search.size === 0 ? "" : `?${search.toString()}`;
    return `${publicUrl()}/twilio/${path}${tail}`;
  };
  const accepted = ({ interactionId, engineerId, offer }: Acceptance) => ({
    i: interactionId,
    e: engineerId,
    n: offer,
  });
  return {
    voice: (tries) => at("voice", { t: tries }),
    menu: ({ interactionId, seq, digits }) =>
      at("voice/menu", { i: interactionId, seq, k: digits ? "digits" : "key" }),
    wait: (interactionId, plain) =>
      at("voice/wait", plain ? { i: interactionId, plain: 1 } : { i: interactionId }),
    leftQueue: (interactionId) => at("voice/left-queue", { i: interactionId }),
    leftConference: (acceptance) => at("voice/left-conference", accepted(acceptance)),
    resume: (interactionId, tries) => at("voice/resume", { i: interactionId, t: tries }),
    engineer: (acceptance) => at("voice/engineer", accepted(acceptance)),
    callback: (interactionId, plain) =>
      at("voice/callback", plain ? { i: interactionId, plain: 1 } : { i: interactionId }),
    customer: (acceptance) => at("voice/customer", accepted(acceptance)),
    recorded: (interactionId) => at("voice/recorded", { i: interactionId }),
    holdMusic: () => at("hold.wav"),
    recording: (id, seal) => at(`recordings/${id}`, { s: seal }),
  };
}

/** The acceptance that is in force; null when nobody has the interaction. */
export function acceptanceOf(interaction: Interaction): Acceptance | null {
  const { id, state, engineerId, offers } = interaction;
  if (state !== "active" || engineerId === null) return null;
  return { interactionId: id, engineerId, offer: offers };
}

/**
 * A name of its own for each acceptance: a caller who is handed on must never land in the room that
 * is just being closed.
 */
export function conferenceName({ interactionId, engineerId, offer }: Acceptance): string {
  return `${interactionId}.${String(offer)}.${clientIdentity(engineerId)}`;
}

/** The engineer's label in a conference; the carrier refuses a second participant with it. */
export const ENGINEER_LABEL = "engineer";
export const CALLER_LABEL = "caller";

/**
 * An engineer's name as a Voice SDK client: letters, digits and underscores only; any other
 * character becomes `_` and its code in hexadecimal, so that two engineers never share a name.
 */
export function clientIdentity(engineerId: EngineerId): string {
  return engineerId.replace(
    /[^A-Za-z0-9]/g,
    (character) => `_${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

/**
 * Callers are spread over a few of the carrier's queues, because one takes at most a thousand
 * (formerly a hundred). Who is next is the router's business; the carrier's order means nothing.
 */
const QUEUES = 16;

export function queueName(interactionId: InteractionId): string {
  let sum = 0;
  for (const character of interactionId) sum += character.charCodeAt(0);
  return `strowger-${String(sum % QUEUES)}`;
}

/** The number a customer can be called back on. null: it was withheld, or is no telephone number. */
export function callableNumber({ address }: Interaction): string | null {
  return PhoneNumber.safeParse(address).data ?? null;
}
