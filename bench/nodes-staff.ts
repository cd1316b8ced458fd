/** Engineers of one organisation, spread over nodes; they finish whatever they are offered. */
import { io, type Socket } from "socket.io-client";
import type { Entrance } from "./exchange-offers.js";
import type { Team, Times } from "./exchange-staff.js";
import { apiOf, tokenFor } from "../tests/torture/api.js";

/** Enough that nobody waits for somebody with room. */
const ENGINEERS = 20;
const CHATS_EACH = 50;

interface Offer extends Times {
  readonly id: string;
  readonly interactionId: string;
}

/** One bucket that asks for no skill, and who works in it. Made once; a team is connected for each run. */
export interface Desk {
  /** Everybody available, each at one of these entrances. */
  connect(entrances: readonly Entrance[]): Promise<Team>;
  /** The same people, who take nothing: what one declines is offered to another at once. */
  connectChoosy(entrances: readonly Entrance[]): Promise<ChoosyTeam>;
}

export async function openDesk(
  entrance: Entrance,
  admin: { readonly email: string; readonly password: string },
): Promise<Desk> {
  const headers = entrance.headers ?? {};
  const authorization = `Bearer ${await tokenFor(entrance, { path: "/session", body: admin })}`;
  const api = apiOf([entrance], { ...headers, authorization });
  await api.call("POST", "/buckets", { name: "All" });
  const tokens: string[] = [];
  for (let number = 0; number < ENGINEERS; number++) {
    const name = `Engineer ${String(number)}`;
    const email = `engineer${String(number)}@bench.example`;
    const { id: engineerId } = await api.call<{ id: string }>("POST", "/engineers", {
      name,
      email,
      capacity: {
        units: CHATS_EACH,
        costs: { voice: CHATS_EACH, chat: 1, email: 1 },
        max: { voice: 1, chat: CHATS_EACH, email: CHATS_EACH },
      },
    });
    const user = { email, name, role: "engineer", engineerId };
    const { link } = await api.call<{ link: string }>("POST", "/users", user);
    const body = { token: new URL(link).pathname.split("/").at(-1) };
    tokens.push(await tokenFor(entrance, { path: "/session/link", body }));
  }
  return {
    connect: (entrances) => connect(tokens, entrances),
    connectChoosy: (entrances) => connectChoosy(tokens, entrances),
  };
}

export interface ChoosyTeam {
  /** Called at every offer with the time it arrived here, epoch milliseconds. */
  onOffer: (offer: Times, arrivedAt: number) => void;
  /** The offer that rings longest. false: nothing rings. */
  decline(): boolean;
  close(): void;
}

async function connectChoosy(
  tokens: readonly string[],
  entrances: readonly Entrance[],
): Promise<ChoosyTeam> {
  const ringing: (() => void)[] = [];
  const team: Omit<ChoosyTeam, "close"> = {
    onOffer: () => undefined,
    decline: () => {
      const decline = ringing.shift();
      decline?.();
      return decline !== undefined;
    },
  };
  const sockets = await open(tokens, entrances, (socket, offer) => {
    team.onOffer(offer, Date.now());
    ringing.push(() => socket.emit("offer:decline", { offerId: offer.id }));
  });
  return Object.assign(team, {
    close: () => {
      for (const socket of sockets) socket.close();
    },
  });
}

async function connect(tokens: readonly string[], entrances: readonly Entrance[]): Promise<Team> {
  let closed = 0;
  const team: Omit<Team, "close"> = { onOffer: () => undefined, closed: () => closed };
  const sockets = await open(tokens, entrances, (socket, offer) => {
    team.onOffer(offer, Date.now());
    const { id: offerId, interactionId } = offer;
    socket.emit("offer:accept", { offerId }, () => {
      socket.emit("interaction:end", { interactionId }, () => {
        const done = { interactionId, disposition: "resolved" };
        socket.emit("wrapup:complete", done, () => (closed += 1));
      });
    });
  });
  return Object.assign(team, {
    close: () => {
      for (const socket of sockets) socket.close();
    },
  });
}

/** Everybody connected and available. */
async function open(
  tokens: readonly string[],
  entrances: readonly Entrance[],
  onOffer: (socket: Socket, offer: Offer) => void,
): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  await Promise.all(
    tokens.map(async (token, place) => {
      const { url = "", headers = {} } = entrances[place % entrances.length] ?? {};
      const socket = io(`${url}/console`, {
        transports: ["websocket"],
        forceNew: true,
        auth: { token },
        extraHeaders: { ...headers },
      });
      sockets.push(socket);
      await new Promise<void>((resolve) => {
        socket.once("hello", () => {
          resolve();
        });
      });
      socket.on("offer:new", (offer: Offer) => {
        onOffer(socket, offer);
      });
      await socket.emitWithAck("presence:set", { status: "available", channels: ["chat"] });
    }),
  );
  return sockets;
}
