/**
 * A small server that speaks the console's protocol from memory: it keeps what it is told, tells
 * every socket what changed, and hands a whole snapshot to whoever connects. No router: tests say
 * what is offered and when.
 */
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import express, { type Express, type Response } from "express";
import { type Socket, Server as SocketServer } from "socket.io";
import { z } from "zod";
import type { Cluster } from "../../protocol/cluster.js";
import type { ErrorCode } from "../../protocol/errors.js";
import { AttachmentId } from "../../protocol/ids.js";
import type { Interaction, Message, OfferView } from "../../protocol/interactions.js";
import type { Explanation } from "../../protocol/explanation.js";
import type { Bucket, Engineer, EngineerState, User } from "../../protocol/organisation.js";
import {
  type Ack,
  type Board,
  type BucketOnFloor,
  type EngineerOnFloor,
  type Hello,
  type Listening,
  type Telling,
  type WaitingForMe,
  consoleCommands,
  type ConsoleCommands,
  type ConsoleEvents,
} from "../../protocol/sockets.js";
import { buckets, engineers, message, settings, skills, stateOf } from "./sample-desk.js";

type Console = SocketServer<Listening<ConsoleCommands>, Telling<ConsoleEvents>>;
type ConsoleSocket = Socket<Listening<ConsoleCommands>, Telling<ConsoleEvents>>;
type Handlers = {
  [E in keyof ConsoleCommands]: (payload: z.output<ConsoleCommands[E]>) => ErrorCode | null;
};

const PASSWORD = "correct horse";

export interface FakeOptions {
  readonly me: User;
  readonly built: string;
  readonly port?: number;
}

export class FakeServer {
  readonly interactions = new Map<string, Interaction>();
  readonly offers = new Map<string, OfferView>();
  readonly messages: Message[] = [];
  readonly states = new Map<string, EngineerState>();
  /** Every command in the order it came. */
  readonly commands: { readonly event: string; readonly payload: unknown }[] = [];
  organisation: Hello["organisation"] = {
    settings,
    buckets: [...buckets],
    skills: [...skills],
    engineers: engineers.map(({ id, name }) => ({ id, name })),
  };
  /** Whole, as forms change them. */
  staff: Engineer[] = [...engineers];
  /** What the router would explain, by interaction. */
  readonly explanations = new Map<string, Explanation>();
  /** Refuses the next change of a bucket or an engineer. */
  refusal: { readonly status: number; readonly error: object } | null = null;
  trend: Board["trend"] = [];
  /** null: it cannot be told. */
  cluster: Cluster | null = null;
  readonly #me: User;
  readonly #http: HttpServer;
  readonly #sockets: Console;
  #signedIn = false;
  /** Works once. */
  #link: string | null = "good";

  private constructor(options: FakeOptions) {
    this.#me = options.me;
    const app = express();
    this.#http = createServer(app);
    this.#sockets = new SocketServer(this.#http);
    this.#serve(app, options.built);
    this.#sockets.of("/console").use((_socket, next) => {
      next(this.#signedIn ? undefined : new Error("NOT_SIGNED_IN"));
    });
    this.#sockets.of("/console").on("connection", (socket) => {
      this.#greet(socket);
    });
  }

  static async open(options: FakeOptions): Promise<FakeServer> {
    const server = new FakeServer(options);
    await new Promise<void>((resolve) => {
      server.#http.listen(options.port ?? 0, "127.0.0.1", resolve);
    });
    return server;
  }

  get address(): string {
    return `http://127.0.0.1:${String((this.#http.address() as AddressInfo).port)}`;
  }

  /** As if somebody had signed in before. */
  signIn(): void {
    this.#signedIn = true;
  }

  async close(): Promise<void> {
    await this.#sockets.close();
  }

  /** Cuts every connection; consoles come back by themselves. */
  cut(): void {
    for (const socket of this.#sockets.of("/console").sockets.values()) socket.conn.close();
  }

  take(interactions: readonly Interaction[], messages: readonly Message[] = []): void {
    for (const i of interactions) this.interactions.set(i.id, i);
    this.messages.push(...messages);
  }

  offer(offer: OfferView): void {
    this.interactions.set(offer.interactionId, offer.interaction);
    this.offers.set(offer.id, offer);
    this.#tell("offer:new", offer);
    this.tellBoard();
  }

  say(spoken: Message): void {
    this.messages.push(spoken);
    this.#tell("message:new", spoken);
    const i = this.interactions.get(spoken.interactionId);
    if (i === undefined || spoken.kind === "note") return;
    this.change(i.id, {
      unread: spoken.from === "customer" ? i.unread + 1 : i.unread,
      lastMessage: { from: spoken.from, text: spoken.text, at: spoken.at },
    });
  }

  /** Changes a row and tells everybody the whole of it. */
  change(id: string, part: Partial<Interaction>): void {
    const before = this.interactions.get(id);
    if (before === undefined) return;
    const after = { ...before, ...part };
    this.interactions.set(id, after);
    this.#tell("interaction:updated", after);
    this.tellBoard();
  }

  typing(interactionId: Interaction["id"]): void {
    this.#tell("typing", { interactionId });
  }

  tellBoard(): void {
    const console = this.#sockets.of("/console");
    console.to("board").emit("board", this.board());
    console.to("waiting").emit("waiting", this.#waiting());
  }

  /** As if another supervisor had changed it. */
  changeBucket(id: string, part: Partial<Bucket>): Bucket | undefined {
    const buckets = this.organisation.buckets.map((b) => (b.id === id ? { ...b, ...part } : b));
    this.organisation = { ...this.organisation, buckets };
    this.#tell("organisation:changed", this.organisation);
    this.tellBoard();
    return buckets.find((b) => b.id === id);
  }

  board(): Board {
    const waiting = [...this.interactions.values()].filter(
      (i) => i.state === "waiting" || i.state === "offered",
    );
    return {
      at: Date.now(),
      buckets: this.organisation.buckets.map((b) => this.#bucket(b.id, waiting)),
      engineers: this.#engineers().map((e) => this.#engineer(e.id)),
      waiting,
      trend: this.trend,
    };
  }

  #engineers(): readonly Engineer[] {
    const known = new Set(this.organisation.engineers.map((e) => e.id));
    return this.staff.filter((e) => known.has(e.id));
  }

  #bucket(bucketId: string, all: readonly Interaction[]): BucketOnFloor {
    const bucket = this.organisation.buckets.find((b) => b.id === bucketId);
    if (bucket === undefined) throw new Error(`no bucket ${bucketId}`);
    const here = all.filter((i) => i.bucketId === bucketId);
    const least = (values: readonly (number | null)[]): number | null =>
      here.length === 0 ? null : Math.min(...values.filter((v) => v !== null));
    const count = (channel: string): number => here.filter((i) => i.channel === channel).length;
    const answered = bucketId.length * 7;
    return {
      bucketId: bucket.id,
      name: bucket.name,
      waiting: here.length,
      waitingByChannel: { voice: count("voice"), chat: count("chat"), email: count("email") },
      oldestQueuedAt: least(here.map((i) => i.queuedAt)),
      nextDueAt: least(here.map((i) => i.dueAt)),
      estimatedSeconds: here.length === 0 ? null : here.length * 75,
      ready: this.#engineers().filter((e) =>
        bucket.skills.every((n) => (e.skills[n.skillId] ?? 0) >= n.level),
      ).length,
      active: [...this.interactions.values()].filter(
        (i) => i.bucketId === bucketId && i.state === "active",
      ).length,
      closed: bucket.closed && { by: "supervisor", reason: bucket.closed.reason },
      unservable: here.filter((i) => i.skills.some((need) => need.level > 9)).length,
      callbacks: here.filter((i) => i.callback !== null).length,
      today: {
        queued: answered + 4,
        answered,
        answeredInTarget: answered - bucketId.length,
        abandoned: 2,
        abandonedWithin: [1, 0, 1, 0],
        abandonedLate: bucketId === "vpn" ? 12 : 1,
        serviceLevel: (answered - bucketId.length) / (answered + (bucketId === "vpn" ? 12 : 1)),
      },
    };
  }

  #engineer(id: string): EngineerOnFloor {
    const engineer = this.staff.find((e) => e.id === id);
    if (engineer === undefined) throw new Error(`no engineer ${id}`);
    const offered = new Set(
      [...this.offers.values()].filter((o) => o.engineerId === id).map((o) => o.interactionId),
    );
    const holding = [...this.interactions.values()]
      .filter(
        (i) =>
          offered.has(i.id) ||
          (i.engineerId === id && (i.state === "active" || i.state === "wrapup")),
      )
      .map(({ id: interactionId, channel, state }) => ({ interactionId, channel, state }));
    return {
      engineer,
      state: this.states.get(id) ?? stateOf(engineer, Date.now()),
      holding,
      used: holding.reduce((sum, h) => sum + engineer.capacity.costs[h.channel], 0),
    };
  }

  hello(): Hello {
    const mine = this.#me.engineerId;
    return {
      now: Date.now(),
      me: this.#me,
      engineer: mine === null ? null : this.#engineer(mine),
      interactions: [...this.interactions.values()].filter(
        (i) => i.engineerId === mine && (i.state === "active" || i.state === "wrapup"),
      ),
      offers: [...this.offers.values()].filter((o) => o.engineerId === mine),
      organisation: this.organisation,
      phone: "local",
    };
  }

  #greet(socket: ConsoleSocket): void {
    const handlers = this.#handlers(socket);
    for (const event of Object.keys(handlers) as (keyof ConsoleCommands)[]) {
      this.#listen(socket, {
        event,
        handle: handlers[event] as (payload: unknown) => ErrorCode | null,
      });
    }
    socket.emit("hello", this.hello());
  }

  #listen(
    socket: ConsoleSocket,
    {
      event,
      handle,
    }: { event: keyof ConsoleCommands; handle: (payload: unknown) => ErrorCode | null },
  ): void {
    const answer = (payload: unknown, ack: (answer: Ack) => void): void => {
      const parsed = consoleCommands[event].safeParse(payload);
      this.commands.push({ event, payload });
      const code = parsed.success ? handle(parsed.data) : "BAD_REQUEST";
      ack(code === null ? { ok: true } : { ok: false, error: { code, message: code } });
    };
    socket.on(event, answer);
  }

  #handlers(socket: ConsoleSocket): Handlers {
    return {
      "presence:set": ({ status, channels, reason }) =>
        this.#setPresence(this.#me.engineerId ?? "", {
          status,
          reason: reason ?? null,
          ...(channels && { channels }),
        }),
      "presence:force": ({ engineerId, status, reason }) =>
        this.#setPresence(engineerId, { status, reason: reason ?? null }),
      "offer:accept": ({ offerId }) => this.#accept(offerId),
      "offer:decline": ({ offerId }) => {
        const offer = this.offers.get(offerId);
        if (offer === undefined) return "OFFER_UNKNOWN";
        this.offers.delete(offerId);
        this.#tell("offer:revoked", {
          offerId: offer.id,
          interactionId: offer.interactionId,
          because: "declined",
        });
        this.change(offer.interactionId, { state: "waiting" });
        return null;
      },
      "message:send": ({ interactionId, clientId, text, html, mail }) => {
        if (this.messages.some((m) => m.clientId === clientId)) return null;
        const i = this.interactions.get(interactionId);
        if (i?.state !== "active") return "INTERACTION_STATE";
        this.say(
          message(i.id, {
            kind: i.channel === "email" ? "mail" : "text",
            from: "engineer",
            authorName: this.#me.name,
            engineerId: i.engineerId,
            text,
            html: html ?? null,
            clientId,
            at: Date.now(),
            mail:
              i.channel === "email"
                ? {
                    subject: mail?.subject ?? "",
                    from: { name: "Support", address: "support@northwind.example" },
                    to: (mail?.to ?? []).map((address) => ({ name: "", address })),
                    cc: (mail?.cc ?? []).map((address) => ({ name: "", address })),
                    messageId: `<${clientId}@northwind.example>`,
                    inReplyTo: null,
                    references: [],
                    class: "human",
                  }
                : null,
            delivery: i.channel === "email" ? { state: "sent", error: null } : null,
          }),
        );
        return null;
      },
      "note:add": ({ interactionId, clientId, text }) => {
        this.say(
          message(interactionId, {
            kind: "note",
            from: "engineer",
            authorName: this.#me.name,
            text,
            clientId,
            at: Date.now(),
          }),
        );
        return null;
      },
      "interaction:read": ({ interactionId }) => {
        this.change(interactionId, { unread: 0 });
        return null;
      },
      "interaction:transfer": ({ interactionId, to }) => {
        this.change(interactionId, {
          state: "waiting",
          engineerId: null,
          ...("bucketId" in to ? { bucketId: to.bucketId } : { directTo: to.engineerId }),
        });
        return null;
      },
      "interaction:end": ({ interactionId }) => {
        const now = Date.now();
        this.change(interactionId, {
          state: "wrapup",
          outcome: "handled",
          endedAt: now,
          wrapUpEndsAt: now + 120_000,
        });
        return null;
      },
      "wrapup:complete": ({ interactionId, disposition }) => {
        this.change(interactionId, { state: "closed", disposition, closedAt: Date.now() });
        return null;
      },
      "chat:typing": () => null,
      "menu:watch": () => null,
      "board:watch": ({ on }) => {
        if (on === false) {
          void socket.leave("board");
        } else {
          void socket.join("board");
          socket.emit("board", this.board());
        }
        return null;
      },
      "waiting:watch": ({ on }) => {
        if (on === false) {
          void socket.leave("waiting");
        } else {
          void socket.join("waiting");
          socket.emit("waiting", this.#waiting());
        }
        return null;
      },
      "interaction:pull": ({ interactionId }) => {
        const i = this.interactions.get(interactionId);
        if (i?.state !== "waiting") return "OFFER_TAKEN";
        this.change(interactionId, {
          state: "active",
          engineerId: this.#me.engineerId,
          answeredAt: Date.now(),
        });
        return null;
      },
      "interaction:assign": ({ interactionId, engineerId }) => {
        this.change(interactionId, { state: "active", engineerId, answeredAt: Date.now() });
        return null;
      },
      "interaction:change": ({ interactionId, priority, bucketId }) => {
        this.change(interactionId, {
          ...(priority !== undefined && { priority }),
          ...(bucketId !== undefined && { bucketId }),
        });
        return null;
      },
    };
  }

  /** What Ada's skills suffice for; the rest waits for others. */
  #waiting(): WaitingForMe {
    const me = this.#me.engineerId === null ? null : this.#engineer(this.#me.engineerId);
    const waiting = [...this.interactions.values()].filter((i) => i.state === "waiting");
    const fits = (i: Interaction): boolean =>
      (this.organisation.buckets.find((b) => b.id === i.bucketId)?.skills ?? []).every(
        (need) => (me?.engineer.skills[need.skillId] ?? 0) >= need.level,
      );
    const full = (i: Interaction): boolean =>
      me?.holding.some((h) => h.channel === "voice" && i.channel === "voice") === true;
    const items = waiting.filter(fits).map((interaction) => ({
      interaction,
      lack: full(interaction) ? ("no_room" as const) : null,
    }));
    return { at: Date.now(), items, others: waiting.length - items.length };
  }

  #accept(offerId: string): ErrorCode | null {
    const offer = this.offers.get(offerId);
    if (offer === undefined) return "OFFER_EXPIRED";
    this.offers.delete(offerId);
    this.change(offer.interactionId, {
      state: "active",
      engineerId: offer.engineerId,
      answeredAt: Date.now(),
    });
    return null;
  }

  #setPresence(engineerId: string, part: Partial<EngineerState>): ErrorCode | null {
    const before = this.#engineer(engineerId).state;
    this.states.set(engineerId, { ...before, ...part, statusAt: Date.now() });
    this.#tell("presence:changed", this.#engineer(engineerId));
    this.tellBoard();
    return null;
  }

  #refuses(response: Response): boolean {
    const { refusal } = this;
    this.refusal = null;
    if (refusal === null) return false;
    response.status(refusal.status).json({ error: refusal.error });
    return true;
  }

  #tell<E extends keyof ConsoleEvents>(event: E, payload: z.output<ConsoleEvents[E]>): void {
    this.#sockets.of("/console").emit(event, ...([payload] as never));
  }

  #serve(app: Express, built: string): void {
    app.use((_request, response, next) => {
      response.setHeader("Content-Security-Policy", CSP);
      next();
    });
    app.post("/api/v1/session", express.json(), (request, response) => {
      const body = z.object({ email: z.string(), password: z.string() }).parse(request.body);
      if (body.email !== this.#me.email || body.password !== PASSWORD) {
        refuse(response, 401, "WRONG_PASSWORD");
        return;
      }
      this.#signedIn = true;
      response.json(this.#me);
    });
    app.post("/api/v1/session/link", express.json(), (request, response) => {
      const { token } = z.object({ token: z.string() }).parse(request.body);
      if (token !== this.#link) {
        refuse(response, 401, "LINK_USED");
        return;
      }
      this.#link = null;
      this.#signedIn = true;
      response.json(this.#me);
    });
    app.get("/api/v1/cluster", (_request, response) => {
      if (this.cluster === null) refuse(response, 503, "STORE_UNAVAILABLE");
      else response.json(this.cluster);
    });
    app.delete("/api/v1/session", (_request, response) => {
      this.#signedIn = false;
      this.#sockets.of("/console").disconnectSockets();
      response.status(204).end();
    });
    app.use("/api/v1", (_request, response, next) => {
      if (this.#signedIn) next();
      else refuse(response, 401, "NOT_SIGNED_IN");
    });
    app.get("/api/v1/me", (_request, response) => {
      response.json(this.#me);
    });
    app.get("/api/v1/interactions", (request, response) => {
      const { customerId } = z.object({ customerId: z.string() }).parse(request.query);
      const items = [...this.interactions.values()].filter((i) => i.customerId === customerId);
      response.json({ items, nextCursor: null });
    });
    app.get("/api/v1/interactions/:id", (request, response) => {
      const interaction = this.interactions.get(request.params.id);
      if (interaction === undefined) {
        refuse(response, 404, "NOT_FOUND");
        return;
      }
      response.json({
        interaction,
        messages: this.messages.filter((m) => m.interactionId === interaction.id),
        timeline: timelineOf(interaction),
      });
    });
    app.get("/api/v1/interactions/:id/why", (request, response) => {
      response.json(
        this.explanations.get(request.params.id) ?? { decisions: [], events: [], waiting: null },
      );
    });
    app.get("/api/v1/holidays", (_request, response) => {
      response.json({ items: [{ code: "DE", name: "Germany" }], nextCursor: null });
    });
    app.get("/api/v1/holidays/:country", (_request, response) => {
      response.json({
        states: [{ code: "BY", name: "Bayern", regions: [] }],
        days: [{ day: `${String(new Date().getFullYear() + 1)}-01-01`, name: "New Year" }],
      });
    });
    app.patch("/api/v1/buckets/:id", express.json(), (request, response) => {
      if (this.#refuses(response)) return;
      const { was: _was, ...part } = request.body as { readonly was?: unknown };
      this.commands.push({ event: "PATCH bucket", payload: part });
      response.json(this.changeBucket(request.params.id, part));
    });
    app.patch("/api/v1/engineers/:id", express.json(), (request, response) => {
      if (this.#refuses(response)) return;
      const { was: _was, ...part } = request.body as { readonly was?: unknown };
      this.commands.push({ event: "PATCH engineer", payload: part });
      this.staff = this.staff.map((e) =>
        e.id === request.params.id ? { ...e, ...(part as Partial<Engineer>) } : e,
      );
      this.tellBoard();
      response.json(this.staff.find((e) => e.id === request.params.id));
    });
    app.post("/api/v1/uploads", express.raw({ type: () => true }), (request, response) => {
      const { name, type } = z.object({ name: z.string(), type: z.string() }).parse(request.query);
      const size = Buffer.isBuffer(request.body) ? request.body.length : 0;
      response.json({ id: AttachmentId.parse(`a-${String(Date.now())}`), name, type, size });
    });
    app.get("/api/v1/attachments/:id", (_request, response) => {
      response.setHeader("Content-Disposition", "attachment");
      response.type("image/svg+xml").send(PICTURE);
    });
    app.get("/api/v1/phone", (_request, response) => {
      response.json({ provider: "local", token: "token", identity: "ada" });
    });
    app.use(express.static(built));
    app.get(/^\/(?!api|assets).*/, (_request, response) => {
      response.sendFile("index.html", { root: path.resolve(built) });
    });
  }
}

/** What the real server sends: nothing inline but styles, and pictures of mails when asked for. */
const CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https: http:",
  "media-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "frame-ancestors 'none'",
].join("; ");

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="120"><rect width="320" height="120" fill="#eef0f3"/><text x="16" y="64" font-family="monospace">Backup stopped at 43 %: 0x8007</text></svg>`;

function refuse(response: Response, status: number, code: ErrorCode): void {
  response.status(status).json({ error: { code, message: code } });
}

/** What led to where the interaction is now. */
function timelineOf(i: Interaction): unknown[] {
  const menu = i.path.map((step, n) => ({
    type: "menu",
    at: i.startedAt + n * 6000,
    fromNodeId: `n${String(n)}`,
    toNodeId: `n${String(n + 1)}`,
    input: step.key,
    result: "matched",
  }));
  const queuedAt = i.queuedAt ?? i.startedAt;
  const event = (
    seq: number,
    body: { type: string; at: number; [key: string]: unknown },
  ): unknown => ({
    type: "event",
    seq,
    at: body.at,
    event: { interactionId: i.id, ...body },
  });
  const lines = [
    event(1, { type: "interaction.started", at: i.startedAt, channel: i.channel }),
    ...menu,
    event(2, {
      type: "interaction.queued",
      at: queuedAt,
      channel: i.channel,
      bucketId: i.bucketId,
      priority: 5,
      dueAt: 0,
    }),
  ];
  if (i.answeredAt === null) return lines;
  const waitedSeconds = (i.answeredAt - queuedAt) / 1000;
  return [
    ...lines,
    event(3, {
      type: "interaction.offered",
      at: i.answeredAt - 3000,
      offerId: "o",
      engineerId: i.engineerId,
      expiresAt: 0,
      because: "level",
    }),
    event(4, {
      type: "interaction.accepted",
      at: i.answeredAt,
      offerId: "o",
      engineerId: i.engineerId,
      waitedSeconds,
    }),
  ];
}

export { PASSWORD };
