/** What a console may ask for: parsed, checked against the role, done, acknowledged. */
import type { Socket } from "socket.io";
import type { z } from "zod";
import { DeskRefusal } from "../../channels/channel.js";
import type { Outcome } from "../../protocol/commands.js";
import { errorCatalog, type ErrorCode } from "../../protocol/errors.js";
import type { EngineerId, InteractionId, MenuTreeId } from "../../protocol/ids.js";
import type { MenuLine } from "../../protocol/menu-list.js";
import type { User } from "../../protocol/organisation.js";
import {
  consoleCommands,
  type Ack,
  type Board,
  type ConsoleCommands,
  type WaitingForMe,
} from "../../protocol/sockets.js";
import type { Asked, Dispatch } from "../dispatch/dispatch-parts.js";
import type { Conversation } from "../desk/conversation.js";
import type { EngineerDesk } from "../desk/engineer-desk.js";
import type { Hub } from "../desk/hub.js";
import type { Organisation } from "../desk/organisation.js";
import { errorCodeOf } from "../errors.js";
import { tracedApart } from "../observe/trace.js";
import { writableDeep } from "../store/columns.js";
import { StoreUnavailable } from "../store/store.js";
import type { MenuPeople } from "./menu-people.js";

/** What the events are done with. */
export interface ConsoleActions {
  readonly dispatch: Dispatch;
  readonly engineerDesk: EngineerDesk;
  readonly conversation: Conversation;
  readonly organisation: Organisation;
  readonly hub: Hub;
}

interface Listening {
  readonly user: User;
  readonly actions: ConsoleActions;
  readonly board: () => Promise<Board>;
  readonly waitingFor: (engineerId: EngineerId) => Promise<WaitingForMe>;
  readonly menuPeople: MenuPeople;
  readonly menuLine: (id: MenuTreeId) => Promise<MenuLine | null>;
  readonly log: { error(details: object, message: string): void };
}

/** Consoles of one engineer that show what waits. */
export const waitingRoom = (engineerId: EngineerId): string => `waiting:${engineerId}`;

type Payload<E extends keyof ConsoleCommands> = z.output<ConsoleCommands[E]>;
type Handlers = { [E in keyof ConsoleCommands]: (payload: Payload<E>) => Promise<object> };

/** Puts a handler on every event of the contract; an event without one does not compile. */
export function listen(socket: Socket, parts: Listening): void {
  const handlers = handlersOf(socket, parts);
  for (const event of Object.keys(consoleCommands) as (keyof ConsoleCommands)[]) {
    socket.on(event, (...args: unknown[]) => {
      const answer = answerOf(args);
      const [payload] = args;
      const work = (): Promise<Ack> =>
        run(event, typeof payload === "function" ? undefined : payload);
      tracedApart(`console ${event}`, () => ({ kind: "server", attributes: {} }), work).then(
        answer,
        (error: unknown) => {
          answer(refusalOf(error, event));
        },
      );
    });
  }

  socket.onAny((event: string, ...args: unknown[]) => {
    if (Object.hasOwn(consoleCommands, event)) return;
    answerOf(args)(refused("BAD_REQUEST", `There is no event ${event.slice(0, 80)}.`));
  });

  async function run(event: keyof ConsoleCommands, payload: unknown): Promise<Ack> {
    const parsed = consoleCommands[event].safeParse(writableDeep(payload ?? {}));
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new DeskRefusal(
        "BAD_REQUEST",
        `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not understood"}`,
      );
    }
    const handle = handlers[event] as (checked: unknown) => Promise<object>;
    return { ok: true, ...(await handle(parsed.data)) };
  }

  function refusalOf(error: unknown, event: string): Ack {
    if (error instanceof DeskRefusal) return refused(error.code, error.message);
    if (error instanceof StoreUnavailable) {
      return refused("STORE_UNAVAILABLE", errorCatalog.STORE_UNAVAILABLE);
    }
    parts.log.error({ err: error, event, userId: parts.user.id }, "a console event failed");
    return refused("INTERNAL", errorCatalog.INTERNAL);
  }
}

/** Tells the sender, when they left a function to be told with; it comes last. */
function answerOf(args: readonly unknown[]): (result: Ack) => void {
  const ack = args.at(-1);
  return (result) => {
    if (typeof ack === "function") Reflect.apply(ack, undefined, [result]);
  };
}

function handlersOf(socket: Socket, parts: Listening): Handlers {
  const { user, actions, board, waitingFor, menuPeople, menuLine } = parts;
  const { dispatch, engineerDesk, conversation, organisation, hub } = actions;
  const author = { user, engineerId: user.engineerId };

  function self(): EngineerId {
    if (user.engineerId === null)
      throw new DeskRefusal("WRONG_ROLE", "You are not set up to answer contacts.");
    return user.engineerId;
  }
  function supervisor(): void {
    if (user.role === "engineer") throw new DeskRefusal("WRONG_ROLE", errorCatalog.WRONG_ROLE);
  }
  async function send(asked: Asked): Promise<{ interactionId?: InteractionId }> {
    return accepted(await dispatch.send(asked));
  }
  /** Supervisors act on anybody's; engineers on their own. */
  function actor(): EngineerId | null {
    return user.role === "engineer" ? self() : null;
  }

  return {
    "presence:set": ({ status, channels, reason }) =>
      send({
        type: "presence.set",
        engineerId: self(),
        status,
        channels: channels ?? null,
        reason: reason ?? null,
        forcedBy: null,
      }),
    "offer:accept": ({ offerId }) => send({ type: "offer.accept", offerId, engineerId: self() }),
    "offer:decline": ({ offerId, reason }) =>
      send({ type: "offer.decline", offerId, engineerId: self(), reason: reason ?? null }),
    "message:send": async (draft) => ({ message: await engineerDesk.send(author, draft) }),
    "note:add": async (note) => ({ message: await engineerDesk.note(author, note) }),
    "interaction:read": async ({ interactionId }) => {
      const interaction = await conversation.interaction(interactionId);
      if (interaction?.engineerId !== self()) {
        throw new DeskRefusal("INTERACTION_NOT_YOURS", errorCatalog.INTERACTION_NOT_YOURS);
      }
      if (interaction.unread > 0) await conversation.markRead(interactionId);
      return {};
    },
    "interaction:transfer": async ({ interactionId, to, note, due }) => {
      const row = await dispatch.read((router) => router.interaction(interactionId));
      const own = row?.state === "active" && row.engineerId === user.engineerId;
      return send({
        type: "interaction.transfer",
        interactionId,
        engineerId: own ? user.engineerId : actor(),
        to,
        note: note ?? null,
        ...(due && { due }),
      });
    },
    "interaction:pull": ({ interactionId }) =>
      send({ type: "interaction.pull", interactionId, engineerId: self() }),
    "waiting:watch": async ({ on }) => {
      const engineerId = self();
      if (on === false) {
        await socket.leave(waitingRoom(engineerId));
        return {};
      }
      await socket.join(waitingRoom(engineerId));
      socket.emit("waiting", await waitingFor(engineerId));
      return {};
    },
    "interaction:end": async ({ interactionId }) => {
      const row = await dispatch.read((router) => router.interaction(interactionId));
      const own = user.engineerId !== null && row?.engineerId === user.engineerId;
      if (!own && user.role !== "engineer") {
        return send({ type: "interaction.end", interactionId, by: "system", engineerId: null });
      }
      return send({ type: "interaction.end", interactionId, by: "engineer", engineerId: self() });
    },
    "wrapup:complete": ({ interactionId, disposition, note }) => {
      if (!organisation.settings.dispositions.some((known) => known.id === disposition)) {
        throw new DeskRefusal("DISPOSITION_UNKNOWN", errorCatalog.DISPOSITION_UNKNOWN);
      }
      return send({
        type: "wrapup.complete",
        interactionId,
        engineerId: self(),
        disposition,
        note: note ?? null,
      });
    },
    "chat:typing": async ({ interactionId }) => {
      const row = await dispatch.read((router) => router.interaction(interactionId));
      if (row?.engineerId === self() && row.state === "active") {
        hub.share("typing", { interactionId, from: "engineer", engineerId: self() });
      }
      return {};
    },
    "board:watch": async ({ on }) => {
      supervisor();
      if (on === false) {
        await socket.leave("board");
        return {};
      }
      await socket.join("board");
      const now = await board();
      socket.emit("board", now);
      return { board: now };
    },
    "presence:force": ({ engineerId, status, reason }) => {
      supervisor();
      return send({
        type: "presence.set",
        engineerId,
        status,
        channels: null,
        reason: reason ?? null,
        forcedBy: user.name,
      });
    },
    "interaction:assign": ({ interactionId, engineerId, reason }) => {
      supervisor();
      return send({ type: "interaction.assign", interactionId, engineerId, reason });
    },
    "interaction:change": ({ interactionId, priority, bucketId }) => {
      supervisor();
      return send({
        type: "interaction.change",
        interactionId,
        priority: priority ?? null,
        bucketId: bucketId ?? null,
      });
    },
    "menu:watch": async ({ menuId, isEditing = false, on }) => {
      supervisor();
      if (on === false) {
        await menuPeople.leave(socket, menuId);
        return {};
      }
      const isNew = await menuPeople.enter(socket, { menuId, isEditing });
      if (!isNew) return {};
      const menu = await menuLine(menuId);
      if (menu === null) {
        await menuPeople.leave(socket, menuId);
        throw new DeskRefusal("NOT_FOUND", errorCatalog.NOT_FOUND);
      }
      socket.emit("menu:changed", { menu, by: null });
      return {};
    },
  };
}

/** A refusal becomes an error on its way to the acknowledgement. */
function accepted(outcome: Outcome): { interactionId?: InteractionId } {
  if (!outcome.ok) throw new DeskRefusal(errorCodeOf(outcome.error.code), outcome.error.message);
  return outcome.interactionId === null ? {} : { interactionId: outcome.interactionId };
}

function refused(code: ErrorCode, message: string): Ack {
  return { ok: false, error: { code, message } };
}
