/**
 * Who is asking. Three kinds of secret say so: a session (cookie, 12 hours), an API token (Bearer,
 * a year) and a one-time link (a day). Each is 32 random bytes; only its SHA-256 is stored, so that
 * a copy of the database lets nobody in.
 */
import { createHash, randomBytes } from "node:crypto";
import { parseCookie, stringifySetCookie } from "cookie";
import type { UserId } from "../../protocol/ids.js";
import type { User } from "../../protocol/organisation.js";
import type { Store, UserRow } from "../store/store.js";
import { passwordFits } from "./password.js";

export const SESSION_COOKIE = "strowger_session";
/** A long shift. Afterwards one signs in again, whatever one did meanwhile. */
const SESSION_MS = 12 * 3_600_000;
const TOKEN_MS = 365 * 86_400_000;
const LINK_MS = 86_400_000;
/** 32 bytes in base64url. What does not look like this is not looked up. */
const SECRET_PATTERN = /^[\w-]{43}$/;

/** Somebody just signed in. `cookie` is a whole `Set-Cookie` value. */
export interface SignedIn {
  readonly user: User;
  readonly cookie: string;
}

/** The headers that can say who is asking. */
export interface Credentials {
  readonly cookie?: string | undefined;
  readonly authorization?: string | undefined;
}

export interface Auth {
  /** null: that address and password do not belong together. */
  signIn(given: { readonly email: string; readonly password: string }): Promise<SignedIn | null>;
  /** Uses the link up. null: it was used, is unknown, or is too old. */
  signInByLink(secret: string): Promise<SignedIn | null>;
  /** A new session for somebody already known, such as after changing their password. */
  startSession(user: User): Promise<SignedIn>;
  /** Forgets the session of this cookie; answers with the `Set-Cookie` value that removes it. */
  signOut(cookie: string | undefined): Promise<string>;
  /** `by` decides about the origin check: a browser sends cookies by itself, a token it does not. */
  userOfRequest(given: Credentials): Promise<{ user: User; by: "cookie" | "token" } | null>;
  userOfCookie(cookie: string | undefined): Promise<User | null>;
  userOfToken(secret: string): Promise<User | null>;
  /** An API token; shown this once. */
  makeToken(given: { readonly userId: UserId; readonly name: string }): Promise<NewSecret>;
  /** A one-time sign-in link, as a whole address. Opening it shows a page; only that page uses it up. */
  makeLink(userId: UserId): Promise<string>;
}

export interface NewSecret {
  readonly secret: string;
  readonly expiresAt: number;
}

export interface AuthParts {
  readonly store: Store;
  readonly now: () => number;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

export function createAuth({ store, now, publicUrl }: AuthParts): Auth {
  const cookieOptions = {
    httpOnly: true,
    sameSite: "lax",
    secure: publicUrl.startsWith("https:"),
    path: "/",
  } as const;

  async function issue(
    kind: "session" | "token" | "link",
    to: { readonly userId: UserId; readonly name: string | null; readonly lastsMs: number },
  ): Promise<NewSecret> {
    const secret = randomBytes(32).toString("base64url");
    const createdAt = now();
    const expiresAt = createdAt + to.lastsMs;
    const { userId, name } = to;
    await store.saveCredential({ hash: hashOf(secret), kind, userId, name, createdAt, expiresAt });
    return { secret, expiresAt };
  }

  async function startSession(user: User): Promise<SignedIn> {
    const { secret } = await issue("session", { userId: user.id, name: null, lastsMs: SESSION_MS });
    const maxAge = SESSION_MS / 1000;
    return {
      user,
      cookie: stringifySetCookie(SESSION_COOKIE, secret, { ...cookieOptions, maxAge }),
    };
  }

  async function userBy(
    secret: string | undefined,
    kind: "session" | "token",
  ): Promise<User | null> {
    if (secret === undefined || !SECRET_PATTERN.test(secret)) return null;
    return admitted(await store.userByCredential(hashOf(secret), [kind], now()));
  }

  const userOfCookie: Auth["userOfCookie"] = (cookie) => userBy(sessionIn(cookie), "session");
  const userOfToken: Auth["userOfToken"] = (secret) => userBy(secret, "token");

  return {
    startSession,
    userOfCookie,
    userOfToken,
    signIn: async ({ email, password }) => {
      const row = await store.userByEmail(email.toLowerCase());
      const fits = await passwordFits(password, row?.passwordHash ?? null);
      const user = admitted(row);
      return user !== null && fits ? startSession(user) : null;
    },
    signInByLink: async (secret) => {
      if (!SECRET_PATTERN.test(secret)) return null;
      const user = admitted(await store.takeLink(hashOf(secret), now()));
      return user === null ? null : startSession(user);
    },
    signOut: async (cookie) => {
      const secret = sessionIn(cookie);
      if (secret !== undefined) await store.dropCredential(hashOf(secret));
      return stringifySetCookie(SESSION_COOKIE, "", { ...cookieOptions, maxAge: 0 });
    },
    userOfRequest: async ({ cookie, authorization }) => {
      const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
      if (token !== undefined) {
        const user = await userOfToken(token);
        return user === null ? null : { user, by: "token" };
      }
      const user = await userOfCookie(cookie);
      return user === null ? null : { user, by: "cookie" };
    },
    makeToken: ({ userId, name }) => issue("token", { userId, name, lastsMs: TOKEN_MS }),
    makeLink: async (userId) => {
      const { secret } = await issue("link", { userId, name: null, lastsMs: LINK_MS });
      return `${publicUrl}/link/${secret}`;
    },
  };
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function sessionIn(cookie: string | undefined): string | undefined {
  return cookie === undefined ? undefined : parseCookie(cookie)[SESSION_COOKIE];
}

/** The user as everybody may see them. null: there is none, or they were archived. */
function admitted(row: UserRow | null): User | null {
  if (row === null || row.archived) return null;
  const { id, email, name, role, engineerId } = row;
  return { id, email, name, role, engineerId };
}
