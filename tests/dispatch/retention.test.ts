/** Purging by itself, in virtual time; and a mail to a contact that is gone, over the real desk. */
import { expect, test } from "@jest/globals";
import { KEEP_FOR_EVER, NOTHING_PURGED } from "../../protocol/retention.js";
import { keepRetention, type RetentionParts } from "../../src/desk/retention.js";
import type { PurgePage } from "../../src/store/store.js";
import { eventually } from "../support/eventually.js";
import { plainSettings } from "../support/organisation.js";

/** A store that has three pages of messages and notes down what it was asked, and timers that wait. */
function rig(): {
  readonly parts: RetentionParts;
  readonly done: string[];
  readonly waits: number[];
  readonly warned: string[];
  readonly fail: { next: boolean };
  readonly policy: { days: number | null };
  ring(): Promise<void>;
} {
  const done: string[] = [];
  const waits: number[] = [];
  const warned: string[] = [];
  const fail = { next: false };
  const policy: { days: number | null } = { days: 30 };
  let due: (() => void) | null = null;
  const store: RetentionParts["store"] = {
    settings: () =>
      Promise.resolve({
        ...plainSettings,
        retention: { ...KEEP_FOR_EVER, messagesDays: policy.days },
      }),
    startPurge: () => {
      done.push("start");
      return Promise.resolve(7);
    },
    purgePage: ({ kind, after, run }: PurgePage) => {
      if (fail.next) {
        fail.next = false;
        return Promise.reject(new Error("the database is away"));
      }
      done.push(`${kind} ${after ?? "-"} ${String(run)}`);
      const next = after === null ? "a" : after === "a" ? "b" : null;
      return Promise.resolve(kind === "messages" ? { count: 1, next } : { count: 0, next: null });
    },
    endPurge: () => {
      done.push("end");
      return Promise.resolve(NOTHING_PURGED);
    },
  };
  return {
    done,
    waits,
    warned,
    fail,
    policy,
    parts: {
      store,
      now: () => 1_760_000_000_000,
      log: { info: () => undefined, warn: (_, message) => warned.push(message) },
      schedule: (work, ms) => {
        waits.push(ms);
        due = work;
        return () => {
          due = null;
        };
      },
    },
    ring: async () => {
      await eventually(() => {
        expect(due).not.toBeNull();
      });
      const work = due;
      due = null;
      work?.();
    },
  };
}

/** Rings until it waits for the next hour. */
async function throughHour(one: ReturnType<typeof rig>): Promise<void> {
  do {
    const before = one.waits.length;
    await one.ring();
    await eventually(() => {
      expect(one.waits.length).toBeGreaterThan(before);
    });
  } while (one.waits.at(-1) !== 3_600_000);
}

test("[D14] it begins after five minutes, rests between pages, and again an hour later", async () => {
  const one = rig();
  const stop = keepRetention(one.parts);
  expect(one.waits).toEqual([300_000]);
  await throughHour(one);
  const pages = ["messages - 7", "messages a 7", "messages b 7", "notes - 7", "letters - 7"];
  expect(one.done).toEqual(["start", ...pages, "effects - 7", "end"]);
  // One rest after each of six pages.
  expect(one.waits).toHaveLength(1 + 6 + 1);
  await throughHour(one);
  expect(one.done).toHaveLength(16);
  await stop();
});

test("[D14] a failure is made up for an hour later, and without a policy nothing is begun", async () => {
  const one = rig();
  const stop = keepRetention(one.parts);
  one.fail.next = true;
  await throughHour(one);
  expect([one.done, one.warned.length]).toEqual([["start"], 1]);
  await throughHour(one);
  expect(one.done.at(-1)).toBe("end");
  one.policy.days = null;
  const before = one.done.length;
  await throughHour(one);
  expect(one.done).toHaveLength(before);
  await stop();
});

test("[D14] stopping ends the rest, and no further page is begun", async () => {
  const one = rig();
  const stop = keepRetention(one.parts);
  await one.ring();
  await eventually(() => {
    expect(one.done).toContain("messages - 7");
  });
  await stop();
  expect(one.done).toEqual(["start", "messages - 7", "end"]);
});
