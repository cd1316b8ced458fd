import { expect, test } from "@jest/globals";
import { InteractionId } from "../../protocol/ids.js";
import { type OfferWhy, OfferWhy as Schema } from "../../protocol/why.js";
import { START, day } from "./day.js";

/** Why the last offer of the script was made. */
function why(script: string): OfferWhy {
  const offers = day(script).decisions.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === "interaction.offered" ? [event] : [])),
  );
  return Schema.parse(offers.at(-1)?.why);
}

/** What stands between the interaction and each engineer, and what would change it. */
function waiting(script: string, id = "k1", at = START): unknown {
  const told = day(script).router.waitingWhy(InteractionId.parse(id), at);
  return (
    told && {
      ...told,
      engineers: told.engineers.map((one) => `${one.engineerId}: ${one.because ?? "nothing"}`),
    }
  );
}

test("[R12] an offer keeps who could have been asked, best first, by what was compared", () => {
  expect(
    why(`
      bucket net net:1
      bucket linux linux:2 zh:3?
      engineer ada linux:9 zh:2
      engineer bo linux:2 zh:3
      engineer cy linux:9
      engineer dan linux:9 net:5
      engineer eva linux:1 zh:9
      0:00 ready ada
      ready bo
      ready cy
      ready dan
      ready eva
      mail k1 net
      call k2 linux
    `),
  ).toEqual({
    step: 0,
    fits: 4,
    by: ["last", "preferred", "level", "scarce", "idle"],
    considered: [
      { engineerId: "bo", values: [1, -1, -2, 0, 0, START] },
      { engineerId: "ada", values: [1, 0, -9, 0, 0, START] },
      { engineerId: "cy", values: [1, 0, -9, 0, 0, START] },
      { engineerId: "dan", values: [1, 0, -9, 1, 1, START] },
    ],
    passedOver: [],
  });
});

test("[R12] whoever was at least as good and could not be asked, and why", () => {
  const { considered, passedOver } = why(`
    bucket linux linux:2 cooldown=300
    bucket else
    engineer ada linux:9
    engineer bo linux:8
    engineer cy linux:8
    engineer dan linux:7
    engineer eva linux:3
    engineer fay linux:2
    engineer gus linux:1
    ready bo
    call k1 else
    accept k1 bo
    ready cy on=chat
    ready dan
    call k2 linux
    ready eva
    ready gus
    decline k2 dan
  `);
  expect(considered.map(({ engineerId }) => engineerId)).toEqual(["eva"]);
  expect(passedOver).toEqual([
    { engineerId: "ada", because: "not_available" },
    { engineerId: "bo", because: "no_room" },
    { engineerId: "cy", because: "channel_off" },
    { engineerId: "dan", because: "cooling_down" },
  ]);
});

test("[R12] at most five of each, however many there are", () => {
  const names = Array.from({ length: 30 }, (_, k) => `e${String(k).padStart(2, "0")}`);
  const { fits, considered, passedOver } = why(`
    bucket linux linux:1
    ${names.map((name, k) => `engineer ${name} linux:${k < 15 ? "9" : "5"}`).join("\n")}
    ${names
      .slice(15)
      .map((name) => `ready ${name}`)
      .join("\n")}
    call k1 linux
  `);
  expect(fits).toBe(30);
  expect(considered.map(({ engineerId }) => engineerId)).toEqual(names.slice(15, 20));
  expect(passedOver).toEqual(
    names.slice(0, 5).map((engineerId) => ({ engineerId, because: "not_available" })),
  );
});

test("[R12] the last engineer who could not be asked is told of first", () => {
  expect(
    why(`
      bucket linux linux:1
      engineer ada linux:9
      engineer bo linux:5
      engineer cy linux:1
      ready cy
      call k1 linux
      accept k1 cy
      ready bo
      call k2 linux last=cy
    `).passedOver,
  ).toEqual([
    { engineerId: "cy", because: "no_room" },
    { engineerId: "ada", because: "not_available" },
  ]);
});

test("[R12] what was handed to a person compares nobody; the step in force is told", () => {
  const stage = `
    bucket linux linux:5 relax=10:linux:3,20:linux:1
    engineer ada linux:3
    engineer bo linux:1
    call k1 linux
  `;
  expect(why(`${stage} 0:12 ready ada`)).toMatchObject({ step: 1, fits: 1 });
  expect(why(`${stage} 0:22 ready bo`)).toMatchObject({ step: 2, fits: 2 });
  expect(
    why(`
      ${stage}
      transfer k1 to=bo
      0:12 ready bo
    `),
  ).toEqual({
    step: 1,
    fits: 1,
    by: [],
    considered: [{ engineerId: "bo", values: [] }],
    passedOver: [],
  });
});

test("[R12] for one who waits, every engineer with what stands between", () => {
  expect(
    waiting(`
      bucket linux linux:2 rings=60 broadcast=2 cooldown=300 relax=30:linux:1,90:+net:1
      bucket else
      engineer ada linux:9
      engineer bo linux:8
      engineer cy linux:8 blocks=voice:chat units=20
      engineer dan linux:8
      engineer eva linux:8
      engineer fay linux:7 hours=9-17
      engineer gus linux:7
      engineer hal linux:1
      engineer ida linux:9 archived=yes
      engineer jo linux:9
      ready bo
      call k2 else
      accept k2 bo
      ready cy
      call k3 else
      accept k3 cy
      ready dan on=voice,email
      ready eva
      chat k0 linux
      chat k1 linux
      decline k1 eva
      ready fay
      ready gus
      lost gus
      ready jo
    `),
  ).toEqual({
    position: 2,
    step: 0,
    nextStepAt: START + 30_000,
    unservable: false,
    engineers: [
      "ada: not_available",
      "bo: no_room",
      "cy: blocked",
      "dan: channel_off",
      "eva: cooling_down",
      "fay: outside_hours",
      "gus: disconnected",
      "hal: skills",
      "jo: asked_already",
    ],
  });
});

test("[R12] what keeps everybody away: another person, the last engineer, a later time, skills nobody has", () => {
  const stage = `
    bucket linux linux:2 lasts=60
    engineer ada linux:5
    engineer bo linux:5
    ready ada
    call k0 linux
    accept k0 ada
    ready bo
  `;
  expect(
    waiting(`
      ${stage}
      call k1 linux last=ada
    `),
  ).toMatchObject({ engineers: ["ada: no_room", "bo: held_for_last"], nextStepAt: null });
  expect(
    waiting(`
      ${stage}
      call k1 linux
      transfer k1 to=ada
    `),
  ).toMatchObject({ engineers: ["ada: no_room", "bo: direct_to_other"] });
  expect(
    waiting(`
      ${stage}
      call k1 linux needs=zh:1
    `),
  ).toMatchObject({ engineers: ["ada: skills", "bo: skills"], unservable: true });
  expect(
    waiting(`
      ${stage}
      break bo
      call k1 linux
      call-back k1 at=5:00
      available bo
    `),
  ).toMatchObject({ engineers: ["ada: no_room", "bo: not_yet"], position: 1 });
  expect(waiting(stage, "k0")).toBeNull();
  expect(waiting(stage, "k9")).toBeNull();
});
