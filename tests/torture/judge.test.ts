/** The judge of `npm run torture` must be able to say no: each promise broken on purpose, and seen. */
import { expect, test } from "@jest/globals";
import { judge, longestPause } from "./judge.js";
import { emptyStory, type Contact, type Kept, type Story } from "./story.js";
import { DomainEvent } from "../../protocol/events.js";

const T = 1_800_000_000_000;
const CAPACITY = {
  units: 2,
  costs: { voice: 2, chat: 1, email: 1 },
  max: { voice: 1, chat: 2, email: 2 },
};

/** Ada and Bo know billing, and are at their desks. */
function story(change: (story: Story) => void = () => undefined): Story {
  const fresh = emptyStory(5000);
  fresh.needs.set("billing", "bills");
  for (const id of ["ada", "bo"]) {
    fresh.staff.push({ id, skills: ["bills"], capacity: CAPACITY });
    fresh.presence.push({ at: T, engineerId: id, connected: true, available: true });
  }
  change(fresh);
  return fresh;
}

/** A line such as `2 offered ada`: the number of the command, what happened, to whom. */
function kept(id: string, log: string, more: Partial<Kept> = {}): Kept {
  const events = log
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line, place) => {
      const [number = "", type = "", who = ""] = line.split(" ");
      const at = T + Number(number) * 1000;
      return { seq: Number(number) * 1000 + place, event: eventOf(id, { type, who, at }) };
    });
  return {
    ...{ id, channel: "chat", externalId: `key of ${id}`, state: "closed", bucketId: "billing" },
    ...{ engineerId: null, messages: [], events, ...more },
  };
}

function eventOf(
  interactionId: string,
  { type, who, at }: { type: string; who: string; at: number },
): DomainEvent {
  const base = { interactionId, at };
  const offer = { ...base, offerId: `${interactionId}-${who}`, engineerId: who };
  switch (type) {
    case "queued":
      return DomainEvent.parse({
        ...{ ...base, type: "interaction.queued", channel: "chat", bucketId: "billing" },
        ...{ priority: 5, dueAt: at },
      });
    case "offered":
      return DomainEvent.parse({
        ...{ ...offer, type: "interaction.offered", expiresAt: at + 1000, because: "idle" },
      });
    case "accepted":
      return DomainEvent.parse({ ...offer, type: "interaction.accepted", waitedSeconds: 0 });
    case "declined":
      return DomainEvent.parse({ ...offer, type: "offer.declined", reason: null });
    case "revoked":
      return DomainEvent.parse({ ...offer, type: "offer.revoked", because: "gone" });
    case "wrapup":
      return DomainEvent.parse({ ...offer, type: "wrapup.started", endsAt: at });
    case "finished":
      return DomainEvent.parse({
        ...{ ...offer, type: "wrapup.completed", disposition: "resolved", note: null },
      });
    default: {
      const by = { customer: "customer", system: "system" }[who] ?? "engineer";
      const engineerId = by === "engineer" ? who : null;
      return DomainEvent.parse({
        ...{ ...base, type: "interaction.ended", by, outcome: "handled", engineerId },
      });
    }
  }
}

const HANDLED = `
  1 queued
  1 offered ada
  2 accepted ada
  3 ended ada
  3 wrapup ada
  4 finished ada
`;

function contact(more: Partial<Contact> = {}): Contact {
  return {
    ...{ channel: "chat" as const, key: "start-1", named: new Set(["k1"]), ackedAt: T },
    ...{ leftAt: null, overAt: null, heardError: null, ...more },
  };
}

/** Everything of one chat that was handled by Ada was told. */
function told(one: Story): void {
  one.contacts.push(contact());
  one.endsAsked.add("k1");
  one.messages.push({ interactionId: "k1", key: "m1" });
  for (const step of ["accepted", "ended", "finished"] as const) {
    one.steps.push({ step, interactionId: "k1", engineerId: "ada" });
  }
  one.offers.push({ offerId: "k1-ada", interactionId: "k1", engineerId: "ada" });
}

const message = (clientId: string): Kept["messages"][number] => ({ clientId, messageId: null });
const mail = (messageId: string): Kept["messages"][number] => ({ clientId: null, messageId });

/** What is wrong, as `kind: words`. */
function problems(one: Story, world: readonly Kept[], until = T + 60_000): string[] {
  return judge(one, world, until).problems.map(({ kind, what }) => `${kind}: ${what}`);
}

test("[N40] a day on which all went well has no problem, and counts what was acknowledged", () => {
  const world = [kept("k1", HANDLED, { messages: [message("m1")] })];
  const verdict = judge(story(told), world, T + 60_000);
  expect(verdict.problems).toEqual([]);
  expect(verdict.acked).toBe(5);
});

test("[N41] what was acknowledged and is not there is lost: a contact, a message, a step", () => {
  expect(problems(story(told), [])).toEqual([
    "lost: chat start-1 was acknowledged and is not there",
    "lost: message m1 of k1 was acknowledged and is not there",
    "lost: ada was told that k1 is accepted, and it is not",
    "lost: ada was told that k1 is ended, and it is not",
    "lost: ada was told that k1 is finished, and it is not",
    "untrue: ada was told of offer k1-ada, which was never made",
  ]);
});

test("[N42] who was ended by nobody who knows of it is lost; who left is not", () => {
  const chat = (more: Partial<Contact>) => story((one) => one.contacts.push(contact(more)));
  expect(problems(chat({}), [kept("k1", HANDLED)])).toEqual([
    "lost: chat start-1 (k1) was ended by no engineer who knows of it",
  ]);
  const gone = kept("k1", "1 queued\n2 ended customer");
  expect(problems(chat({}), [gone])).toEqual([
    "lost: chat start-1 (k1) was ended by customer, and its customer had not left",
  ]);
  expect(problems(chat({ leftAt: T + 2000 }), [gone])).toEqual([]);
  const dropped = kept("k1", "1 queued\n2 ended system");
  expect(problems(chat({}), [dropped])).toEqual([
    "lost: chat start-1 (k1) was ended by system, and its customer had not left",
  ]);
  expect(problems(chat({ leftAt: T }), [dropped])).toEqual([]);
});

test("[N43] a caller who hears an error, or whose line goes dead unanswered, is lost", () => {
  const call = (more: Partial<Contact>) =>
    story((one) => one.contacts.push(contact({ channel: "voice", named: new Set(), ...more })));
  expect(problems(call({ heardError: "We are sorry" }), [])).toEqual([
    "lost: voice start-1 heard: We are sorry",
  ]);
  expect(problems(call({ ackedAt: null, overAt: T }), [])).toEqual([
    "lost: voice start-1 was dropped before anybody answered it",
  ]);
  expect(problems(call({ ackedAt: null, overAt: T, leftAt: T }), [])).toEqual([]);
});

test("[N44] one key with two contacts, one message or mail twice is doubled", () => {
  const twice = [
    kept("k1", HANDLED, { externalId: "CA1", messages: [message("m1"), message("m1")] }),
    kept("k2", "", { externalId: "CA1", messages: [mail("<1@x>")] }),
    kept("k3", "", { messages: [mail("<1@x>")] }),
  ];
  expect(problems(story(), twice)).toEqual([
    "doubled: CA1 has k1 and k2",
    "doubled: mail <1@x> is there 2 times (k2, k3)",
    "doubled: message k1 m1 is there 2 times",
  ]);
  const named = story((one) => {
    one.contacts.push(contact({ named: new Set(["k1", "k2"]), leftAt: T }));
  });
  expect(problems(named, [kept("k1", "1 queued\n2 ended customer")])).toEqual([
    "doubled: chat start-1 was named k1 and k2",
  ]);
});

test("[N45] an answer by mail is sent, and its copies have one Message-ID", () => {
  const answers = story((one) => {
    for (const token of ["a", "b", "c"]) one.answered.add(token);
    one.sent.push({ token: "a", messageId: "<1>" }, { token: "a", messageId: "<1>" });
    one.sent.push({ token: "b", messageId: "<2>" }, { token: "b", messageId: "<3>" });
  });
  expect(problems(answers, [])).toEqual([
    "doubled: the answer b was sent as <2> and <3>",
    "lost: the answer c was acknowledged and never sent",
  ]);
});

test("[N46] an engineer's telephone rings once at a time for one call", () => {
  const leg = (from: number, to: number | null) => ({
    ...{ interactionId: "k1", engineerId: "ada", from, to },
  });
  const apart = story((one) => one.legs.push(leg(1, 2), leg(3, null)));
  expect(problems(apart, [])).toEqual([]);
  const together = story((one) => one.legs.push(leg(1, null), leg(3, 4)));
  expect(problems(together, [])).toEqual(["doubled: ada was called twice at once for k1"]);
});

test("[N47] more in hand than fits is seen after the very command that did it", () => {
  const world = ["k1", "k2", "k3"].map((id, place) =>
    kept(id, `1 queued\n${String(place + 2)} offered ada\n9 revoked ada\n10 ended customer`),
  );
  expect(problems(story(), world)).toEqual([
    "overCapacity: ada holds 0 voice, 3 chat, 0 email at 2027-01-15T08:00:04.000Z",
  ]);
  const inTurn = [kept("k1", HANDLED), kept("k2", "1 queued\n4 offered ada\n5 ended customer")];
  expect(
    problems(
      story((one) => one.endsAsked.add("k1")),
      inTurn,
    ),
  ).toEqual([]);
});

test("[N48] an interaction offered to one while another has it is seen", () => {
  const pending = kept("k1", "1 queued\n1 offered ada\n2 offered bo\n3 ended customer");
  expect(problems(story(), [pending])).toEqual([
    "doubleOffers: k1 is held by or offered to ada and bo at 2027-01-15T08:00:02.000Z",
  ]);
  const handedOn = kept("k1", "1 queued\n1 offered ada\n2 declined ada\n2 offered bo\n3 ended bo");
  expect(problems(story(), [handedOn])).toEqual([]);
});

test("[N49] stuck is who waits beside somebody free, not who waits for nobody", () => {
  const stuck = (one: Story, log: string) => judge(one, [kept("k1", log)], T + 60_000).stuckMs;
  const ended = "\n9 ended customer";
  expect(stuck(story(), `1 queued\n4 offered ada${ended}`)).toEqual([3000]);
  expect(stuck(story(), `1 queued\n1 offered ada${ended}`)).toEqual([]);
  const nobody = story((one) => {
    for (const presence of one.presence.splice(0)) {
      one.presence.push({ ...presence, available: false });
    }
  });
  expect(stuck(nobody, `1 queued\n4 offered ada${ended}`)).toEqual([]);
  // Both have said no and are not asked again for five seconds.
  const declined = "1 queued\n1 offered ada\n2 declined ada\n2 offered bo\n3 declined bo";
  expect(stuck(story(), `${declined}\n6 offered ada${ended}`)).toEqual([]);
  // Ada's console is gone, Bo is free: the offer to her is as good as none.
  const unseen = story((one) => {
    const gone = { engineerId: "ada", connected: false, available: false };
    one.presence.push({ at: T + 2000, ...gone });
  });
  expect(stuck(unseen, `1 queued\n1 offered ada\n6 revoked ada\n6 offered bo${ended}`)).toEqual([
    4000,
  ]);
});

test("[N50] who still waits beside a free engineer after ten seconds is lost", () => {
  const waiting = kept("k1", "1 queued", { state: "waiting" });
  const one = story((fresh) => fresh.contacts.push(contact()));
  expect(problems(one, [waiting], T + 5000)).toEqual([]);
  expect(problems(one, [waiting], T + 21_000)).toEqual([
    "lost: chat start-1 (k1) still waits after 20 s beside a free engineer",
  ]);
});

test("[N53] what is in the hand of an engineer who was not told is lost", () => {
  const active = kept("k1", "1 queued\n1 offered ada\n2 accepted ada", { state: "active" });
  const one = story((fresh) => fresh.contacts.push(contact()));
  expect(problems(one, [active])).toEqual([
    "lost: chat start-1 (k1) is active, and the engineer who has it was not told",
  ]);
  one.inHand.add("k1");
  expect(problems(one, [active])).toEqual([]);
});

test("[N51] the time without decisions is the longest pause that touches the fault", () => {
  const decisions = [100, 200, 900, 1000, 1100, 5000];
  expect(longestPause(decisions, { from: 250, to: 1050 })).toBe(700);
  expect(longestPause(decisions, { from: 950, to: 1090 })).toBe(100);
  // It began before the fault ended, and ended after it.
  expect(longestPause(decisions, { from: 1050, to: 2000 })).toBe(3900);
  expect(longestPause([], { from: 0, to: 3000 })).toBe(3000);
});
