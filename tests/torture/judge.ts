/**
 * Compares what everybody outside was told with what is there at the end. Pure: the same story and
 * the same world always give the same verdict.
 */
import type { Contact, Kept, Problem, Story } from "./story.js";
import { sweep } from "./sweep.js";

/** Longer than this beside a free engineer, and nobody comes by themselves. */
const RECOVERED_MS_MAX = 10_000;

export interface Verdict {
  readonly problems: readonly Problem[];
  /** Contacts, messages, mails and steps of engineers that were acknowledged. */
  readonly acked: number;
  readonly ackedBy: Readonly<Record<string, number>>;
  /** Each wait beside a free engineer, and each telephone that was slow to ring; milliseconds. */
  readonly stuckMs: readonly number[];
}

/** `until`: when the world was read. */
export function judge(story: Story, world: readonly Kept[], until: number): Verdict {
  const swept = sweep(story, world, until);
  const problems = [
    ...swept.problems,
    ...contactProblems(story, world, swept.leftWaiting),
    ...messageProblems(story, world),
    ...stepProblems(story, world),
    ...mailProblems(story),
    ...legProblems(story),
    ...untruths(story, world),
  ];
  const acked = story.contacts.filter((contact) => contact.ackedAt !== null);
  const ackedBy = {
    calls: acked.filter(({ channel }) => channel === "voice").length,
    chats: acked.filter(({ channel }) => channel === "chat").length,
    mails: acked.filter(({ channel }) => channel === "email").length,
    messages: story.messages.length,
    steps: story.steps.length,
  };
  return {
    problems,
    acked: Object.values(ackedBy).reduce((sum, count) => sum + count, 0),
    ackedBy,
    stuckMs: [...swept.stuck.map(({ from, to }) => to - from), ...ringingMs(story, world)],
  };
}

function lost(what: string): Problem {
  return { kind: "lost", what };
}

function doubled(what: string): Problem {
  return { kind: "doubled", what };
}

/** Every contact is there once, and ended as its customer and its engineer know it. */
function contactProblems(
  story: Story,
  world: readonly Kept[],
  leftWaiting: ReadonlyMap<string, number>,
): Problem[] {
  const problems: Problem[] = [];
  const byId = new Map(world.map((kept) => [kept.id, kept]));
  const byKey = new Map<string, Kept[]>();
  const byMail = new Map<string, Kept[]>();
  for (const kept of world) {
    const { externalId } = kept;
    if (externalId !== null) byKey.set(externalId, [...(byKey.get(externalId) ?? []), kept]);
    for (const { messageId } of kept.messages) {
      if (messageId !== null) byMail.set(messageId, [...(byMail.get(messageId) ?? []), kept]);
    }
  }
  for (const [key, there] of byKey) {
    if (there.length > 1) {
      problems.push(doubled(`${key} has ${there.map(({ id }) => id).join(" and ")}`));
    }
  }
  for (const [messageId, there] of byMail) {
    if (there.length > 1) problems.push(doubled(`mail ${messageId} is there ${times(there)}`));
  }
  for (const contact of story.contacts) {
    const name = `${contact.channel} ${contact.key}`;
    if (contact.heardError !== null) {
      problems.push(lost(`${name} heard: ${contact.heardError}`));
      continue;
    }
    if (contact.named.size > 1) {
      problems.push(doubled(`${name} was named ${[...contact.named].join(" and ")}`));
    }
    if (contact.ackedAt === null) {
      const isDropped = contact.overAt !== null && contact.leftAt === null;
      if (isDropped) problems.push(lost(`${name} was dropped before anybody answered it`));
      continue;
    }
    const kept = keptOf(contact, { byId, byKey, byMail });
    if (kept === undefined) problems.push(lost(`${name} was acknowledged and is not there`));
    else {
      const wrong = endOf(contact, kept, { story, leftWaiting });
      if (wrong === null) continue;
      const history = historyOf(contact, kept, story);
      problems.push({ ...lost(`${name} (${kept.id}) ${wrong}`), history });
    }
  }
  return problems;
}

function keptOf(
  contact: Contact,
  world: {
    readonly byId: ReadonlyMap<string, Kept>;
    readonly byKey: ReadonlyMap<string, readonly Kept[]>;
    readonly byMail: ReadonlyMap<string, readonly Kept[]>;
  },
): Kept | undefined {
  const [named] = contact.named;
  if (named !== undefined) return world.byId.get(named);
  const known = contact.channel === "email" ? world.byMail : world.byKey;
  return known.get(contact.key)?.[0];
}

/** What is wrong with how it ended, or with how it has not. null: nothing. */
function endOf(
  contact: Contact,
  kept: Kept,
  told: { readonly story: Story; readonly leftWaiting: ReadonlyMap<string, number> },
): string | null {
  const ends = kept.events.flatMap(({ event }) =>
    event.type === "interaction.ended" ? [event.by] : [],
  );
  const by = ends.at(-1);
  if (by === undefined) {
    if (contact.leftAt !== null) return `is ${kept.state}, though its customer has left`;
    if (contact.overAt !== null) return `is ${kept.state}, though its line went dead`;
    const waited = told.leftWaiting.get(kept.id);
    if (waited !== undefined && waited > RECOVERED_MS_MAX) {
      return `still waits after ${String(Math.round(waited / 1000))} s beside a free engineer`;
    }
    const isForgotten = kept.state === "active" && !told.story.inHand.has(kept.id);
    return isForgotten ? "is active, and the engineer who has it was not told" : null;
  }
  if (by === "engineer") {
    return told.story.endsAsked.has(kept.id) ? null : "was ended by no engineer who knows of it";
  }
  // Who left while nobody listened is found to be gone by the system.
  if (by !== "menu" && contact.leftAt !== null) return null;
  return `was ended by ${by}, and its customer had not left`;
}

function historyOf(contact: Contact, kept: Kept, story: Story): string {
  const { ackedAt, leftAt, overAt } = contact;
  const moments = [
    ...kept.events.map(({ event }) => ({ at: event.at, what: event.type })),
    ...story.legs
      .filter(({ interactionId }) => interactionId === kept.id)
      .flatMap(({ from, to }) => [
        { at: from, what: "telephone rang" },
        { at: to, what: "telephone hung up" },
      ]),
    { at: ackedAt, what: "acknowledged" },
    { at: leftAt, what: "customer left" },
    { at: overAt, what: "line dead" },
  ].flatMap(({ at, what }) => (at === null ? [] : [{ at, what }]));
  const began = Math.min(...moments.map(({ at }) => at));
  return moments
    .sort((a, b) => a.at - b.at)
    .map(({ at, what }) => `${((at - began) / 1000).toFixed(2)} ${what}`)
    .join(", ");
}

/** Each acknowledged message is there once, and none is there twice. */
function messageProblems(story: Story, world: readonly Kept[]): Problem[] {
  const problems: Problem[] = [];
  const there = new Map<string, number>();
  for (const { id, messages } of world) {
    for (const { clientId } of messages) {
      if (clientId === null) continue;
      const key = `${id} ${clientId}`;
      there.set(key, (there.get(key) ?? 0) + 1);
    }
  }
  for (const [key, count] of there) {
    if (count > 1) problems.push(doubled(`message ${key} is there ${String(count)} times`));
  }
  for (const { interactionId, key } of story.messages) {
    if (interactionId !== null && !there.has(`${interactionId} ${key}`)) {
      problems.push(lost(`message ${key} of ${interactionId} was acknowledged and is not there`));
    }
  }
  return problems;
}

/** What an engineer was told is done stands in the journal, as theirs. */
function stepProblems(story: Story, world: readonly Kept[]): Problem[] {
  const done = new Set(
    world.flatMap(({ id, events }) =>
      events.flatMap(({ event }) => {
        if (event.type === "interaction.accepted") return `accepted ${id} ${event.engineerId}`;
        if (event.type === "wrapup.completed") return `finished ${id} ${event.engineerId}`;
        if (event.type === "interaction.ended") return `ended ${id} ${event.engineerId ?? ""}`;
        return [];
      }),
    ),
  );
  return story.steps.flatMap(({ step, interactionId, engineerId }) =>
    done.has(`${step} ${interactionId} ${engineerId}`)
      ? []
      : [lost(`${engineerId} was told that ${interactionId} is ${step}, and it is not`)],
  );
}

/** Every answer by mail was sent, and a copy of it has the same Message-ID. */
function mailProblems(story: Story): Problem[] {
  const ids = new Map<string, Set<string>>();
  for (const { token, messageId } of story.sent) {
    ids.set(token, (ids.get(token) ?? new Set()).add(messageId));
  }
  const twice = [...ids].filter(([, messageIds]) => messageIds.size > 1);
  const missing = [...story.answered].filter((token) => !ids.has(token));
  return [
    ...twice.map(([token, messageIds]) =>
      doubled(`the answer ${token} was sent as ${[...messageIds].join(" and ")}`),
    ),
    ...missing.map((token) => lost(`the answer ${token} was acknowledged and never sent`)),
  ];
}

/** An engineer's telephone rings once for one call. */
function legProblems(story: Story): Problem[] {
  return story.legs.flatMap((leg, place) =>
    story.legs
      .slice(place + 1)
      .filter(
        (other) =>
          other.interactionId === leg.interactionId &&
          other.engineerId === leg.engineerId &&
          other.from < (leg.to ?? Infinity) &&
          leg.from < (other.to ?? Infinity),
      )
      .map(() => doubled(`${leg.engineerId} was called twice at once for ${leg.interactionId}`)),
  );
}

/** Nothing is told before it is committed: an offer that was told stands in the journal. */
function untruths(story: Story, world: readonly Kept[]): Problem[] {
  const made = new Set(
    world.flatMap(({ events }) =>
      events.flatMap(({ event }) =>
        event.type === "interaction.offered" ? `${event.offerId} ${event.engineerId}` : [],
      ),
    ),
  );
  return story.offers
    .filter(({ offerId, engineerId }) => !made.has(`${offerId} ${engineerId}`))
    .map(({ offerId, engineerId }) => ({
      kind: "untrue" as const,
      what: `${engineerId} was told of offer ${offerId}, which was never made`,
    }));
}

/** From the engineer's yes to the ringing of their telephone. */
function ringingMs(story: Story, world: readonly Kept[]): number[] {
  return world
    .filter(({ channel }) => channel === "voice")
    .flatMap(({ id, events }) =>
      events.flatMap(({ event }) => {
        if (event.type !== "interaction.accepted") return [];
        const leg = story.legs.find(
          ({ interactionId, engineerId, from }) =>
            interactionId === id && engineerId === event.engineerId && from >= event.at,
        );
        return leg === undefined ? [] : [leg.from - event.at];
      }),
    );
}

/** The longest time without a decision that touches a span, in milliseconds; `decisions` in order. */
export function longestPause(
  decisions: readonly number[],
  span: { readonly from: number; readonly to: number },
): number {
  const before = decisions.findLast((at) => at <= span.from) ?? span.from;
  const after = decisions.find((at) => at >= span.to) ?? span.to;
  const inside = decisions.filter((at) => at > span.from && at < span.to);
  const moments = [before, ...inside, after];
  return moments.reduce(
    (longest, at, place) => Math.max(longest, at - (moments[place - 1] ?? at)),
    0,
  );
}

function times(there: readonly Kept[]): string {
  return `${String(there.length)} times (${there.map(({ id }) => id).join(", ")})`;
}
