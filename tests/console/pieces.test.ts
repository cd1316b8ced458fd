/** The console's pure pieces: keys, clocks, orders, drafts, replies, words. */
import { describe, expect, test } from "@jest/globals";
import { en } from "../../console/src/i18n/en.js";
import { zh } from "../../console/src/i18n/zh.js";
import { actionOf, keyName, keymap } from "../../console/src/keys/keymap.js";
import { formatSpan, urgencyAt } from "../../console/src/state/clock.js";
import {
  type DraftPlace,
  type KeptText,
  dropOldDrafts,
  keepDraft,
  readDraft,
} from "../../console/src/state/drafts.js";
import {
  activityOf,
  bucketsWorstFirst,
  engineersByActivity,
  floorFigures,
  sparkline,
} from "../../console/src/state/floor-figures.js";
import { heldOrder } from "../../console/src/state/held-order.js";
import { replySubject, replyTo } from "../../console/src/state/mail-reply.js";
import { merge } from "../../console/src/state/merge.js";
import { overflowsBack } from "../../console/src/state/overflow-circle.js";
import { recordLines } from "../../console/src/state/record-lines.js";
import { whyWaiting } from "../../console/src/state/why-waiting.js";
import { workOrder } from "../../console/src/state/work-order.js";
import { errorCatalog } from "../../protocol/errors.js";
import type { Bucket } from "../../protocol/organisation.js";
import type { EngineerOnFloor } from "../../protocol/sockets.js";
import { FakeServer } from "./fake-server.js";
import {
  MINUTE,
  buckets,
  busyDesk,
  engineers,
  interaction,
  sam,
  stateOf,
  waitingOnFloor,
} from "./sample-desk.js";

const now = 1_700_000_000_000;

class KeptInMemory implements KeptText {
  readonly #texts = new Map<string, string>();
  get length(): number {
    return this.#texts.size;
  }
  key(index: number): string | null {
    return [...this.#texts.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.#texts.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#texts.set(key, value);
  }
  removeItem(key: string): void {
    this.#texts.delete(key);
  }
}

function onFloor(n: number, part: Partial<EngineerOnFloor["state"]> = {}): EngineerOnFloor {
  const engineer = engineers[n];
  if (engineer === undefined) throw new Error(`no engineer ${String(n)}`);
  return { engineer, state: stateOf(engineer, now, part), holding: [], used: 0 };
}

describe("keys", () => {
  const press = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false };

  test("[K4] single letters act only while no field has focus", () => {
    expect(actionOf({ ...press, key: "a", inField: false })).toBe("offer.accept");
    expect(actionOf({ ...press, key: "A", inField: false })).toBe("offer.accept");
    expect(actionOf({ ...press, key: "a", inField: true })).toBeNull();
  });

  test("[K4] inside fields only Ctrl and ⌘ act", () => {
    expect(actionOf({ ...press, key: "Enter", ctrlKey: true, inField: true })).toBe("compose.send");
    expect(actionOf({ ...press, key: "k", metaKey: true, inField: true })).toBe("palette.open");
    expect(actionOf({ ...press, key: "k", inField: false })).toBe("work.previous");
  });

  test("[K4] Alt types characters, and a composing input method owns its keys", () => {
    for (const key of Object.values(keymap).map((k) => k.key)) {
      expect(actionOf({ ...press, key, altKey: true, inField: false })).toBeNull();
      expect(actionOf({ ...press, key, isComposing: true, inField: true })).toBeNull();
    }
  });

  test("[K4] no two actions have the same key", () => {
    const names = (Object.keys(keymap) as (keyof typeof keymap)[]).map((a) => keyName(a, true));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("time", () => {
  const units = { day: "d", hour: "h" };

  test("[K5] an age changes colour at its own target, not at fixed minutes", () => {
    const target = { from: 0, dueAt: 40_000 };
    expect(urgencyAt(29_999, target)).toBe("calm");
    expect(urgencyAt(30_000, target)).toBe("soon");
    expect(urgencyAt(40_000, target)).toBe("late");
    expect(urgencyAt(9e9, { from: 0, dueAt: null })).toBe("calm");
  });

  test("[K5] spans have the same width from second to second", () => {
    expect(formatSpan(-5, units)).toBe("00:00");
    expect(formatSpan(252_000, units)).toBe("04:12");
    expect(formatSpan(125 * MINUTE, units)).toBe("2:05 h");
    expect(formatSpan(76 * 60 * MINUTE, units)).toBe("3 d 4 h");
  });
});

describe("orders", () => {
  test("[K6] a held list keeps its places; what is new comes last, what left leaves", () => {
    expect(heldOrder(["a", "b", "c"], ["d", "c", "a"], true)).toEqual(["a", "c", "d"]);
    expect(heldOrder(["a", "b", "c"], ["d", "c", "a"], false)).toEqual(["d", "c", "a"]);
  });

  test("[K6] work is ordered by who waits: the call, then whoever is due soonest", () => {
    const { interactions } = busyDesk(now);
    const work = workOrder(Object.fromEntries(interactions.map((i) => [i.id, i])));
    expect(work).toEqual({ active: ["i-call", "i-chat", "i-mail"], wrapUp: ["i-done"] });
  });
});

describe("drafts", () => {
  const place: DraftPlace = { userId: "u", interactionId: "i", kind: "reply" };

  test("[K7] a draft is kept with every change and dropped when it is sent", () => {
    const kept = new KeptInMemory();
    const draft = { text: "half a sent", mail: null, savedAt: now };
    keepDraft(kept, place, draft);
    expect(readDraft(kept, place)).toEqual(draft);
    expect(readDraft(kept, { ...place, userId: "somebody else" })).toBeNull();
    keepDraft(kept, place, null);
    expect(kept.length).toBe(0);
  });

  test("[K7] drafts nobody came back to, and those of another shape, are dropped", () => {
    const kept = new KeptInMemory();
    keepDraft(kept, place, { text: "old", mail: null, savedAt: now - 31 * 86_400_000 });
    keepDraft(kept, { ...place, interactionId: "j" }, { text: "new", mail: null, savedAt: now });
    kept.setItem("strowger.draft.u.k.reply", "{");
    kept.setItem("somebody.elses", "{");
    dropOldDrafts(kept, now);
    expect([kept.key(0), kept.key(1), kept.length]).toEqual([
      "strowger.draft.u.j.reply",
      "somebody.elses",
      2,
    ]);
  });
});

describe("mail", () => {
  test("[K8] a reply goes to the sender, with everybody else in copy and ourselves nowhere", () => {
    const { interactions, messages } = busyDesk(now);
    const mail = interactions.find((i) => i.id === "i-mail");
    if (mail === undefined) throw new Error("the sample has a mail");
    expect(
      replyTo(
        mail,
        messages.filter((m) => m.interactionId === mail.id),
      ),
    ).toMatchObject({
      to: ["henrik@berg.example"],
      cc: ["it@berg.example"],
      subject: "Re: Backup fails since Tuesday",
      quote: true,
    });
  });

  test("[K8] one Re: however often it went to and fro, in whatever language", () => {
    expect(replySubject("AW: Re: RE: 回复：Backup")).toBe("Re: Backup");
    expect(replySubject("")).toBe("Re:");
  });
});

describe("the record", () => {
  test("[K9] stands in the order of time, keys pressed in one line, silent events left out", () => {
    const { interactions, messages } = busyDesk(now);
    const [call] = interactions;
    if (call === undefined) throw new Error("the sample has a call");
    const menu = (at: number, input: string) =>
      ({
        type: "menu",
        at,
        fromNodeId: "a",
        toNodeId: `b${input}`,
        input,
        result: "matched",
      }) as const;
    const lines = recordLines(
      messages.filter((m) => m.interactionId === call.id),
      [
        menu(1, "2"),
        menu(2, "1"),
        {
          type: "event",
          seq: 1,
          at: 3,
          event: { type: "interaction.started", at: 3, interactionId: call.id, channel: "voice" },
        },
        {
          type: "event",
          seq: 2,
          at: 4,
          event: {
            type: "engineer.connected",
            at: 4,
            engineerId: engineers[0]?.id ?? ("" as never),
          },
        },
      ],
    );
    expect(lines.map((line) => line.kind)).toEqual(["menu", "event", "message"]);
  });
});

describe("the floor", () => {
  test("[K10] buckets stand worst first, and the five figures add up", async () => {
    const server = await FakeServer.open({ me: sam, built: "." });
    server.take(waitingOnFloor(Date.now()));
    const board = server.board();
    await server.close();
    expect(bucketsWorstFirst(board.buckets).map((b) => b.bucketId)).toEqual([
      "vpn",
      "clustering",
      "wifi",
      "licences",
      "restore",
    ]);
    expect(floorFigures(board)).toMatchObject({ waiting: 34, abandoned: 10, signedIn: 6 });
  });

  test("[K10] engineers are grouped by what they do, whoever needs a look first", () => {
    const holding = [
      {
        interactionId: waitingOnFloor(now)[0]?.id ?? ("" as never),
        channel: "chat",
        state: "wrapup",
      },
    ] as const;
    const floor = [
      onFloor(0),
      { ...onFloor(1), holding: [...holding] },
      onFloor(2, { status: "break" }),
      onFloor(3, { status: "not_responding" }),
      onFloor(4, { connected: false }),
    ];
    expect(floor.map(activityOf)).toEqual([
      "ready",
      "wrapup",
      "break",
      "not_responding",
      "unreachable",
    ]);
    expect(engineersByActivity(floor).map((g) => g.activity)).toEqual([
      "not_responding",
      "ready",
      "wrapup",
      "unreachable",
      "break",
    ]);
  });

  test("[K10] a flat hour is a flat line at the bottom", () => {
    expect(sparkline([0, 0, 0], { width: 10, height: 4 })).toBe("0.0,4.0 5.0,4.0 10.0,4.0");
    expect(sparkline([0, 2], { width: 10, height: 4 })).toBe("0.0,4.0 10.0,0.0");
  });

  test("[K11] every engineer has one reason why an interaction is not theirs", () => {
    const bucket = buckets[0] ?? null;
    const waiting = interaction("w", "voice", { state: "waiting", engineerId: null });
    const full: EngineerOnFloor = {
      ...onFloor(0),
      holding: [{ interactionId: waiting.id, channel: "voice", state: "active" }],
    };
    const floor = [
      full,
      onFloor(1),
      onFloor(2, { status: "break" }),
      onFloor(4, { channels: ["email"] }),
    ];
    expect(whyWaiting(waiting, { engineers: floor, bucket }, now)).toEqual([
      { obstacle: "full", engineers: ["Ada Moreau"] },
      { obstacle: "channel", engineers: ["Emil Novák"] },
      { obstacle: "break", engineers: ["陈晓梅"] },
      { obstacle: "skill", engineers: ["Bo Lindgren"] },
    ]);
  });
});

describe("words", () => {
  /** Every path to a word. */
  function paths(words: object, before = ""): string[] {
    return Object.entries(words).flatMap(([key, value]) =>
      typeof value === "string" ? [`${before}${key}`] : paths(value as object, `${before}${key}.`),
    );
  }
  const wordAt = (words: object, path: string): string =>
    path
      .split(".")
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], words) as string;

  test("[K12] Chinese has every word that English has, and every error code", () => {
    expect(paths(zh).sort()).toEqual(paths(en).sort());
    expect(Object.keys(zh.errors).sort()).toEqual([...Object.keys(errorCatalog), "OFFLINE"].sort());
  });

  test("[K12] both languages fill in the same things", () => {
    const holes = (word: string): string[] =>
      [...word.matchAll(/{{(\w+)}}/g)].map((m) => m[1] ?? "").sort();
    const different = paths(en).filter(
      (path) => holes(wordAt(en, path)).join() !== holes(wordAt(zh, path)).join(),
    );
    expect(different).toEqual([]);
  });
});

describe("two who edit one thing", () => {
  test("[K23] each keeps what only they changed, and what both changed stays as it is here", () => {
    interface Values {
      readonly name: string;
      readonly skills: Readonly<Record<string, number>>;
      readonly list: readonly number[];
      readonly hours: object | null;
    }
    const base: Values = { name: "a", skills: { x: 1, y: 2, z: 3 }, list: [1], hours: null };
    const mine: Values = { ...base, name: "mine", skills: { x: 5, z: 3 }, hours: { from: 1 } };
    const theirs: Values = { ...base, name: "theirs", skills: { x: 1, y: 2 }, list: [1, 2] };
    expect(merge({ base, mine, theirs })).toEqual({
      values: { name: "mine", skills: { x: 5 }, list: [1, 2], hours: { from: 1 } },
      clashes: ["name"],
      news: true,
    });
    // What the server tells of our own save is no news.
    expect(merge({ base, mine, theirs: mine })).toEqual({ values: mine, clashes: [], news: false });
  });

  test("[K23] an overflow that leads back is seen before it is saved, and archived ones end it", () => {
    const [first, second] = buckets;
    if (first === undefined || second === undefined) throw new Error("two buckets are needed");
    const leading: Bucket = {
      ...second,
      policy: {
        ...second.policy,
        overflow: [
          {
            channels: ["chat"],
            when: { kind: "closed" },
            then: { kind: "bucket", bucketId: first.id },
          },
        ],
      },
    };
    expect(overflowsBack(first.id, second.id, [first, leading])).toBe(true);
    expect(overflowsBack(first.id, second.id, [first, second])).toBe(false);
    expect(overflowsBack(first.id, second.id, [first, { ...leading, archived: true }])).toBe(false);
  });
});
