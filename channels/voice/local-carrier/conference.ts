/**
 * A room in which calls talk. `init` until two are in it and one of them may begin it, then
 * `in-progress`, then `completed` when the last has gone or one whose leaving ends it has.
 * Between the first two telephones in the room the carrier passes on WebRTC signalling.
 */
import type { Call } from "./call.js";
import { sidOf } from "./call.js";

export interface MemberOptions {
  readonly label: string | null;
  readonly startsIt: boolean;
  readonly endsIt: boolean;
  readonly muted: boolean;
}

export interface Member extends MemberOptions {
  readonly call: Call;
  /** false while its telephone still rings. */
  joined: boolean;
}

export type ConferenceEvent =
  "conference-start" | "conference-end" | "participant-join" | "participant-leave";

export class Conference {
  readonly sid = sidOf("CF");
  readonly name: string;
  readonly createdAt = Date.now();
  status: "init" | "in-progress" | "completed" = "init";
  /** Told of every change, with the member it concerns. */
  onEvent: (event: ConferenceEvent, member: Member | null) => void = () => undefined;
  readonly #members = new Map<string, Member>();
  readonly #leaving = new Map<string, AbortController>();
  readonly #started = new AbortController();
  #pair: readonly [Call, Call] | null = null;

  constructor(name: string) {
    this.name = name;
  }

  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  /** Aborted when two can talk: the music stops. */
  get started(): AbortSignal {
    return this.#started.signal;
  }

  /** A call on its way in: listed, not yet heard. Its signal is aborted when it must go. */
  expect(call: Call, options: MemberOptions): AbortSignal {
    const leaving = new AbortController();
    this.#members.set(call.sid, { ...options, call, joined: false });
    this.#leaving.set(call.sid, leaving);
    return leaving.signal;
  }

  join(call: Call): void {
    const member = this.#members.get(call.sid);
    if (member === undefined || member.joined) return;
    member.joined = true;
    this.onEvent("participant-join", member);
    const inside = this.members.filter((one) => one.joined);
    if (this.status === "init" && inside.length >= 2 && inside.some((one) => one.startsIt)) {
      this.status = "in-progress";
      this.#started.abort();
      this.onEvent("conference-start", null);
    }
    this.#pairUp();
  }

  /** Idempotent. */
  leave(call: Call): void {
    const member = this.#members.get(call.sid);
    if (member === undefined) return;
    this.#members.delete(call.sid);
    this.#leaving.get(call.sid)?.abort();
    this.#leaving.delete(call.sid);
    if (member.joined) this.onEvent("participant-leave", member);
    this.#pairUp();
    if (this.#members.size === 0 || (member.joined && member.endsIt)) this.end();
  }

  end(): void {
    if (this.status === "completed") return;
    this.status = "completed";
    for (const member of this.members) this.leave(member.call);
    this.onEvent("conference-end", null);
  }

  /** Connects the first two who are inside, or tells the two who were that it is over. */
  #pairUp(): void {
    const inside = this.members.filter((member) => member.joined).map((member) => member.call);
    const [first, second] = inside;
    const [one, other] = this.#pair ?? [];
    if (first === one && second === other) return;
    for (const call of this.#pair ?? []) {
      call.onSignal = null;
      call.hear({ type: "peer", present: false, polite: false });
    }
    this.#pair = null;
    if (first === undefined || second === undefined || this.status !== "in-progress") return;
    this.#pair = [first, second];
    connect(first, second);
  }

  /** Says again who is there, to a telephone that lost its connection and came back. */
  reconnect(call: Call): void {
    if (this.#pair?.includes(call) !== true) return;
    const [first, second] = this.#pair;
    for (const one of this.#pair) one.hear({ type: "peer", present: false, polite: false });
    connect(first, second);
  }
}

function connect(first: Call, second: Call): void {
  first.onSignal = (signal) => {
    second.hear(signal);
  };
  second.onSignal = (signal) => {
    first.hear(signal);
  };
  first.hear({ type: "peer", present: true, polite: true });
  second.hear({ type: "peer", present: true, polite: false });
}
