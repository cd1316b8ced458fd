/** What the HTTP side is given by `main`. It opens nothing itself. */
import type { RequestHandler } from "express";
import { z } from "zod";
import type { Cluster, MailboxHealth } from "../../protocol/cluster.js";
import type { Outcome } from "../../protocol/commands.js";
import type { ExplainedWait } from "../../protocol/explanation.js";
import type { InteractionId, MenuTreeId, UserId } from "../../protocol/ids.js";
import type { Bucket, Engineer, User } from "../../protocol/organisation.js";
import type { Board } from "../../protocol/sockets.js";
import type { Auth } from "../auth/auth.js";
import type { Locks } from "../desk/locks.js";
import type { Asked } from "../dispatch/dispatch-parts.js";
import type { Metrics } from "../observe/metrics.js";
import type { Limiters } from "../realtime/limiters.js";
import type { Store } from "../store/store.js";

/** How a console reaches its telephone. */
export const PhoneAccess = z.object({
  provider: z.enum(["twilio", "local"]),
  token: z.string(),
  identity: z.string(),
});
export type PhoneAccess = z.infer<typeof PhoneAccess>;

export interface HttpParts {
  readonly store: Store;
  readonly auth: Auth;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly log: HttpLog;
  /** Where people and providers reach us, without a slash at the end. */
  readonly publicUrl: string;
  /** The folder with `console/`, `try/` and `widget.js`; usually `dist/web`. */
  readonly webFolder: string;
  /** Opens `/try`. */
  readonly demo: boolean;
  /** Lets pages reach Twilio. */
  readonly twilio: boolean;
  readonly send: (asked: Asked) => Promise<Outcome>;
  /** Engineers and buckets as the router has them, archived ones included. */
  readonly roster: () => Promise<{
    readonly engineers: readonly Engineer[];
    readonly buckets: readonly Bucket[];
  }>;
  /** Changes of one bucket or engineer, one after the other: each begins from what the last left. */
  readonly locks: Locks;
  readonly board: () => Promise<Board>;
  /** null: there is nothing to explain; it is not waiting. */
  readonly why: (interactionId: InteractionId) => Promise<ExplainedWait | null>;
  readonly phoneToken: (engineer: Engineer) => Promise<PhoneAccess>;
  readonly cluster: () => Promise<Cluster>;
  readonly mailboxes: () => Promise<readonly MailboxHealth[]>;
  /** Tries again to take a dead letter in, and drops it when that works. */
  readonly retryDeadLetter: (letter: {
    readonly mailbox: string;
    readonly raw: Uint8Array;
  }) => Promise<void>;
  /** Skills or settings were written: everybody who keeps them reads them again. */
  readonly organisationChanged: () => Promise<void>;
  /** A menu tree was saved, published or scheduled, by whom: everybody who looks at it is told. */
  readonly menuChanged: (id: MenuTreeId, by: Pick<User, "id" | "name">) => void;
  /** Somebody signed out, or what they may do changed: their consoles must show who they are again. */
  readonly rightsChanged: (userId: UserId) => void;
  /** What is missing; empty: ready. */
  readonly ready: () => Promise<readonly string[]>;
  /** What is missing without anybody being turned away for it. Without this: nothing. */
  readonly degraded?: () => readonly string[];
  /** Mounted as they are, in front of the pages: Twilio's webhooks, the customer's side of the demo. */
  readonly routers: readonly { readonly path: string; readonly handler: RequestHandler }[];
  /** Where callers are counted. Without it: in this process. */
  readonly limiters?: Pick<Limiters, "perMinute">;
  /** Proxies that say truly who is behind them. Without it: those on this machine. */
  readonly trustedProxies?: readonly string[];
  /** Replaced by tests that want to meet a limit. */
  readonly limits?: Partial<Limits>;
}

/** How much one caller may ask in a minute. */
export interface Limits {
  /** Tries at one name's secret from one address. */
  readonly signIn: number;
  /** Tries at any secret from one address. */
  readonly signInByAddress: number;
  readonly api: number;
  readonly webhooks: number;
}

export interface HttpLog {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}
