/** A bucket with everything set, and what the router would explain, for the console's tests and pictures. */
import type { Explanation } from "../../protocol/explanation.js";
import { BucketId, EngineerId, InteractionId, OfferId, SkillId } from "../../protocol/ids.js";
import { RoutingPolicy } from "../../protocol/policy.js";
import { MINUTE } from "./sample-desk.js";

const network = SkillId.parse("network");
const windows = SkillId.parse("windows");

export const richPolicy: RoutingPolicy = RoutingPolicy.parse({
  relax: [
    { afterSeconds: 30, lower: [{ skillId: network, to: 1 }] },
    { afterSeconds: 120, widen: [[{ skillId: windows, level: 6 }]] },
  ],
  tiers: {
    gold: { targetSeconds: { voice: 10, chat: 30, email: 3600 }, headStartSeconds: 90 },
    silver: { priority: 4 },
  },
  ageing: { everySeconds: 600, upTo: 2 },
  lastEngineerSeconds: 45,
  overflow: [
    {
      channels: ["voice"],
      when: { kind: "length", atLeast: 20 },
      then: { kind: "bucket", bucketId: BucketId.parse("wifi") },
    },
    { channels: ["voice"], when: { kind: "wait", seconds: 300 }, then: { kind: "callback" } },
    {
      channels: ["voice", "chat"],
      when: { kind: "closed" },
      then: { kind: "message", text: { en: "We are closed now.", zh: "我们已经下班。" } },
    },
  ],
});

const someone = (id: string, name: string): { engineerId: EngineerId; name: string } => ({
  engineerId: EngineerId.parse(id),
  name,
});
const ada = someone("ada", "Ada Moreau");
const bo = someone("bo", "Bo Lindgren");
const chen = someone("chen", "陈晓梅");
const dana = someone("dana", "Dana Okafor");
const emil = someone("emil", "Emil Novák");
const fatima = someone("fatima", "Fatima Zahra");

/** Two offers: the first declined, the second accepted. */
export function decided(id: string, at: number): Explanation {
  const interactionId = InteractionId.parse(id);
  const bucketId = BucketId.parse("clustering");
  return {
    decisions: [
      {
        ...chen,
        at: at - 3 * MINUTE,
        offerId: OfferId.parse("o-1"),
        because: "level",
        why: {
          step: 0,
          fits: 3,
          by: ["last", "preferred", "level", "scarce", "idle"],
          considered: [
            { ...chen, values: [1, -1, -9, 2, 0, at - 20 * MINUTE] },
            { ...ada, values: [1, -1, -8, 1, 0, at - 33 * MINUTE] },
            { ...emil, values: [1, 0, -4, 0, 2, at - 5 * MINUTE] },
          ],
          passedOver: [
            { ...fatima, because: "no_room" },
            { ...dana, because: "cooling_down" },
          ],
        },
        ended: { how: "declined", at: at - 2.8 * MINUTE, because: "in a meeting" },
      },
      {
        ...ada,
        at: at - 2.8 * MINUTE,
        offerId: OfferId.parse("o-2"),
        because: "idle",
        why: {
          step: 1,
          fits: 4,
          by: ["last", "preferred", "level", "scarce", "idle"],
          considered: [
            { ...ada, values: [1, -1, -8, 1, 0, at - 33 * MINUTE] },
            { ...bo, values: [1, -1, -8, 1, 0, at - 9 * MINUTE] },
          ],
          passedOver: [{ ...chen, because: "cooling_down" }],
        },
        ended: { how: "accepted", at: at - 2.7 * MINUTE, because: null },
      },
    ],
    events: [
      {
        type: "interaction.queued",
        at: at - 3.1 * MINUTE,
        interactionId,
        channel: "voice",
        bucketId,
        priority: 5,
        dueAt: at,
      },
      {
        type: "interaction.overflowed",
        at: at - 3.05 * MINUTE,
        interactionId,
        bucketId: BucketId.parse("licences"),
        when: { kind: "length", atLeast: 20 },
        then: { kind: "bucket", bucketId },
      },
      {
        type: "interaction.relaxed",
        at: at - 2.9 * MINUTE,
        interactionId,
        bucketId,
        step: 1,
      },
    ],
    waiting: null,
  };
}

export function stillWaiting(id: string, at: number): Explanation {
  const waits: Explanation["waiting"] = {
    position: 1,
    estimate: { seconds: 140, lowSeconds: 60, highSeconds: 300 },
    step: 1,
    nextStep: { step: 2, at: at + 25_000 },
    free: 0,
    obstacles: [
      { because: "no_room", count: 1 },
      { because: "cooling_down", count: 1 },
      { because: "not_available", count: 1 },
      { because: "skills", count: 3 },
    ],
    engineers: [
      { ...bo, because: "no_room" },
      { ...fatima, because: "cooling_down" },
      { ...dana, because: "not_available" },
      { ...ada, because: "skills" },
      { ...emil, because: "skills" },
      { ...chen, because: "skills" },
    ],
    more: 0,
    unservable: false,
  };
  const { decisions, events } = decided(id, at);
  return {
    decisions: decisions.slice(0, 1).map((one) => ({
      ...one,
      ...fatima,
      ended: { how: "expired", at: at - 2.6 * MINUTE, because: null },
    })),
    events: events.slice(0, 1),
    waiting: waits,
  };
}

export function nobodyCan(): Explanation {
  return {
    decisions: [],
    events: [],
    waiting: {
      position: 3,
      estimate: null,
      step: 0,
      nextStep: null,
      free: 0,
      obstacles: [{ because: "skills", count: 6 }],
      engineers: [ada, bo, dana, emil, fatima, chen].map((one) => ({
        ...one,
        because: "skills" as const,
      })),
      more: 0,
      unservable: true,
    },
  };
}
