/** Engineers who never tire: they say yes, no or nothing, talk, end, and note what it was about. */
import { randomUUID } from "node:crypto";
import type { Channel } from "../../protocol/words.js";
import type { Chance } from "./chance.js";
import type { Phone } from "./calls.js";
import type { Employee } from "./organisation.js";
import type { Story } from "./story.js";
import { pause, Wire } from "./wire.js";

const DECLINES = 0.06;
const KEEPS_SILENT = 0.04;
/** An engineer whose telephone does not ring for so long after a yes asks what is wrong. */
const RINGS_MS_MAX = 20_000;
const LOOK_MS = 50;
/** The pulse: often enough to see when nobody decides, rarely enough to be no load. */
const PULSE_MS = 100;

export interface Team {
  /** How many interactions somebody works on. */
  busy(): number;
  /** What they have in hand as far as they were told. */
  inHand(): readonly string[];
  close(): Promise<void>;
}

interface Held {
  readonly id: string;
  readonly channel: Channel;
  readonly state: string;
  readonly engineerId: string | null;
}

interface Offered {
  readonly id: string;
  readonly interactionId: string;
}

interface OnFloor {
  readonly engineer: { readonly id: string };
  readonly state: { readonly status: string };
}

interface Hello {
  readonly engineer: OnFloor | null;
  readonly interactions: readonly Held[];
  readonly offers: readonly Offered[];
}

interface TeamParts {
  readonly nodes: readonly { readonly url: string }[];
  readonly story: Story;
  readonly chance: Chance;
}

export function openTeam(
  parts: TeamParts,
  engineers: readonly { readonly employee: Employee; readonly phone: Phone }[],
): Team {
  const all = engineers.map(({ employee, phone }) => new EngineerAtWork(parts, employee, phone));
  return {
    busy: () => all.reduce((sum, one) => sum + one.working, 0),
    inHand: () => all.flatMap((one) => [...one.held.keys()]),
    close: async () => {
      await Promise.all(all.map((one) => one.close()));
    },
  };
}

class EngineerAtWork {
  readonly #parts: TeamParts;
  readonly #id: string;
  readonly #phone: Phone;
  readonly #wire: Wire;
  readonly #working = new Set<string>();
  /** What this engineer holds, and its state, as far as they were told. */
  readonly held = new Map<string, string>();
  #isAsking = false;

  constructor(parts: TeamParts, { engineerId, token }: Employee, phone: Phone) {
    this.#parts = parts;
    this.#id = engineerId;
    this.#phone = phone;
    this.#wire = new Wire({
      ...{ nodes: parts.nodes, chance: parts.chance, namespace: "/console", auth: { token } },
      enter: (socket) =>
        new Promise((resolve) => {
          socket.once("hello", () => {
            resolve();
          });
        }),
      hear: {
        hello: (hello: Hello) => {
          this.#greet(hello);
        },
        "presence:changed": (me: OnFloor) => {
          if (me.engineer.id === engineerId) this.#stand(me.state.status);
        },
        "offer:new": (offer: Offered) => {
          this.#consider(offer);
        },
        "interaction:updated": (interaction: Held) => {
          this.#look(interaction);
        },
      },
      onLost: () => {
        this.#note(false, false);
      },
    });
  }

  get working(): number {
    return this.#working.size;
  }

  close(): Promise<void> {
    return this.#wire.close();
  }

  #greet({ engineer, interactions, offers }: Hello): void {
    this.held.clear();
    this.#stand(engineer?.state.status ?? "offline");
    for (const offer of offers) this.#consider(offer);
    for (const interaction of interactions) this.#look(interaction);
  }

  #note(connected: boolean, available: boolean): void {
    const at = Date.now();
    this.#parts.story.presence.push({ at, engineerId: this.#id, connected, available });
  }

  /** Whoever did not answer was taken out, and comes back by themself. */
  #stand(status: string): void {
    this.#note(true, status === "available");
    if (status === "available" || this.#isAsking) return;
    this.#isAsking = true;
    const { chance, story } = this.#parts;
    const back = async (): Promise<void> => {
      await pause(chance.whole(100, 500));
      const { ok } = await this.#wire.ask("presence:set", { status: "available" });
      if (ok) story.decisions.push(Date.now());
    };
    back()
      .catch(() => undefined)
      .finally(() => {
        this.#isAsking = false;
      });
  }

  #consider(offer: Offered): void {
    const { chance, story } = this.#parts;
    const { id: offerId, interactionId } = offer;
    story.offers.push({ offerId, interactionId, engineerId: this.#id });
    if (chance.happens(KEEPS_SILENT)) return;
    const answer = async (): Promise<void> => {
      await pause(chance.whole(50, 300));
      const declines = chance.happens(DECLINES);
      const event = declines ? "offer:decline" : "offer:accept";
      const { ok } = await this.#wire.ask(event, { offerId });
      if (!ok) return;
      story.decisions.push(Date.now());
      if (!declines) story.steps.push({ step: "accepted", interactionId, engineerId: this.#id });
    };
    answer().catch(() => undefined);
  }

  #look(interaction: Held): void {
    const { id, state, engineerId } = interaction;
    const isMine = engineerId === this.#id && (state === "active" || state === "wrapup");
    if (!isMine) {
      this.held.delete(id);
      return;
    }
    this.held.set(id, state);
    if (this.#working.has(id)) return;
    this.#working.add(id);
    this.#work(interaction)
      .catch(() => undefined)
      .finally(() => this.#working.delete(id));
  }

  async #work({ id, channel, state }: Held): Promise<void> {
    const { chance, story } = this.#parts;
    if (state === "active") {
      if (channel === "voice") await this.#telephone(id);
      else await this.#write(id, channel);
      await pause(chance.whole(200, 900));
    }
    // Meanwhile the customer may have gone, or somebody else may have it.
    if (this.held.get(id) === "active") {
      story.endsAsked.add(id);
      await this.#step("interaction:end", { step: "ended", id });
    }
    await pause(chance.whole(50, 300));
    await this.#step("wrapup:complete", { step: "finished", id });
  }

  async #step(
    event: "interaction:end" | "wrapup:complete",
    { step, id }: { readonly step: "ended" | "finished"; readonly id: string },
  ): Promise<void> {
    const { story } = this.#parts;
    const payload = { interactionId: id, ...(step === "finished" && { disposition: "resolved" }) };
    const { ok } = await this.#wire.ask(event, payload);
    if (!ok) return;
    story.decisions.push(Date.now());
    story.steps.push({ step, interactionId: id, engineerId: this.#id });
  }

  async #telephone(id: string): Promise<void> {
    const until = Date.now() + RINGS_MS_MAX;
    while (this.held.get(id) === "active" && !this.#phone.isTalking(id)) {
      if (Date.now() > until) {
        this.#parts.story.accidents.push(`${id} was accepted, and its telephone never rang`);
        return;
      }
      await pause(LOOK_MS);
    }
  }

  async #write(interactionId: string, channel: Channel): Promise<void> {
    const { chance, story } = this.#parts;
    await pause(chance.whole(100, 500));
    const clientId = channel === "email" ? `reply-${randomUUID()}` : randomUUID();
    const message = { interactionId, clientId, text: `We look into it. ${clientId}` };
    const { ok } = await this.#wire.ask("message:send", message);
    if (!ok) return;
    story.messages.push({ interactionId, key: clientId });
    if (channel === "email") story.answered.add(clientId);
  }
}

export interface Pulse {
  /** When a command through this node was decided last. */
  lastAt(): number;
  close(): Promise<void>;
}

/** Somebody at one node whose state changes all the time: as long as it does, decisions are made. */
export function openPulse(
  node: { readonly url: string },
  parts: { readonly story: Story; readonly chance: Chance; readonly employee: Employee },
): Pulse {
  const { story, chance, employee } = parts;
  let last = 0;
  let isOver = false;
  const wire = new Wire({
    ...{ nodes: [node], chance, namespace: "/console", auth: { token: employee.token } },
    enter: (socket) =>
      new Promise((resolve) => {
        socket.once("hello", () => {
          resolve();
        });
      }),
    hear: {},
  });
  const beat = async (): Promise<void> => {
    for (let count = 0; !isOver; count++) {
      const status = count % 2 === 0 ? "break" : "offline";
      const { ok } = await wire.ask("presence:set", { status });
      if (ok) {
        last = Date.now();
        story.decisions.push(last);
      }
      await pause(PULSE_MS);
    }
  };
  beat().catch(() => undefined);
  return {
    lastAt: () => last,
    close: async () => {
      isOver = true;
      await wire.close();
    },
  };
}
