/**
 * The console's socket: who is signed in hears everything that concerns them, after the commit, as
 * whole objects; what they ask for is answered after the commit too. A fresh `hello` on every
 * connect makes any reconnect a full repair.
 */
import type { Namespace, Server, Socket } from "socket.io";
import type { EngineerId, MenuTreeId, ServerNodeId, UserId } from "../../protocol/ids.js";
import type { Interaction, RoutedInteraction } from "../../protocol/interactions.js";
import type { MenuLine } from "../../protocol/menu-list.js";
import type { User } from "../../protocol/organisation.js";
import type { ConsoleEvents, Hello, Telling } from "../../protocol/sockets.js";
import type { Router } from "../../routing/router.js";
import type { Decided } from "../dispatch/turn.js";
import type { Dispatch } from "../dispatch/dispatch-parts.js";
import type { Contacts } from "../desk/contacts.js";
import type { Hub, HubEvents } from "../desk/hub.js";
import type { Organisation } from "../desk/organisation.js";
import { boardOf, engineerOnFloor } from "../floor/board.js";
import type { Tally } from "../floor/tally.js";
import { queueHead, waitingFor } from "../floor/waiting-for.js";
import { listen, waitingRoom, type ConsoleActions } from "./console-commands.js";
import { createMenuPeople, type ConsoleData } from "./menu-people.js";
import { createWaitingTeller } from "./waiting-teller.js";

export interface ConsoleParts {
  readonly io: Server;
  readonly dispatch: Dispatch;
  /** This process, among those whose consoles the router knows. */
  readonly node: ServerNodeId;
  readonly contacts: Contacts;
  readonly organisation: Organisation;
  readonly hub: Hub;
  readonly tally: Tally;
  readonly actions: ConsoleActions;
  /** Who this handshake belongs to; null: nobody, it is refused. */
  readonly userOf: (handshake: {
    readonly cookie: string | undefined;
    readonly token: string | undefined;
    readonly origin: string | undefined;
    readonly host: string | undefined;
  }) => Promise<User | null>;
  readonly phone: Hello["phone"];
  /** null: there is no such tree. */
  readonly menuLine: (id: MenuTreeId) => Promise<MenuLine | null>;
  readonly now: () => number;
  readonly log: {
    warn(details: object, message: string): void;
    error(details: object, message: string): void;
  };
}

type Nothing = Record<string, never>;
type ConsoleSocket = Socket<Nothing, Telling<ConsoleEvents>, Nothing, ConsoleData>;
type ConsoleNamespace = Namespace<Nothing, Telling<ConsoleEvents>, Nothing, ConsoleData>;

export interface ConsoleRealtime {
  /** Ends somebody's connections to this node; the consoles that may come back do so by themselves. */
  drop(userId: UserId): void;
  /** Tells them to come back, at another node perhaps, and waits until the router knows who left. */
  close(): Promise<void>;
}

/** Floors are told at most this often; a busy minute would otherwise drown the browser. */
const BOARD_EVERY_MS = 500;
/** Ready engineers and estimates change with time alone, so a quiet floor is told too. */
const BOARD_QUIET_MS = 10_000;
/** How often it is looked whether the router knows who has a console here. */
const ROLL_CALL_MS = 1000;

export function openConsole(parts: ConsoleParts): ConsoleRealtime {
  const { dispatch, contacts, organisation, hub, tally, now } = parts;
  const namespace = parts.io.of("/console") as unknown as ConsoleNamespace;
  // Every node tells its own consoles, from what every node hears: nobody is told twice.
  const here = (): ConsoleNamespace["local"] => namespace.local;
  /** Open consoles of each engineer; the first brings them in, the last takes them out. */
  const consoles = new Map<EngineerId, number>();

  namespace.use((socket, next) => {
    const auth: unknown = socket.handshake.auth["token"];
    parts
      .userOf({
        cookie: socket.handshake.headers.cookie,
        token: typeof auth === "string" ? auth : undefined,
        origin: socket.handshake.headers.origin,
        host: socket.handshake.headers.host,
      })
      .then((user) => {
        if (user === null) {
          next(Object.assign(new Error("Sign in first."), { data: { code: "NOT_SIGNED_IN" } }));
          return;
        }
        socket.data.user = user;
        next();
      }, next);
  });

  namespace.on("connection", (socket) => {
    const { user } = socket.data;
    enter(socket, user).catch((error: unknown) => {
      parts.log.error({ err: error, userId: user.id }, "a console could not be opened");
      socket.disconnect(true);
    });
  });

  const menuPeople = createMenuPeople(namespace);

  async function enter(socket: ConsoleSocket, user: User): Promise<void> {
    const { engineerId } = user;
    listen(socket, {
      user,
      actions: parts.actions,
      board: () => readBoard(),
      waitingFor: (id) =>
        dispatch.read((router) => waitingFor(router, id, { contacts, at: now() })),
      menuPeople,
      menuLine: parts.menuLine,
      log: parts.log,
    });
    socket.on("disconnect", () => {
      void menuPeople.leave(socket);
    });
    await socket.join(`user:${user.id}`);
    if (user.role !== "engineer") await socket.join("supervisors");
    if (engineerId !== null) {
      await socket.join(`engineer:${engineerId}`);
      const before = consoles.get(engineerId) ?? 0;
      consoles.set(engineerId, before + 1);
      socket.on("disconnect", () => {
        const left = (consoles.get(engineerId) ?? 1) - 1;
        if (left > 0) consoles.set(engineerId, left);
        else {
          consoles.delete(engineerId);
          void call("engineer.disconnect", engineerId);
        }
      });
      if (before === 0) await call("engineer.connect", engineerId);
    }
    const hello = await dispatch.read((router) => helloOf(router, user));
    socket.emit("hello", hello);
  }

  /** Under way to the router, so that a stop can wait for them. */
  const calls = new Set<Promise<unknown>>();
  function call(
    type: "engineer.connect" | "engineer.disconnect",
    engineerId: EngineerId,
  ): Promise<unknown> {
    const sent = dispatch.send({ type, engineerId, nodeId: parts.node });
    calls.add(sent);
    void sent.finally(() => calls.delete(sent));
    return sent;
  }

  /** A node that was thought lost is back, or a word about somebody was: what the router has is put right. */
  async function callRoll(): Promise<void> {
    if (calls.size > 0) return;
    const known = await dispatch.read((router) =>
      router
        .engineers()
        .filter(({ id }) => router.engineerState(id)?.nodes.includes(parts.node) === true)
        .map(({ id }) => id),
    );
    for (const id of known) if (!consoles.has(id)) void call("engineer.disconnect", id);
    const isKnown = new Set(known);
    for (const id of consoles.keys()) if (!isKnown.has(id)) void call("engineer.connect", id);
  }
  const rollCall = setInterval(() => {
    callRoll().catch((error: unknown) => {
      parts.log.warn({ err: error }, "who is connected could not be compared");
    });
  }, ROLL_CALL_MS);

  /** Turns were missed: every console here is shown everything. */
  function greetAgain(): void {
    for (const socket of namespace.sockets.values()) {
      dispatch
        .read((router) => helloOf(router, socket.data.user))
        .then(
          (hello) => socket.emit("hello", hello),
          (error: unknown) => {
            parts.log.warn({ err: error }, "a console could not be shown everything again");
          },
        );
    }
  }

  function helloOf(router: Router, me: User): Hello {
    const engineer = me.engineerId === null ? null : engineerOnFloor(router, me.engineerId);
    const held = me.engineerId === null ? [] : router.holding(me.engineerId);
    const offers = me.engineerId === null ? [] : router.offersOf(me.engineerId);
    return {
      now: now(),
      me,
      engineer,
      interactions: held
        .filter((row) => row.state === "active" || row.state === "wrapup")
        .map((row) => contacts.view(row)),
      offers: offers.flatMap((offer) => {
        const row = router.interaction(offer.interactionId);
        return row === undefined
          ? []
          : [{ ...offer, interaction: contacts.view(row), committedAt: offer.offeredAt }];
      }),
      organisation: organisationOf(router),
      phone: parts.phone,
    };
  }

  function organisationOf(router: Router): Hello["organisation"] {
    return {
      settings: organisation.settings,
      skills: [...organisation.skills],
      buckets: [...router.buckets()],
      engineers: router.engineers().map(({ id, name }) => ({ id, name })),
    };
  }

  /** Who held it when it was last told: they hear of it, too, when somebody else has it now. */
  const holders = new Map<string, EngineerId>();
  const to = (engineerId: EngineerId) => here().to(`engineer:${engineerId}`);

  /** Offers and interactions of a turn, to those they concern now or concerned before it. */
  function tellTurn({ decided, router, committedAt }: HubEvents["turn"]): void {
    const rows = new Map<string, RoutedInteraction>();
    const concerned = new Map<string, Set<EngineerId>>();
    const states = new Set<EngineerId>();
    const concern = (row: RoutedInteraction, id: EngineerId | null): void => {
      if (id === null) return;
      states.add(id);
      const known = concerned.get(row.id) ?? new Set<EngineerId>();
      concerned.set(row.id, known.add(id));
    };
    for (const { decision } of decided) {
      for (const row of decision.interactions) {
        rows.set(row.id, row);
        concern(row, row.engineerId);
        concern(row, holders.get(row.id) ?? null);
      }
      for (const state of decision.engineerStates) states.add(state.engineerId);
      for (const event of decision.events) {
        if ("engineerId" in event && event.engineerId !== null) states.add(event.engineerId);
        if (event.type !== "interaction.transferred") continue;
        const row = rows.get(event.interactionId);
        if (row !== undefined) concern(row, event.fromEngineerId);
      }
      for (const offer of decision.offers) states.add(offer.engineerId);
    }
    for (const { decision } of decided) {
      for (const offer of decision.offers) {
        if (offer.state === "pending") continue;
        to(offer.engineerId).emit("offer:revoked", {
          offerId: offer.id,
          interactionId: offer.interactionId,
          because: reasonOf(offer.state, decision, offer.id),
        });
      }
    }
    for (const row of rows.values()) {
      if (row.state === "closed" || row.engineerId === null) holders.delete(row.id);
      else holders.set(row.id, row.engineerId);
      const view = contacts.view(row);
      for (const engineerId of concerned.get(row.id) ?? [])
        to(engineerId).emit("interaction:updated", view);
    }
    for (const { decision } of decided) {
      for (const offer of decision.offers) {
        const row = rows.get(offer.interactionId) ?? router.interaction(offer.interactionId);
        if (offer.state !== "pending" || row === undefined) continue;
        if (router.offer(offer.id)?.state !== "pending") continue;
        to(offer.engineerId).emit("offer:new", {
          ...offer,
          interaction: contacts.view(row),
          committedAt,
        });
      }
    }
    for (const engineerId of states) {
      const onFloor = engineerOnFloor(router, engineerId);
      if (onFloor !== null) to(engineerId).to("supervisors").emit("presence:changed", onFloor);
    }
  }

  function tellInteraction(interaction: Interaction): void {
    const { engineerId } = interaction;
    if (engineerId !== null) to(engineerId).emit("interaction:updated", interaction);
  }

  // ---- the floor
  let boardTimer: NodeJS.Timeout | null = null;
  let boardAt = 0;
  const watched = () => (namespace.adapter.rooms.get("board")?.size ?? 0) > 0;
  const readBoard = () =>
    dispatch.read((router) => boardOf(router, { contacts, tally, at: now() }));
  function tellBoardSoon(): void {
    if (boardTimer !== null || !watched()) return;
    const wait = Math.max(0, boardAt + BOARD_EVERY_MS - now());
    boardTimer = setTimeout(() => {
      boardTimer = null;
      boardAt = now();
      readBoard().then(
        (board) => here().to("board").emit("board", board),
        (error: unknown) => {
          parts.log.warn({ err: error }, "the board could not be told");
        },
      );
    }, wait);
  }
  const quiet = setInterval(tellBoardSoon, BOARD_QUIET_MS);

  const waiting = createWaitingTeller({
    watchers: () =>
      [...consoles.keys()].filter((id) => namespace.adapter.rooms.has(waitingRoom(id))),
    listsOf: (engineers) =>
      dispatch.read((router) => {
        const queue = queueHead(router);
        return engineers.map((engineerId) => ({
          engineerId,
          list: waitingFor(router, engineerId, { contacts, at: now(), queue }),
        }));
      }),
    tell: (engineerId, list) => here().to(waitingRoom(engineerId)).emit("waiting", list),
    log: parts.log,
  });

  const stops = [
    hub.on("turn", (turn) => {
      tellTurn(turn);
      tellBoardSoon();
      waiting.soon();
    }),
    hub.on("content", ({ interaction }) => {
      tellInteraction(interaction);
      tellBoardSoon();
    }),
    hub.on("message", ({ message, interaction }) => {
      if (interaction.engineerId === null) return;
      to(interaction.engineerId).emit("message:new", message);
      tellInteraction(interaction);
    }),
    hub.on("typing", ({ interactionId, from }) => {
      if (from !== "customer") return;
      void dispatch.read((router) => {
        const row = router.interaction(interactionId);
        if (row?.state === "active" && row.engineerId !== null) {
          to(row.engineerId).volatile.emit("typing", { interactionId });
        }
      });
    }),
    hub.on("menu", (news) => here().to("supervisors").emit("menu:changed", news)),
    hub.on("organisation", () => {
      void dispatch.read((router) => here().emit("organisation:changed", organisationOf(router)));
    }),
    hub.on("anew", greetAgain),
  ];

  return {
    drop: (userId) => {
      here().in(`user:${userId}`).disconnectSockets(true);
    },
    close: async () => {
      clearInterval(quiet);
      clearInterval(rollCall);
      waiting.close();
      if (boardTimer !== null) clearTimeout(boardTimer);
      here().disconnectSockets(true);
      await Promise.all(calls);
      for (const stop of stops) stop();
    },
  };
}

/** Why an offer is gone, in the words of the event that ended it. */
function reasonOf(state: string, decision: Decided["decision"], offerId: string): string {
  const event = decision.events.find(
    (candidate) => candidate.type === "offer.revoked" && candidate.offerId === offerId,
  );
  return event?.type === "offer.revoked" ? event.because : state;
}
