/** Who may sign in, and the secrets they hold; only hashes of secrets are kept. */
import { and, asc, eq, gt, inArray, sql, type SQL } from "drizzle-orm";
import { isUniqueViolation, type Engine } from "./engine.js";
import { credentials, users } from "./schema.js";
import { StoreKeyTaken, type Store } from "./store.js";

export function usersPart(
  engine: Engine,
): Pick<
  Store,
  | "users"
  | "userByEmail"
  | "user"
  | "putUser"
  | "saveCredential"
  | "userByCredential"
  | "takeLink"
  | "dropCredential"
  | "dropCredentialsOf"
> {
  const isCurrent = eq(users.archived, false);
  return {
    users: () => engine.run((db) => db.select().from(users).orderBy(asc(users.id))),

    userByEmail: (email) =>
      engine.run(async (db) => {
        const [user] = await db.select().from(users).where(hasEmail(email));
        return user ?? null;
      }),

    user: (id) =>
      engine.run(async (db) => {
        const [user] = await db.select().from(users).where(eq(users.id, id));
        return user ?? null;
      }),

    putUser: async (user) => {
      try {
        await engine.run((db) =>
          db.insert(users).values(user).onConflictDoUpdate({ target: users.id, set: user }),
        );
      } catch (error) {
        throw isUniqueViolation(error) ? new StoreKeyTaken(user.email) : error;
      }
    },

    saveCredential: (credential) =>
      engine.run(async (db) => {
        await db.insert(credentials).values(credential);
      }),

    // An archived user's secrets open nothing.
    userByCredential: (hash, kinds, at) =>
      engine.run(async (db) => {
        const [found] = await db
          .select({ user: users })
          .from(credentials)
          .innerJoin(users, eq(users.id, credentials.userId))
          .where(
            and(
              eq(credentials.hash, hash),
              inArray(credentials.kind, [...kinds]),
              gt(credentials.expiresAt, at),
              isCurrent,
            ),
          );
        return found?.user ?? null;
      }),

    // Deleting decides: of two that take the same link, one finds the row.
    takeLink: (hash, at) =>
      engine.transaction(async (db) => {
        const [link] = await db
          .delete(credentials)
          .where(and(eq(credentials.hash, hash), eq(credentials.kind, "link")))
          .returning({ userId: credentials.userId, expiresAt: credentials.expiresAt });
        if (link === undefined || link.expiresAt <= at) return null;
        const [user] = await db
          .select()
          .from(users)
          .where(and(eq(users.id, link.userId), isCurrent));
        return user ?? null;
      }),

    dropCredential: (hash) =>
      engine.run(async (db) => {
        await db.delete(credentials).where(eq(credentials.hash, hash));
      }),

    dropCredentialsOf: (userId, kind) =>
      engine.run(async (db) => {
        await db
          .delete(credentials)
          .where(and(eq(credentials.userId, userId), eq(credentials.kind, kind)));
      }),
  };
}

/** Mail addresses are compared without regard to case; the index is on `lower(email)`. */
const hasEmail = (email: string): SQL =>
  sql`lower(${users.email}) = lower(${sql.param(email, users.email)})`;
