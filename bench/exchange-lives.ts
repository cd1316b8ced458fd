/**
 * Whole lives handed to the library in-process, as jobs are handed to a job queue: the real dispatch,
 * router and store on the embedded database in its own thread. Engineers act as soon as they are told,
 * and they are told only what is committed.
 */
import { inspect } from "node:util";
import { BucketId, EngineerId, InteractionId, SkillId } from "../protocol/ids.js";
import type { DomainEvent } from "../protocol/events.js";
import type { SkillNeed } from "../protocol/organisation.js";
import { createRouter } from "../routing/router.js";
import { leadAlone } from "../src/dispatch/dispatch.js";
import type { Asked, Dispatch } from "../src/dispatch/dispatch-parts.js";
import { freshContent } from "../src/desk/contents.js";
import { newId } from "../src/ids.js";
import { openStore } from "../src/store/open.js";
import type { Store } from "../src/store/store.js";
import { bucket, engineer } from "../tests/support/organisation.js";

const BUCKETS = 10;
const ENGINEERS = 400;
/** Chats that one engineer can hold at once. */
const CHATS_EACH = 4;

export interface LivesLoad {
  readonly dataDir: string;
  /** How many lives are lived. */
  readonly lives: number;
  /** How many are somewhere between arrival and the end of wrap-up at any time. */
  readonly sideBySide: number;
}

export interface LivesFigures {
  readonly perSecond: number;
  readonly commandsPerSecond: number;
  /** Milliseconds from each commit's beginning to its end. */
  readonly commitMs: readonly number[];
  readonly commandsPerCommit: number;
}

/** The clock runs from the first arrival to the last end of wrap-up, after some lives to warm up. */
export async function measureLives(load: LivesLoad): Promise<LivesFigures> {
  const store = await openStore({ dataDir: load.dataDir, databaseUrl: null });
  const floor = await openFloor(store);
  // What is compiled and planned at first use is not what is measured.
  await floor.live(Math.min(load.lives, load.sideBySide * 4), load.sideBySide);
  floor.commitMs.length = 0;
  const commandsBefore = floor.commands();
  const started = performance.now();
  await floor.live(load.lives, load.sideBySide);
  const seconds = (performance.now() - started) / 1000;
  const commands = floor.commands() - commandsBefore;
  await floor.close();
  return {
    perSecond: load.lives / seconds,
    commandsPerSecond: commands / seconds,
    commitMs: floor.commitMs,
    commandsPerCommit: commands / floor.commitMs.length,
  };
}

interface Floor {
  readonly commitMs: number[];
  commands(): number;
  /** Lets so many lives begin and end. */
  live(lives: number, sideBySide: number): Promise<void>;
  close(): Promise<void>;
}

async function openFloor(store: Store): Promise<Floor> {
  const commitMs: number[] = [];
  let commands = 0;
  let remaining = 0;
  let open = 0;
  let finished = (): void => undefined;

  const dispatch: Dispatch = await leadAlone({
    store,
    createRouter,
    onLoaded: () => Promise.resolve(),
    planEffects: () => [],
    onCommitted: (decided) => {
      // They hear of it as from a socket: not in the middle of the turn.
      setImmediate(() => {
        for (const { decision } of decided) decision.events.forEach(act);
      });
    },
    now: Date.now,
    holder: "bench",
    log: {
      warn: () => undefined,
      error: (details) => {
        process.stderr.write(`${inspect(details)}\n`);
      },
    },
    measure: {
      turn: (_seconds, count) => {
        commands += count;
      },
      commit: (seconds) => {
        commitMs.push(seconds * 1000);
      },
    },
  });

  const send = (asked: Asked): void => {
    void dispatch.send(asked).then(refuseRefusals);
  };

  /** What an engineer does about what they are told. */
  function act(event: DomainEvent): void {
    switch (event.type) {
      case "interaction.offered":
        send({ type: "offer.accept", offerId: event.offerId, engineerId: event.engineerId });
        break;
      case "interaction.accepted":
        send({
          type: "interaction.end",
          interactionId: event.interactionId,
          by: "engineer",
          engineerId: event.engineerId,
        });
        break;
      case "wrapup.started":
        send({
          type: "wrapup.complete",
          interactionId: event.interactionId,
          engineerId: event.engineerId,
          disposition: "resolved",
          note: null,
        });
        break;
      case "wrapup.completed":
        open -= 1;
        if (remaining > 0) arrive();
        else if (open === 0) finished();
        break;
      default:
        break;
    }
  }

  function arrive(): void {
    remaining -= 1;
    open += 1;
    const interactionId = InteractionId.parse(newId("int", Date.now()));
    const contact = { interactionId, channel: "chat" as const, customerId: null };
    void dispatch
      .send(
        { type: "interaction.start", ...contact },
        {
          contents: [
            {
              interactionId,
              key: `chat:${interactionId}`,
              content: freshContent({ language: "en" }),
            },
          ],
        },
      )
      .then((outcome) => {
        refuseRefusals(outcome);
        send({
          type: "interaction.queue",
          ...contact,
          bucketId: BucketId.parse(`bucket${String(remaining % BUCKETS)}`),
          priority: null,
          skills: [],
          lastEngineerId: null,
          fromMenu: true,
        });
      });
  }

  await employ(dispatch);
  return {
    commitMs,
    commands: () => commands,
    live: (lives, sideBySide) =>
      new Promise((resolve) => {
        remaining = lives;
        finished = resolve;
        while (open < sideBySide && remaining > 0) arrive();
      }),
    close: async () => {
      await dispatch.stop();
      await store.close();
    },
  };
}

/** Each bucket needs one skill; each engineer has three of them at different levels. */
async function employ(dispatch: Dispatch): Promise<void> {
  const skill = (number: number): SkillNeed["skillId"] =>
    SkillId.parse(`skill${String(number % BUCKETS)}`);
  const asked: Asked[] = [];
  for (let number = 0; number < BUCKETS; number++) {
    asked.push({
      type: "bucket.put",
      bucket: bucket(`bucket${String(number)}`, { [skill(number)]: 3 }),
    });
  }
  for (let number = 0; number < ENGINEERS; number++) {
    const row = engineer(`engineer${String(number)}`, {
      [skill(number)]: 3 + (number % 8),
      [skill(number + 1)]: 5,
      [skill(number + 4)]: 8,
    });
    const capacity = {
      units: CHATS_EACH,
      costs: { voice: CHATS_EACH, chat: 1, email: 1 },
      max: { voice: 1, chat: CHATS_EACH, email: CHATS_EACH },
      interruptible: [],
      blocks: { voice: [], chat: [], email: [] },
    };
    asked.push({ type: "engineer.put", engineer: { ...row, capacity } });
    const engineerId = EngineerId.parse(row.id);
    asked.push({ type: "engineer.connect", engineerId });
    asked.push({
      type: "presence.set",
      engineerId,
      status: "available",
      channels: ["chat"],
      reason: null,
      forcedBy: null,
    });
  }
  const outcomes = await Promise.all(asked.map((one) => dispatch.send(one)));
  outcomes.forEach(refuseRefusals);
}

/** A refusal here would mean that less was done than is counted. */
function refuseRefusals(outcome: Awaited<ReturnType<Dispatch["send"]>>): void {
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
}
