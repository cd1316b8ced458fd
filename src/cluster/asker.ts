/**
 * Commands of a node that does not lead, until they are answered. The answer is the record of the turn
 * that did it, so what the sender reads next is at least as new. Whatever gets lost on the way is asked
 * for in SQL and sent again under the same id.
 */
import { errorCatalog, type ErrorCode } from "../../protocol/errors.js";
import type { CommandId, ServerNodeId } from "../../protocol/ids.js";
import type { Outcome } from "../../protocol/commands.js";
import type { Asked } from "../dispatch/dispatch-parts.js";
import type { Luggage } from "../dispatch/turn.js";
import type { Schedule } from "../schedule.js";
import type { Store } from "../store/store.js";
import type { Bus } from "./bus.js";
import { encodeEnvelope, type Envelope } from "./envelope.js";

export interface Asker {
  ask(asked: Asked & { readonly id: CommandId }, luggage: Luggage): Promise<Outcome>;
  /** Committed, with this outcome. Others' commands are no matter; one of another type used the id up. */
  answered(command: Named, outcome: Outcome): void;
  /** What the leader says came of it: of another type, it says nothing about ours. */
  heard(command: Named, outcome: Outcome): void;
  /** Whoever still waits is refused. */
  close(): void;
}

interface Named {
  readonly id: CommandId;
  readonly type: string;
}

/** Carriers give up after 15 s, consoles after 10. */
const PATIENCE_MS = 8000;
/** A leader nearby answers in a few milliseconds; a standby needs two seconds to become one. */
const ASK_AGAIN_MS = 1000;
const LOOK_MS = 250;

interface Waiting {
  envelope: Envelope;
  /** Both on the steady clock. */
  sentAt: number;
  readonly patientUntil: number;
  readonly answer: Promise<Outcome>;
  readonly resolve: (outcome: Outcome) => void;
}

export function createAsker(parts: {
  readonly bus: Pick<Bus, "send">;
  /** By the way on which nothing gets lost. */
  readonly sendAgain: Bus["send"];
  readonly store: Pick<Store, "knownCommands">;
  readonly node: ServerNodeId;
  /** Until memory knows what SQL does. */
  readonly catchUp: () => Promise<void>;
  readonly now: () => number;
  /** Milliseconds on a clock that nobody sets. */
  readonly steady: () => number;
  readonly schedule: Schedule;
  readonly log: { warn(details: object, message: string): void };
}): Asker {
  const { bus, store, node, now, steady } = parts;
  const waiting = new Map<CommandId, Waiting>();
  let isClosed = false;
  let callOff: (() => void) | null = null;

  function answered({ id, type }: Named, outcome: Outcome): void {
    const known = waiting.get(id);
    if (known === undefined) return;
    waiting.delete(id);
    const isIt = known.envelope.asked.type === type;
    known.resolve(isIt ? outcome : refusal("COMMAND_ID_REUSED"));
  }

  function refuse({ envelope }: Waiting, code: ErrorCode): void {
    answered(envelope.asked, refusal(code));
  }

  function hand(one: Waiting): void {
    one.sentAt = steady();
    one.envelope = { ...one.envelope, expiresAt: now() + one.patientUntil - one.sentAt };
    const { id, again } = one.envelope;
    const send = again ? parts.sendAgain : bus.send;
    send(encodeEnvelope(one.envelope)).catch((error: unknown) => {
      // Neither way is open. It may have arrived all the same, so its id is asked for before it is refused.
      parts.log.warn({ err: error, command: id }, "a command could not be sent");
    });
  }

  function arm(): void {
    if (callOff !== null || waiting.size === 0 || isClosed) return;
    callOff = parts.schedule(() => {
      callOff = null;
      void look().finally(arm);
    }, LOOK_MS);
  }

  async function look(): Promise<void> {
    const overdue = [...waiting.values()].filter(({ sentAt }) => steady() - sentAt >= ASK_AGAIN_MS);
    if (overdue.length === 0) return;
    if (!(await answerKnown(overdue))) {
      for (const one of overdue) refuse(one, "STORE_UNAVAILABLE");
      return;
    }
    for (const one of overdue) {
      if (!waiting.has(one.envelope.id)) continue;
      if (steady() >= one.patientUntil) refuse(one, "STORE_UNAVAILABLE");
      else {
        one.envelope = { ...one.envelope, again: true };
        hand(one);
      }
    }
  }

  /** false: the database is away, and nobody should wait for that. */
  async function answerKnown(overdue: readonly Waiting[]): Promise<boolean> {
    try {
      const known = await store.knownCommands(overdue.map(({ envelope }) => envelope.id));
      if (known.length === 0) return true;
      await parts.catchUp();
      for (const { id, type, outcome } of known) answered({ id, type }, outcome);
      return true;
    } catch {
      return false;
    }
  }

  function ask(asked: Asked & { readonly id: CommandId }, luggage: Luggage): Promise<Outcome> {
    if (isClosed) return Promise.resolve(refusal("SHUTTING_DOWN"));
    const { id, isFresh, ...rest } = asked;
    const under = waiting.get(id);
    // The id is another command's, unless that one comes to nothing.
    if (under !== undefined && under.envelope.asked.type !== asked.type) {
      return under.answer.then(() => ask({ ...rest, id }, luggage));
    }
    let resolve = (_outcome: Outcome): void => undefined;
    const answer = under?.answer ?? new Promise<Outcome>((go) => (resolve = go));
    const sentAt = steady();
    const one: Waiting = {
      envelope: {
        id,
        from: node,
        expiresAt: now() + PATIENCE_MS,
        again: isFresh !== true,
        asked: { ...rest, id },
        luggage,
      },
      sentAt,
      patientUntil: sentAt + PATIENCE_MS,
      answer,
      resolve: under?.resolve ?? resolve,
    };
    waiting.set(id, one);
    hand(one);
    arm();
    return answer;
  }

  return {
    ask,
    answered,
    heard: (command, outcome) => {
      const isOurs = waiting.get(command.id)?.envelope.asked.type === command.type;
      if (isOurs) answered(command, outcome);
    },
    close: () => {
      isClosed = true;
      callOff?.();
      for (const one of waiting.values()) refuse(one, "SHUTTING_DOWN");
    },
  };
}

export function refusal(code: ErrorCode): Outcome {
  return { ok: false, error: { code, message: errorCatalog[code] } };
}
