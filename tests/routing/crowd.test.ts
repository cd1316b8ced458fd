import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Command } from "../../protocol/commands.js";
import { type Comparator, comparators } from "../../protocol/policy.js";
import { createRouter } from "../../routing/router.js";
import { START } from "./day.js";
import { EMPTY, bucket, engineer } from "./people.js";
import { difference } from "./reference-compare.js";
import { Reference } from "./reference.js";

/** More than the five that are told of, and no more than are looked at to find who was passed over. */
const PEOPLE = 18;

interface Person {
  readonly skills: Readonly<Record<string, number>>;
  readonly units: number;
  /** Minutes. */
  readonly comesAt: number;
  readonly holds: "chat" | "email" | null;
}

const level = fc.constantFrom(2, 4);
const person: fc.Arbitrary<Person> = fc.record({
  skills: fc.record({ linux: level, net: level, zh: level }, { requiredKeys: ["linux"] }),
  units: fc.constantFrom(6, 8),
  comesAt: fc.nat({ max: 3 }),
  holds: fc.constantFrom(null, null, "chat", "email"),
});

const pick = fc.shuffledSubarray([...comparators], { minLength: 1, maxLength: 5 });

function commandsOf(people: readonly Person[], by: readonly Comparator[], last: number): Command[] {
  const policy = {
    pick: by,
    cooldownSeconds: 600,
    anyOf: [[{ skillId: "net", level: 2 }], [{ skillId: "zh", level: 4 }]],
  };
  const bodies: object[] = [
    {
      type: "bucket.put",
      bucket: bucket("desk", ["linux:2", "net:4?", "zh:2?"], { policy } as object),
    },
    { type: "bucket.put", bucket: bucket("else", ["net:1"]) },
  ];
  people.forEach(({ skills, units }, k) => {
    const capacity = {
      units,
      costs: { voice: 6, chat: 2, email: 1 },
      max: { voice: 1, chat: 3, email: 5 },
    };
    bodies.push({
      type: "engineer.put",
      engineer: { ...engineer(`e${String(k)}`, []), skills, capacity },
    });
  });
  const minutes = bodies.map(() => 0);
  for (let minute = 0; minute <= 3; minute += 1) {
    people.forEach(({ comesAt, holds }, k) => {
      if (comesAt !== minute) return;
      const engineerId = `e${String(k)}`;
      const interactionId = `h${String(k)}`;
      const mine: object[] = [
        { type: "engineer.connect", engineerId },
        {
          type: "presence.set",
          engineerId,
          status: "available",
          channels: null,
          reason: null,
          forcedBy: null,
        },
      ];
      if (holds !== null) {
        mine.push(
          {
            type: "interaction.queue",
            interactionId,
            channel: holds,
            customerId: null,
            bucketId: "else",
            priority: null,
            skills: [],
            lastEngineerId: null,
          },
          { type: "interaction.assign", interactionId, engineerId, reason: "theirs" },
        );
      }
      for (const body of mine) {
        bodies.push(body);
        minutes.push(minute);
      }
    });
  }
  for (let k = 0; k < 12; k += 1) {
    bodies.push({
      type: "interaction.queue",
      interactionId: `k${String(k)}`,
      channel: k % 3 === 0 ? "voice" : "chat",
      customerId: null,
      bucketId: "desk",
      priority: null,
      skills: [],
      lastEngineerId: `e${String((last + k) % PEOPLE)}`,
    });
    minutes.push(4);
    if (k % 4 !== 1) continue;
    bodies.push({ type: "engineer.disconnect", engineerId: `e${String((last * 5 + k) % PEOPLE)}` });
    minutes.push(4);
  }
  return bodies.map((body, k) =>
    Command.parse({ id: `c${String(k)}`, at: START + (minutes[k] ?? 0) * 60_000, ...body }),
  );
}

test("[R12] of a crowd, whatever is compared, the plain model finds the same five", () => {
  let offers = 0;
  fc.assert(
    fc.property(
      fc.array(person, { minLength: PEOPLE, maxLength: PEOPLE }),
      pick,
      fc.nat({ max: PEOPLE - 1 }),
      (people, by, last) => {
        const both = { reference: new Reference(), router: createRouter(EMPTY) };
        for (const command of commandsOf(people, by, last)) {
          const found = difference(both, command);
          if (found !== null) throw new Error(found);
        }
        offers += both.reference.facts.offers.length;
      },
    ),
    { numRuns: 20, endOnFailure: true },
  );
  expect(offers).toBeGreaterThan(100);
});
