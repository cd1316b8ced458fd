/** What a node does while it leads: decides for all nodes, and does the duties that only one may do. */
import type { Outcome } from "../../protocol/commands.js";
import type { CommandId, ServerNodeId } from "../../protocol/ids.js";
import type { Dispatch } from "../dispatch/dispatch-parts.js";
import type { Luggage } from "../dispatch/turn.js";
import type { Router } from "../../routing/router.js";
import type { Arrived, Bus } from "./bus.js";
import { decodeEnvelope } from "./envelope.js";

/** Something that one node does for all: reading a mailbox, performing the outbox, a timed job. */
export interface Duty {
  readonly name: string;
  /** Answers with how to stop. */
  start(): (() => Promise<void> | void) | Promise<() => Promise<void> | void>;
}

export interface Answer {
  readonly to: ServerNodeId;
  readonly id: CommandId;
  /** Of the command it answers: an id may be used twice. */
  readonly type: string;
  readonly outcome: Outcome;
}

/** Takes the other nodes' commands. Answers with how to stop taking. */
export function takeCommands(parts: {
  readonly bus: Pick<Bus, "take">;
  readonly dispatch: Dispatch;
  /** Before it is decided: memory gets to know whom the command is about. */
  readonly onArriving: (luggage: Luggage) => void;
  /** It may have come to nothing. */
  readonly onGone: (luggage: Luggage, router: Router) => void;
  /** For those whose answer is in no record. */
  readonly tellAnswer: (answer: Answer) => void;
  readonly now: () => number;
  readonly log: { warn(details: object, message: string): void };
}): () => void {
  const { dispatch, now, log } = parts;

  async function take({ key, envelope, wasThere }: Arrived): Promise<void> {
    let read: ReturnType<typeof decodeEnvelope>;
    try {
      read = decodeEnvelope(envelope);
    } catch (error) {
      log.warn({ err: error, key }, "what arrived is no command; it is dropped");
      taking.settled([key]);
      return;
    }
    const { id, from, again, asked, expiresAt } = read;
    if (now() > expiresAt) {
      taking.settled([key]);
      return;
    }
    const luggage: Luggage = { ...read.luggage, isFromElsewhere: true };
    parts.onArriving(luggage);
    const mayBeKnown = wasThere || again;
    const outcome = await dispatch.send(
      { ...asked, ...(!mayBeKnown && { isFresh: true }) },
      luggage,
    );
    // We lead no more: it stays for whoever leads next.
    if (isCode(outcome, "SHUTTING_DOWN")) return;
    taking.settled([key]);
    if (luggage.contents !== undefined) {
      // Refused, or done before under the same id: then its own contact never began.
      await dispatch
        .read((router) => {
          parts.onGone(luggage, router);
        })
        .catch(() => undefined);
    }
    if (mayBeKnown || isCode(outcome, "STORE_UNAVAILABLE")) {
      parts.tellAnswer({ to: from, id, type: asked.type, outcome });
    }
  }

  const taking = parts.bus.take({
    hear: (arrived) => {
      for (const one of arrived) void take(one);
    },
  });
  return () => {
    taking.stop();
  };
}

function isCode(outcome: Outcome, code: string): boolean {
  return !outcome.ok && outcome.error.code === code;
}
