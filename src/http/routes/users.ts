/** Who may sign in. */
import { z } from "zod";
import { UserId, type EngineerId } from "../../../protocol/ids.js";
import { User } from "../../../protocol/organisation.js";
import { hashPassword } from "../../auth/password.js";
import { newId } from "../../ids.js";
import type { UserRow } from "../../store/store.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { ADMINS, caller, listOf, onePage, route, type Route } from "../route.js";
import { given } from "./engineers.js";
import { NewPassword } from "./session.js";

const Account = z.object({ ...User.shape, archived: z.boolean() });
const NewUser = User.omit({ id: true }).extend({
  engineerId: User.shape.engineerId.default(null),
  /** Without one they sign in by the link of the answer, and choose their own. */
  password: NewPassword.optional(),
});
const ChangedUser = z
  .object({
    name: User.shape.name,
    role: User.shape.role,
    engineerId: User.shape.engineerId,
    archived: z.boolean(),
    password: NewPassword,
  })
  .partial()
  .strict();
const ById = z.object({ id: UserId });
const Link = z.object({ link: z.url() });

export function userRoutes({ store, auth, roster, now, rightsChanged }: HttpParts): Route[] {
  async function find(id: UserId): Promise<UserRow> {
    const row = await store.user(id);
    if (row === null) throw new HttpRefusal("NOT_FOUND");
    return row;
  }

  async function requireEngineer(id: EngineerId | null): Promise<void> {
    if (id === null) return;
    const { engineers } = await roster();
    if (!engineers.some((engineer) => engineer.id === id))
      throw new HttpRefusal("ENGINEER_UNKNOWN");
  }

  return [
    route({
      method: "get",
      path: "/users",
      summary: "Everybody who may sign in, and who might once.",
      roles: ADMINS,
      answer: listOf(Account),
      handle: async () => onePage((await store.users()).map(accountOf)),
    }),
    route({
      method: "post",
      path: "/users",
      summary: "Add a user. The answer has a one-time sign-in link to give to them.",
      roles: ADMINS,
      body: NewUser,
      answer: z.object({ user: Account, link: z.url() }),
      status: 201,
      handle: async ({ body }) => {
        const { password, ...fields } = body;
        await requireEngineer(body.engineerId);
        const email = body.email.toLowerCase();
        if ((await store.userByEmail(email)) !== null) {
          const problem = "somebody has this address already";
          throw new HttpRefusal("BAD_REQUEST", [{ field: "body.email", problem }]);
        }
        const id = UserId.parse(newId("usr", now()));
        const passwordHash = password === undefined ? null : await hashPassword(password);
        const row: UserRow = { ...fields, id, email, passwordHash, archived: false };
        await store.putUser(row);
        return { user: accountOf(row), link: await auth.makeLink(id) };
      },
    }),
    route({
      method: "patch",
      path: "/users/{id}",
      summary:
        "Change a user; what is not given stays. Archiving or a new password signs them out.",
      roles: ADMINS,
      params: ById,
      body: ChangedUser,
      answer: Account,
      handle: async (call) => {
        const row = await find(call.params.id);
        const { password, ...fields } = given(call.body);
        await requireEngineer(fields.engineerId ?? null);
        const next: UserRow = {
          ...row,
          ...fields,
          ...(password === undefined ? {} : { passwordHash: await hashPassword(password) }),
        };
        if (row.id === caller(call).id && (next.archived || next.role !== "admin")) {
          // Otherwise the last administrator could lock everybody out.
          const problem = "an administrator cannot take their own rights away";
          throw new HttpRefusal("BAD_REQUEST", [{ field: "body", problem }]);
        }
        await store.putUser(next);
        if (next.archived || password !== undefined)
          await store.dropCredentialsOf(row.id, "session");
        if (next.archived) await store.dropCredentialsOf(row.id, "token");
        rightsChanged(row.id);
        return accountOf(next);
      },
    }),
    route({
      method: "post",
      path: "/users/{id}/link",
      summary: "Make a one-time sign-in link for somebody, good for a day.",
      roles: ADMINS,
      params: ById,
      answer: Link,
      status: 201,
      handle: async ({ params }) => ({ link: await auth.makeLink((await find(params.id)).id) }),
    }),
  ];
}

/** A user without what only signing in needs. */
function accountOf(row: UserRow): z.infer<typeof Account> {
  const { id, email, name, role, engineerId, archived } = row;
  return { id, email, name, role, engineerId, archived };
}
