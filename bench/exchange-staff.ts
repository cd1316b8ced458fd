/** Engineers for a benchmark: signed in over HTTP, connected over sockets, never tired. */
import { io, type Socket } from "socket.io-client";

export interface Team {
  /** Called at every offer with the time it arrived here, epoch milliseconds. */
  onOffer: (offer: Times, arrivedAt: number) => void;
  /** Interactions closed so far. */
  closed(): number;
  close(): void;
}

/** Epoch milliseconds of the server's clock, which is this machine's. */
export interface Times {
  /** When it was decided, its commit still to come. */
  readonly offeredAt: number;
  /** After the commit. */
  readonly committedAt: number;
}

interface Offer extends Times {
  readonly id: string;
  readonly interactionId: string;
}

/** Makes `many` engineers with room for 50 chats each, and puts chats straight into the first bucket. */
export async function staff(
  url: string,
  admin: { readonly email: string; readonly password: string; readonly many: number },
): Promise<Team> {
  const cookie = await signIn(url, admin);
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { cookie, origin: url, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const settings = await call<Record<string, unknown>>("GET", "/settings");
  await call("PUT", "/settings", { ...settings, chatMenuTreeId: null });
  const { items: skills } = await call<{ items: { id: string }[] }>("GET", "/skills");
  const every = Object.fromEntries(skills.map(({ id }) => [id, 10]));

  let closed = 0;
  const team: Team & { sockets: Socket[] } = {
    sockets: [],
    onOffer: () => undefined,
    closed: () => closed,
    close: () => {
      for (const socket of team.sockets) socket.close();
    },
  };
  for (let number = 0; number < admin.many; number++) {
    const email = `engineer${String(number)}@bench.example`;
    const { id: engineerId } = await call<{ id: string }>("POST", "/engineers", {
      name: `Engineer ${String(number)}`,
      email,
      skills: every,
      capacity: {
        units: 50,
        costs: { voice: 50, chat: 1, email: 1 },
        max: { voice: 1, chat: 50, email: 50 },
      },
    });
    const password = "a password for benchmarks";
    await call("POST", "/users", { email, name: email, role: "engineer", engineerId, password });
    const own = await signIn(url, { email, password });
    const socket = io(`${url}/console`, {
      transports: ["websocket"],
      forceNew: true,
      extraHeaders: { cookie: own, origin: url },
    });
    team.sockets.push(socket);
    await new Promise<void>((resolve) =>
      socket.once("hello", () => {
        resolve();
      }),
    );
    socket.on("offer:new", (offer: Offer) => {
      team.onOffer(offer, Date.now());
      socket.emit("offer:accept", { offerId: offer.id }, () => {
        socket.emit("interaction:end", { interactionId: offer.interactionId }, () => {
          const done = { interactionId: offer.interactionId, disposition: "resolved" };
          socket.emit("wrapup:complete", done, () => (closed += 1));
        });
      });
    });
    await socket.emitWithAck("presence:set", { status: "available", channels: ["chat"] });
  }
  return team;
}

async function signIn(
  url: string,
  who: { readonly email: string; readonly password: string },
): Promise<string> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email: who.email, password: who.password }),
  });
  if (!response.ok) throw new Error(`no sign-in: ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}
