/** Signing in and out, and what one may do about oneself. */
import { z } from "zod";
import { User } from "../../../protocol/organisation.js";
import {
  hashPassword,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  passwordFits,
} from "../../auth/password.js";
import { HttpRefusal } from "../errors.js";
import { PhoneAccess, type HttpParts } from "../parts.js";
import { SIGNED_IN, caller, route, type Route } from "../route.js";

export const NewPassword = z.string().min(PASSWORD_LENGTH_MIN).max(PASSWORD_LENGTH_MAX);

export function sessionRoutes({
  auth,
  store,
  roster,
  phoneToken,
  rightsChanged,
}: HttpParts): Route[] {
  return [
    route({
      method: "post",
      path: "/session",
      summary: "Sign in with address and password; sets the session cookie.",
      roles: null,
      guarded: true,
      body: z.object({
        email: z.string().trim().min(1).max(254),
        password: z.string().min(1).max(PASSWORD_LENGTH_MAX),
      }),
      answer: User,
      handle: async ({ body, setCookie }) => {
        const signedIn = await auth.signIn(body);
        if (signedIn === null) throw new HttpRefusal("WRONG_PASSWORD");
        setCookie(signedIn.cookie);
        return signedIn.user;
      },
    }),
    route({
      method: "post",
      path: "/session/link",
      summary: "Sign in with a one-time link; sets the session cookie and uses the link up.",
      roles: null,
      guarded: true,
      body: z.object({ token: z.string().min(1).max(200) }),
      answer: User,
      handle: async ({ body, setCookie }) => {
        const signedIn = await auth.signInByLink(body.token);
        if (signedIn === null) throw new HttpRefusal("LINK_USED");
        setCookie(signedIn.cookie);
        return signedIn.user;
      },
    }),
    route({
      method: "delete",
      path: "/session",
      summary: "Sign out. Harmless when nobody is signed in.",
      roles: null,
      handle: async ({ headers, setCookie }) => {
        const user = await auth.userOfCookie(headers.cookie);
        setCookie(await auth.signOut(headers.cookie));
        if (user !== null) rightsChanged(user.id);
      },
    }),
    route({
      method: "get",
      path: "/me",
      summary: "Who am I, and in which role.",
      roles: SIGNED_IN,
      answer: User,
      handle: (call) => Promise.resolve(caller(call)),
    }),
    route({
      method: "put",
      path: "/me/password",
      summary: "Set another password. Ends every session, and begins a new one here.",
      roles: SIGNED_IN,
      guarded: true,
      body: z.object({
        /** Not needed by those who had none. */
        current: z.string().min(1).max(PASSWORD_LENGTH_MAX).optional(),
        password: NewPassword,
      }),
      answer: User,
      handle: async (call) => {
        const { id } = caller(call);
        const row = await store.user(id);
        if (row === null) throw new HttpRefusal("NOT_SIGNED_IN");
        const { current, password } = call.body;
        if (row.passwordHash !== null && !(await passwordFits(current ?? "", row.passwordHash))) {
          throw new HttpRefusal("WRONG_PASSWORD");
        }
        await store.putUser({ ...row, passwordHash: await hashPassword(password) });
        await store.dropCredentialsOf(id, "session");
        rightsChanged(id);
        const signedIn = await auth.startSession(caller(call));
        call.setCookie(signedIn.cookie);
        return signedIn.user;
      },
    }),
    route({
      method: "post",
      path: "/tokens",
      summary: "Make an API token for oneself. It is shown this once.",
      roles: SIGNED_IN,
      body: z.object({ name: z.string().trim().min(1).max(80) }),
      answer: z.object({ token: z.string(), name: z.string(), expiresAt: z.int() }),
      status: 201,
      handle: async (call) => {
        const { name } = call.body;
        const { secret, expiresAt } = await auth.makeToken({ userId: caller(call).id, name });
        return { token: secret, name, expiresAt };
      },
    }),
    route({
      method: "delete",
      path: "/tokens",
      summary: "Take back all of one's API tokens.",
      roles: SIGNED_IN,
      handle: async (call) => {
        const { id } = caller(call);
        await store.dropCredentialsOf(id, "token");
        rightsChanged(id);
      },
    }),
    route({
      method: "get",
      path: "/phone",
      summary: "How one's console reaches its telephone; a short-lived token.",
      roles: SIGNED_IN,
      answer: PhoneAccess,
      handle: async (call) => {
        const { engineerId } = caller(call);
        const { engineers } = await roster();
        const engineer = engineers.find((candidate) => candidate.id === engineerId);
        if (engineer === undefined) throw new HttpRefusal("ENGINEER_UNKNOWN");
        return phoneToken(engineer);
      },
    }),
  ];
}
