/**
 * Everything the console knows, as one value. It is made by `consoleReducer` alone: from the
 * server's snapshot (`hello`) and from what it tells afterwards.
 */
import type { Interaction, Message, OfferView } from "../../../protocol/interactions.js";
import type { User } from "../../../protocol/organisation.js";
import type {
  Board,
  EngineerOnFloor,
  Hello,
  MenuNews,
  MenuPeople,
  WaitingForMe,
} from "../../../protocol/sockets.js";
import type { ThreadRecord } from "./thread-record.js";

/**
 * How we stand with the server:
 * - asking: nothing is known yet, a skeleton is shown;
 * - signed-out: the server does not know us;
 * - online: the snapshot is there and kept true;
 * - lost: we were online; the last known state is shown until the next snapshot.
 */
export type Connection = "asking" | "signed-out" | "online" | "lost";

/**
 * What was said and what happened in one interaction that somebody opened.
 * - loading: asked for; messages told meanwhile are kept;
 * - loaded: whole and kept true;
 * - stale: shown as it was, and due to be asked for again;
 * - failed: could not be had.
 */
export interface Thread {
  readonly status: "loading" | "loaded" | "stale" | "failed";
  readonly interaction: Interaction | null;
  readonly messages: readonly Message[];
  readonly timeline: readonly ThreadRecord[];
}

/** A message of ours that the server has not acknowledged yet. */
export interface Outgoing {
  readonly clientId: string;
  readonly interactionId: string;
  readonly kind: "text" | "note";
  readonly text: string;
  readonly at: number;
  /** null: on its way. */
  readonly error: string | null;
}

export interface ConsoleState {
  readonly connection: Connection;
  /** Server clock minus our clock, in milliseconds. */
  readonly clockOffset: number;
  readonly me: User | null;
  readonly engineer: EngineerOnFloor | null;
  readonly organisation: Hello["organisation"] | null;
  readonly phone: Hello["phone"];
  /** Ours: active or in wrap-up. */
  readonly interactions: Readonly<Record<string, Interaction>>;
  readonly offers: Readonly<Record<string, OfferView>>;
  readonly threads: Readonly<Record<string, Thread>>;
  readonly outgoing: Readonly<Record<string, Outgoing>>;
  /** When a customer was last seen typing, by our clock. */
  readonly typing: Readonly<Record<string, number>>;
  readonly board: Board | null;
  /** What waits that we could take; null: we do not look, or have not been told yet. */
  readonly waiting: WaitingForMe | null;
  /** Who has the menu tree open that we have open; null: we have none, or have not been told yet. */
  readonly menuPeople: MenuPeople | null;
  /** What was last told of a menu tree. */
  readonly menuNews: MenuNews | null;
}

export const emptyState: ConsoleState = {
  connection: "asking",
  clockOffset: 0,
  me: null,
  engineer: null,
  organisation: null,
  phone: "local",
  interactions: {},
  offers: {},
  threads: {},
  outgoing: {},
  typing: {},
  board: null,
  waiting: null,
  menuPeople: null,
  menuNews: null,
};
