/** What the program's thread and the database's thread say to each other. */
import {
  StoreCannotOpen,
  StoreFault,
  StoreFenced,
  StoreKeyTaken,
  StoreUnavailable,
  type Store,
} from "./store.js";
import type { TurnWriter } from "./turn.js";

/** The store as its thread serves it: a turn arrives as parameters (see `turn-writes.ts`). */
export type ThreadStore = Omit<Store, "commitTurn" | "commitParts"> & TurnWriter;
export type StoreMethod = Exclude<keyof ThreadStore, "engine" | "notices">;

/** Every method. The type makes sure that none is forgotten. */
export const storeMethods = Object.keys({
  ping: 0,
  close: 0,
  takeLease: 0,
  renewLease: 0,
  releaseLease: 0,
  beat: 0,
  dropNode: 0,
  turnsAfter: 0,
  putInbox: 0,
  inbox: 0,
  dropInbox: 0,
  load: 0,
  knownCommands: 0,
  writeTurn: 0,
  replay: 0,
  saveMenuSteps: 0,
  saveMessages: 0,
  markRead: 0,
  setDelivery: 0,
  saveUpload: 0,
  dueEffects: 0,
  finishEffect: 0,
  postponeEffect: 0,
  outboxAge: 0,
  interaction: 0,
  interactionsById: 0,
  interactionByExternalId: 0,
  listInteractions: 0,
  messages: 0,
  messagesSince: 0,
  message: 0,
  timeline: 0,
  attachment: 0,
  menuSession: 0,
  counts: 0,
  interactionOfMail: 0,
  mailKnown: 0,
  mailCursor: 0,
  saveMailCursor: 0,
  saveDeadLetter: 0,
  deadLetters: 0,
  deadLetter: 0,
  dropDeadLetter: 0,
  rawMail: 0,
  skills: 0,
  putSkill: 0,
  settings: 0,
  putSettings: 0,
  isEmpty: 0,
  secret: 0,
  welcome: 0,
  customer: 0,
  knownCustomer: 0,
  putCustomer: 0,
  lastEngineerOf: 0,
  menus: 0,
  menu: 0,
  saveDraft: 0,
  publish: 0,
  publishOnce: 0,
  publishScheduled: 0,
  menuSchedules: 0,
  menuSchedule: 0,
  saveMenuSchedule: 0,
  dropMenuSchedule: 0,
  failMenuSchedule: 0,
  menuVersions: 0,
  menuVersion: 0,
  menuCounts: 0,
  saveRecording: 0,
  recordings: 0,
  recording: 0,
  users: 0,
  userByEmail: 0,
  user: 0,
  putUser: 0,
  saveCredential: 0,
  userByCredential: 0,
  takeLink: 0,
  dropCredential: 0,
  dropCredentialsOf: 0,
  sweep: 0,
  startPurge: 0,
  purgePage: 0,
  purgeCustomer: 0,
  endPurge: 0,
  retentionRuns: 0,
} satisfies Record<StoreMethod, 0>) as StoreMethod[];

/** `create`: make the database files in a folder and end. `serve`: answer calls until closed. */
export interface WorkerTask {
  readonly task: "create" | "serve";
  readonly directory: string;
}

export interface Call {
  readonly id: number;
  readonly method: StoreMethod;
  readonly args: readonly unknown[];
  /** A last argument follows piece by piece, and is `Pieces`. */
  readonly isUnfinished: boolean;
}

/** Of the last argument of an unfinished call. `missing`: what had to follow could not be made. */
export type NextPiece =
  | { readonly id: number; readonly next: "piece"; readonly piece: unknown }
  | { readonly id: number; readonly next: "end" | "missing" };

export type Answer =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly error: PlainError }
  | { readonly type: "result"; readonly id: number; readonly value: unknown }
  | { readonly type: "error"; readonly id: number; readonly error: PlainError };

/** An error as structured clone carries it; classes do not cross threads. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly detail: string;
}

export function toPlain(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), detail: "" };
  const { name, message } = error;
  if (error instanceof StoreKeyTaken) return { name, message, detail: error.key };
  if (error instanceof StoreFault || error instanceof StoreCannotOpen) {
    return { name, message, detail: error.code };
  }
  return { name, message, detail: "" };
}

export function fromPlain({ name, message, detail }: PlainError): Error {
  switch (name) {
    case "StoreUnavailable":
      return new StoreUnavailable(message);
    case "StoreFenced":
      return new StoreFenced(message);
    case "StoreKeyTaken":
      return new StoreKeyTaken(detail);
    case "StoreFault":
      return new StoreFault(detail, message);
    case "StoreCannotOpen":
      return new StoreCannotOpen(
        detail === "STORE_IN_USE" ? "STORE_IN_USE" : "STORE_TOO_NEW",
        message,
      );
    default:
      return new Error(message);
  }
}
