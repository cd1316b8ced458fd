/** Offers and whole lives: chats that go straight into a bucket, engineers who finish them. */
import { io, type Socket } from "socket.io-client";
import type { Team } from "./exchange-staff.js";

export interface OfferTimes {
  /** Milliseconds from the end of the commit to the engineer's socket. */
  readonly sinceCommit: number[];
  /** The same from the decision, so with the commit itself. */
  readonly sinceDecision: number[];
}

/** A way in. */
export interface Entrance {
  readonly url: string;
  /** Sent with the connection, such as the host's name of an organisation. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** At a steady rate, whatever the answers take; by each entrance in turn. */
export async function measureOffers(
  entrances: readonly Entrance[],
  team: Team,
  load: { readonly perSecond: number; readonly seconds: number },
): Promise<OfferTimes> {
  const times: OfferTimes = { sinceCommit: [], sinceDecision: [] };
  team.onOffer = ({ offeredAt, committedAt }, arrivedAt) => {
    times.sinceCommit.push(arrivedAt - committedAt);
    times.sinceDecision.push(arrivedAt - offeredAt);
  };
  const door = doorOf(entrances);
  const total = load.perSecond * load.seconds;
  const before = team.closed();
  await inPace(load.perSecond, load.seconds, () => {
    door.enter();
  });
  await finished(team, before + total);
  door.close();
  team.onOffer = () => undefined;
  return times;
}

/** So many chats that begin and stay. Answers with how to let them go. */
export async function fill(
  entrances: readonly Entrance[],
  load: { readonly chats: number; readonly perSecond: number },
): Promise<{ close(): void }> {
  const door = doorOf(entrances);
  await inPace(load.perSecond, load.chats / load.perSecond, () => {
    door.enter();
  });
  return door;
}

/** Calls `work` so often, however late one of the calls was. */
export async function inPace(perSecond: number, seconds: number, work: () => void): Promise<void> {
  const started = performance.now();
  for (let count = 0; count < perSecond * seconds; count++) {
    const wait = started + (count * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    work();
  }
}

/**
 * Lives a second at saturation, through sockets and this process's own work with them: at any time
 * `load.chats` are somewhere between arrival and wrap-up.
 */
export async function measureSocketLives(
  entrances: readonly Entrance[],
  team: Team,
  load: { readonly chats: number; readonly seconds: number },
): Promise<number> {
  const door = doorOf(entrances);
  const before = team.closed();
  const started = performance.now();
  let entered = 0;
  while (performance.now() - started < load.seconds * 1000) {
    while (entered - (team.closed() - before) < load.chats) {
      door.enter();
      entered += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const lives = (team.closed() - before) / ((performance.now() - started) / 1000);
  await finished(team, before + entered);
  door.close();
  return lives;
}

interface Door {
  enter(): void;
  close(): void;
}

/** Customers are short-lived sockets over a few connections: one namespace socket a chat. */
function doorOf(entrances: readonly Entrance[]): Door {
  const free: Socket[] = [];
  const all = new Set<Socket>();
  const connect = (): Socket => {
    const { url = "", headers = {} } = entrances[all.size % entrances.length] ?? {};
    return io(`${url}/chat`, {
      transports: ["websocket"],
      forceNew: true,
      extraHeaders: { ...headers },
    });
  };
  return {
    enter: () => {
      const socket = free.pop() ?? connect();
      all.add(socket);
      socket.once("chat:ended", () => free.push(socket));
      socket.emit("chat:start", { locale: "en" });
    },
    close: () => {
      for (const socket of all) socket.close();
    },
  };
}

async function finished(team: Team, count: number): Promise<void> {
  const until = Date.now() + 20_000;
  while (team.closed() < count && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
