/** A real Socket.IO server with the chat channel over the fake desk, and pages that talk to it. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io, type Socket } from "socket.io-client";
import type { Desk } from "../../channels/channel.js";
import { type ChatChannel, createChatChannel } from "../../channels/chat/chat-channel.js";
import { createFakeDesk, type FakeDesk } from "../support/fake-desk.js";

export interface Heard {
  readonly event: string;
  readonly payload: Record<string, unknown>;
}

export interface Answer {
  readonly ok: boolean;
  readonly error?: { readonly code: string; readonly message: string };
  readonly interactionId?: string;
  readonly resume?: string;
  readonly id?: string | null;
}

export interface Page {
  readonly socket: Socket;
  /** Everything this page was told, oldest first. */
  readonly heard: Heard[];
  of(event: string): Record<string, unknown>[];
  ask(event: string, payload?: unknown): Promise<Answer>;
}

export interface ChatServer {
  readonly url: string;
  readonly io: Server;
  readonly desk: FakeDesk;
  readonly channel: ChatChannel;
  /** Moves the channel's clock. */
  pass(ms: number): void;
  page(headers?: Record<string, string>): Promise<Page>;
  /** Waits until the server has no more pages than this. */
  pagesLeft(count: number): Promise<boolean>;
  close(): Promise<void>;
}

export interface ChatServerOptions {
  readonly desk?: FakeDesk;
  /** What stands between the channel and the fake desk. */
  readonly through?: (desk: FakeDesk) => Desk;
  readonly startsMax?: number;
  readonly errors?: string[];
  /** Pages served beside the socket. */
  readonly pages?: RequestListener;
  readonly allowOrigin?: (origin: string | undefined) => boolean;
}

export const SECRET = "a secret of the test";

export async function openChatServer(options: ChatServerOptions = {}): Promise<ChatServer> {
  const http = createServer(options.pages);
  const server = new Server(http, { serveClient: false });
  const desk = options.desk ?? createFakeDesk();
  let at = 1_700_000_000_000;
  let starts = 0;
  const channel = createChatChannel({
    desk: options.through?.(desk) ?? desk,
    io: server,
    secret: SECRET,
    allowOrigin:
      options.allowOrigin ??
      ((origin) => origin === undefined || origin === "https://shop.example"),
    cannotAsk: () => false,
    addressOf: (request) => request.socket.remoteAddress ?? "",
    limitStart: () => Promise.resolve((starts += 1) <= (options.startsMax ?? 1000)),
    log: {
      info: () => undefined,
      warn: (_, message) => options.errors?.push(message),
      error: (_, message) => options.errors?.push(message),
    },
    now: () => at,
  });
  desk.attach(channel);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`;
  const sockets: Socket[] = [];

  return {
    url,
    io: server,
    desk,
    channel,
    pass: (ms) => {
      at += ms;
    },
    page: (headers = {}) => openPage(url, headers, sockets),
    pagesLeft: async (count) => (await server.of("/chat").fetchSockets()).length <= count,
    close: async () => {
      for (const socket of sockets) socket.disconnect();
      await channel.close();
      await server.close();
    },
  };
}

async function openPage(
  url: string,
  extraHeaders: Record<string, string>,
  sockets: Socket[],
): Promise<Page> {
  const socket = io(`${url}/chat`, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    extraHeaders,
  });
  sockets.push(socket);
  const heard: Heard[] = [];
  socket.onAny((event: string, payload: Record<string, unknown>) => {
    heard.push({ event, payload });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  return {
    socket,
    heard,
    of: (event) => heard.filter((told) => told.event === event).map((told) => told.payload),
    ask: async (event, payload = {}) =>
      (await socket.timeout(5000).emitWithAck(event, payload)) as Answer,
  };
}
