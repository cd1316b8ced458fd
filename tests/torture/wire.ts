/**
 * A socket that never gives up, as a good client's: cut off, or without an answer for some seconds, it
 * comes back at any node and asks again. Always in one of three modes:
 * - away: no connection, another is tried in a moment;
 * - entering: connected, saying who it is;
 * - here: what is asked goes out, and is asked again after the next entering if nobody answered.
 */
import { io, type Socket } from "socket.io-client";
import { errorCatalog } from "../../protocol/errors.js";
import type { Chance } from "./chance.js";

/** A node that keeps silent for so long is left. */
const ANSWER_MS_MAX = 4000;
const CONNECT_MS_MAX = 2000;
const AWAY_MS = { min: 30, max: 250 };
const REFUSED_MS = 150;

export interface Answer {
  readonly ok: boolean;
  readonly error?: { readonly code: string; readonly message: string };
  readonly interactionId?: string;
  readonly resume?: string;
}

export interface WireOptions {
  readonly nodes: readonly { readonly url: string }[];
  /** Such as `/chat`. */
  readonly namespace: string;
  readonly auth: Readonly<Record<string, string>>;
  readonly chance: Chance;
  /** Says who it is; throws when that was not answered. Before it resolves nothing else is asked. */
  readonly enter: (socket: Socket) => Promise<void>;
  readonly hear: Readonly<Record<string, (payload: never) => void>>;
  readonly onLost?: () => void;
}

/** Nobody will answer any more: the wire was closed. */
export class WireClosed extends Error {}

export class Wire {
  readonly #options: WireOptions;
  #here: Socket | null = null;
  #isClosed = false;
  #waiting: (() => void)[] = [];
  #leave: () => void = () => undefined;
  readonly #run: Promise<void>;

  constructor(options: WireOptions) {
    this.#options = options;
    this.#run = this.#stay();
  }

  get isHere(): boolean {
    return this.#here !== null;
  }

  /** Until it is answered with a yes or with a no that asking again would not change. */
  async ask(event: string, payload: object): Promise<Answer> {
    for (;;) {
      const socket = await this.#arrived();
      const answer = await answerOf(socket, event, payload);
      if (answer === null) {
        // Cut off, or a node that hangs: another one may know.
        socket.disconnect();
        continue;
      }
      if (answer.ok || !mayAskAgain(answer)) return answer;
      await pause(REFUSED_MS);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#leave();
    this.#wake();
    await this.#run;
  }

  async #arrived(): Promise<Socket> {
    for (;;) {
      if (this.#isClosed) throw new WireClosed();
      if (this.#here?.connected === true) return this.#here;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #stay(): Promise<void> {
    const { nodes, namespace, auth, chance, enter, hear, onLost } = this.#options;
    while (!this.#isClosed) {
      const socket = io(`${chance.one(nodes).url}${namespace}`, {
        transports: ["websocket"],
        forceNew: true,
        reconnection: false,
        timeout: CONNECT_MS_MAX,
        auth,
      });
      const gone = new Promise<void>((resolve) => {
        socket.once("disconnect", () => {
          resolve();
        });
        socket.once("connect_error", () => {
          resolve();
        });
        this.#leave = () => {
          socket.disconnect();
          resolve();
        };
      });
      for (const [event, listener] of Object.entries(hear)) {
        socket.on(event, listener as (payload: unknown) => void);
      }
      const late = lapse(ANSWER_MS_MAX).then(() => false);
      const entered = enter(socket).then(
        () => true,
        () => false,
      );
      if (await Promise.race([entered, late, gone.then(() => false)])) {
        this.#here = socket;
        this.#wake();
        await gone;
      }
      this.#here = null;
      socket.disconnect();
      onLost?.();
      await pause(chance.whole(AWAY_MS.min, AWAY_MS.max));
    }
  }
}

/** null: none came in time. */
export async function answerOf(
  socket: Socket,
  event: string,
  payload: object,
): Promise<Answer | null> {
  try {
    return (await socket.timeout(ANSWER_MS_MAX).emitWithAck(event, payload)) as Answer;
  } catch {
    return null;
  }
}

/** What a node says while it starts, stops, or cannot reach the database. */
export function mayAskAgain({ error }: Answer): boolean {
  const code = error?.code ?? "";
  if (code === "RATE_LIMITED") return true;
  const catalogue: Readonly<Record<string, string>> = errorCatalog;
  return /again (in a moment )?is safe/.test(catalogue[code] ?? "");
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The same for a race that something else may win: the loser keeps nobody up. */
export function lapse(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
