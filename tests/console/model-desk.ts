/**
 * A server in miniature for the reducer's tests: it keeps the truth for one engineer, answers with
 * whole snapshots, and for every step says what a console would be told.
 */
import { EngineerId, InteractionId, OfferId } from "../../protocol/ids.js";
import type { Interaction, Message, OfferView } from "../../protocol/interactions.js";
import type { EngineerOnFloor, Hello } from "../../protocol/sockets.js";
import type { ConsoleEvent } from "../../console/src/state/console-reducer.js";
import type { ThreadAnswer } from "../../console/src/state/thread-record.js";
import {
  ada,
  buckets,
  engineers,
  interaction,
  message,
  settings,
  skills,
  stateOf,
} from "./sample-desk.js";

export const steps = [
  "offer",
  "accept",
  "expire",
  "accepted elsewhere",
  "customer speaks",
  "note",
  "end",
  "complete",
  "transfer",
  "pause",
  "given to another",
] as const;
export type Step = (typeof steps)[number];

const me = EngineerId.parse("ada");
const other = EngineerId.parse("bo");

export class ModelDesk {
  readonly #interactions = new Map<string, Interaction>();
  readonly #offers = new Map<string, OfferView>();
  readonly #messages: Message[] = [];
  #status: "available" | "break" = "available";
  #now = 1_000_000;
  #made = 0;

  hello(): Hello {
    const [engineer] = engineers;
    if (engineer === undefined) throw new Error("the sample has engineers");
    const mine = [...this.#interactions.values()].filter(
      (i) => i.engineerId === me && (i.state === "active" || i.state === "wrapup"),
    );
    return {
      now: this.#now,
      me: ada,
      engineer: {
        engineer,
        state: stateOf(engineer, 0, { status: this.#status }),
        holding: this.#holding(),
        used: 0,
      },
      interactions: mine,
      offers: [...this.#offers.values()],
      organisation: {
        settings,
        buckets: [...buckets],
        skills: [...skills],
        engineers: engineers.map(({ id, name }) => ({ id, name })),
      },
      phone: "local",
    };
  }

  thread(id: string): ThreadAnswer | null {
    const interaction = this.#interactions.get(id);
    if (interaction === undefined) return null;
    return {
      interaction,
      messages: this.#messages.filter((m) => m.interactionId === id),
      timeline: [],
    };
  }

  /** Takes a step with the `pick`-th thing it applies to, and says what a console is told. */
  take(step: Step, pick: number): readonly ConsoleEvent[] {
    this.#now += 1000;
    const offer = nth([...this.#offers.values()], pick);
    const active = nth(this.#mine("active"), pick);
    const wrapup = nth(this.#mine("wrapup"), pick);
    switch (step) {
      case "offer":
        return this.#offer();
      case "accept":
        return offer === null ? [] : this.#answer(offer, { state: "active", engineerId: me });
      case "accepted elsewhere":
        return offer === null ? [] : this.#answer(offer, { state: "active", engineerId: other });
      case "expire":
        return offer === null ? [] : this.#expire(offer);
      case "customer speaks":
        return active === null ? [] : this.#say(active, "text");
      case "note":
        return active === null ? [] : this.#say(active, "note");
      case "end":
        return active === null ? [] : this.#change(active, { state: "wrapup", endedAt: this.#now });
      case "complete":
        return wrapup === null ? [] : this.#change(wrapup, { state: "closed" });
      case "transfer":
        return active === null ? [] : this.#change(active, { state: "waiting", engineerId: null });
      case "given to another":
        return active === null ? [] : this.#giveAway(active);
      case "pause":
        this.#status = this.#status === "break" ? "available" : "break";
        return this.#presence();
      default:
        throw new Error(`unhandled step ${String(step satisfies never)}`);
    }
  }

  ids(): readonly string[] {
    return [...this.#interactions.keys()];
  }

  #holding(): EngineerOnFloor["holding"] {
    const offered = [...this.#offers.values()].map((o) => o.interaction);
    return [...offered, ...this.#mine("active"), ...this.#mine("wrapup")].map(
      ({ id, channel, state }) => ({ interactionId: id, channel, state }),
    );
  }

  #mine(state: Interaction["state"]): readonly Interaction[] {
    return [...this.#interactions.values()].filter((i) => i.engineerId === me && i.state === state);
  }

  #offer(): readonly ConsoleEvent[] {
    this.#made += 1;
    const offered = interaction(InteractionId.parse(`i${String(this.#made)}`), "chat", {
      state: "offered",
      engineerId: null,
      startedAt: this.#now,
    });
    const view: OfferView = {
      id: OfferId.parse(`offer${String(this.#made)}`),
      interactionId: offered.id,
      engineerId: me,
      offeredAt: this.#now,
      committedAt: this.#now,
      expiresAt: this.#now + 20_000,
      state: "pending",
      because: "idle",
      interaction: offered,
    };
    this.#interactions.set(offered.id, offered);
    this.#offers.set(view.id, view);
    return [{ type: "offer:new", payload: view }, ...this.#presence()];
  }

  /** Somebody took it: the row says who, and that it is no longer offered. */
  #answer(offer: OfferView, part: Partial<Interaction>): readonly ConsoleEvent[] {
    this.#offers.delete(offer.id);
    return this.#change(offer.interaction, part);
  }

  #expire(offer: OfferView): readonly ConsoleEvent[] {
    this.#offers.delete(offer.id);
    const { id: offerId, interactionId } = offer;
    return [
      { type: "offer:revoked", payload: { offerId, interactionId, because: "expired" } },
      ...this.#change(offer.interaction, { state: "waiting" }),
    ];
  }

  #say(to: Interaction, kind: Message["kind"]): readonly ConsoleEvent[] {
    const said = message(to.id, { kind, at: this.#now, text: "…" });
    this.#messages.push(said);
    const told: ConsoleEvent = { type: "message:new", payload: said };
    return kind === "note" ? [told] : [told, ...this.#change(to, { unread: to.unread + 1 })];
  }

  #change(before: Interaction, part: Partial<Interaction>): readonly ConsoleEvent[] {
    const after = { ...before, ...part };
    this.#interactions.set(after.id, after);
    return [{ type: "interaction:updated", payload: after }, ...this.#presence()];
  }

  /** A supervisor's doing: only who holds what is told to the one who had it. */
  #giveAway(before: Interaction): readonly ConsoleEvent[] {
    this.#interactions.set(before.id, { ...before, engineerId: other });
    return this.#presence();
  }

  #presence(): readonly ConsoleEvent[] {
    const { engineer } = this.hello();
    return engineer === null ? [] : [{ type: "presence:changed", payload: engineer }];
  }
}

function nth<T>(list: readonly T[], pick: number): T | null {
  return list[pick % Math.max(1, list.length)] ?? null;
}
