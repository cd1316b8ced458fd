/**
 * Callers and engineers' telephones. The local carrier plays Twilio's part in this process: it posts
 * its signed webhooks to the balancer, runs the TwiML, and takes the nodes' REST calls.
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { clientIdentity } from "../../channels/voice/addresses.js";
import { Exchange } from "../../channels/voice/local-carrier/exchange.js";
import type { Handset, Heard, Line } from "../../channels/voice/local-carrier/handset.js";
import { carrierRest } from "../../channels/voice/local-carrier/rest.js";
import { wordsOf } from "../../channels/voice/words.js";
import { EngineerId } from "../../protocol/ids.js";
import type { Chance } from "./chance.js";
import type { Contact, Leg, Story } from "./story.js";

export const CALLED_NUMBER = "+12025550100";
/** Telephone time goes by twice as fast: who holds on is asked again after a second and a half. */
const SPEED = 2;
const HANGS_UP = 0.06;
/** What a caller hears when no document came: the carrier's words and the program's own. */
const SORRY = [/application error/i, new RegExp(wordsOf("en").sorry.slice(0, 20), "i")];

export interface Carrier {
  readonly env: Readonly<Record<string, string>>;
  /** Somebody calls. */
  call(): void;
  /** Connects an engineer's telephone, which answers by itself. */
  phone(engineerId: string): Phone;
  /** Callers who are still there go. */
  leave(): void;
  close(): Promise<void>;
}

export interface Phone {
  /** Caller and engineer hear each other. */
  isTalking(interactionId: string): boolean;
}

export async function openCarrier(parts: {
  readonly publicUrl: string;
  readonly story: Story;
  readonly chance: Chance;
  readonly onAlert: (message: string) => void;
}): Promise<Carrier> {
  const { publicUrl, story, chance } = parts;
  const sid = `AC${randomBytes(16).toString("hex")}`;
  const authToken = randomBytes(16).toString("hex");
  const exchange = new Exchange({
    ...{ sid, authToken, speed: SPEED },
    voiceUrl: () => `${publicUrl}/twilio/voice`,
    statusUrl: () => `${publicUrl}/twilio/voice/status`,
    smsUrl: () => `${publicUrl}/twilio/sms`,
    log: {
      warn: (_details, message) => {
        parts.onAlert(message);
      },
    },
  });
  const server = createServer(carrierRest(exchange, { sid, authToken }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const lines = new Map<Line, Contact>();
  let callers = 0;

  function call(): void {
    callers += 1;
    const from = `+1202${String(2_000_000 + callers)}`;
    let contact: Contact | null = null;
    const line = exchange.dialIn(
      { from, to: CALLED_NUMBER },
      {
        ring: (incoming) => {
          incoming.reject();
        },
        hear: (_callSid, heard) => {
          if (contact !== null && line !== null) hear({ contact, line, heard });
        },
      },
    );
    if (line === null) throw new Error("the carrier has no line");
    contact = contactOf("voice", line.callSid);
    story.contacts.push(contact);
    lines.set(line, contact);
    if (!chance.happens(HANGS_UP)) return;
    setTimeout(
      () => {
        hangUp(line);
      },
      chance.whole(500, 4000),
    );
  }

  function hear(told: { contact: Contact; line: Line; heard: Heard }): void {
    const { contact, line, heard } = told;
    if (heard.type === "ended") {
      contact.overAt ??= Date.now();
      lines.delete(line);
    }
    if (heard.type !== "say") return;
    if (SORRY.some((words) => words.test(heard.text))) contact.heardError ??= heard.text;
    if (!heard.text.startsWith("Level ")) return;
    // The menu is read out only after the call was committed.
    contact.ackedAt ??= Date.now();
    setTimeout(
      () => {
        line.key(chance.one(["1", "2"]));
      },
      chance.whole(50, 300),
    );
  }

  function hangUp(line: Line): void {
    const contact = lines.get(line);
    if (contact === undefined) return;
    contact.leftAt = Date.now();
    line.hangUp();
  }

  return {
    env: {
      TWILIO_ACCOUNT_SID: sid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_NUMBER: CALLED_NUMBER,
      TWILIO_API_BASE_URL: `http://127.0.0.1:${String(port)}`,
    },
    call,
    phone: (engineerId) => {
      const telephone = new Telephone(engineerId, { exchange, story, chance });
      exchange.plug(`client:${clientIdentity(EngineerId.parse(engineerId))}`, telephone);
      return telephone;
    },
    leave: () => {
      for (const line of [...lines.keys()]) hangUp(line);
    },
    close: async () => {
      await exchange.close();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

/** Answers whatever rings, and notes for which interaction it rang. */
class Telephone implements Handset, Phone {
  readonly #engineerId: string;
  readonly #parts: { readonly exchange: Exchange; readonly story: Story; readonly chance: Chance };
  readonly #legs = new Map<string, Leg>();
  readonly #talking = new Set<string>();

  constructor(
    engineerId: string,
    parts: { readonly exchange: Exchange; readonly story: Story; readonly chance: Chance },
  ) {
    this.#engineerId = engineerId;
    this.#parts = parts;
  }

  isTalking(interactionId: string): boolean {
    return this.#talking.has(interactionId);
  }

  ring(line: Line): void {
    const { exchange, story, chance } = this.#parts;
    const room = [...exchange.conferences.values()].find(({ members }) =>
      members.some(({ call }) => call.sid === line.callSid),
    );
    // `interaction.offer.engineer`, see `conferenceName`.
    const interactionId = room?.name.split(".").slice(0, -2).join(".") ?? "";
    const leg: Leg = { interactionId, engineerId: this.#engineerId, from: Date.now(), to: null };
    story.legs.push(leg);
    this.#legs.set(line.callSid, leg);
    setTimeout(() => line.answer(), chance.whole(20, 80));
  }

  hear(callSid: string, heard: Heard): void {
    const leg = this.#legs.get(callSid);
    if (leg === undefined) return;
    if (heard.type === "peer" && heard.present) this.#talking.add(leg.interactionId);
    if (heard.type !== "ended") return;
    leg.to = Date.now();
    this.#talking.delete(leg.interactionId);
    this.#legs.delete(callSid);
  }
}

export function contactOf(channel: Contact["channel"], key: string): Contact {
  return {
    ...{ channel, key, named: new Set<string>() },
    ...{ ackedAt: null, leftAt: null, overAt: null, heardError: null },
  };
}
