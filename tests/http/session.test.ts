import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { PASSWORD, refusal, startHttp, type Answered, type HttpServer } from "./http-server.js";

let server: HttpServer;

beforeAll(async () => {
  server = await startHttp({ limits: { signIn: 5 } });
  await server.person("engineer");
  await server.person("supervisor");
  await server.person("admin");
});

afterAll(() => server.close());

const HOUR_MS = 3_600_000;

function signIn(email: string, password: string): ReturnType<HttpServer["ask"]> {
  return server.ask("POST", "/api/v1/session", { json: { email, password } });
}

/** `name=value` of the cookie that was set. */
function cookieIn(headers: Headers): string {
  return headers.get("set-cookie")?.split(";")[0] ?? "";
}

test("signing in sets a cookie that scripts cannot read, and answers who it is", async () => {
  const answered = await signIn("Supervisor@Example.com", PASSWORD);
  expect(answered.status).toBe(200);
  expect(answered.headers.get("set-cookie")).toMatch(
    /^strowger_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(answered.body).toEqual({
    id: "usr-supervisor",
    email: "supervisor@example.com",
    name: "supervisor",
    role: "supervisor",
    engineerId: null,
  });
  const me = await server.ask("GET", "/api/v1/me", {
    headers: { cookie: cookieIn(answered.headers) },
  });
  expect(me.body).toEqual(answered.body);
});

test("[H4] signing out ends the session on the server too", async () => {
  const cookie = cookieIn((await signIn("supervisor@example.com", PASSWORD)).headers);
  const out = await server.ask("DELETE", "/api/v1/session", { headers: { cookie } });
  expect([out.status, out.headers.get("set-cookie")]).toEqual([
    204,
    expect.stringContaining("Max-Age=0"),
  ]);
  expect(refusal(await server.ask("GET", "/api/v1/me", { headers: { cookie } }))).toBe(
    "401 NOT_SIGNED_IN",
  );
});

test("[H4] a session ends after twelve hours", async () => {
  const cookie = cookieIn((await signIn("supervisor@example.com", PASSWORD)).headers);
  server.clock.now += 12 * HOUR_MS - 1000;
  expect((await server.ask("GET", "/api/v1/me", { headers: { cookie } })).status).toBe(200);
  server.clock.now += 2000;
  expect((await server.ask("GET", "/api/v1/me", { headers: { cookie } })).status).toBe(401);
});

test("[H4] a link signs in once, and not after a day", async () => {
  const { id } = await server.person("engineer");
  const enter = async (link: string): ReturnType<HttpServer["ask"]> => {
    const token = link.split("/link/")[1];
    return server.ask("POST", "/api/v1/session/link", { json: { token } });
  };
  const link = await server.auth.makeLink(id);
  expect(link).toContain(`${server.url}/link/`);
  expect(await enter(link)).toMatchObject({ status: 200, body: { role: "engineer" } });
  expect(refusal(await enter(link))).toBe("401 LINK_USED");
  const late = await server.auth.makeLink(id);
  server.clock.now += 25 * HOUR_MS;
  expect(refusal(await enter(late))).toBe("401 LINK_USED");
});

test("[H4] a link does not pass for a session, nor a session for a token", async () => {
  const { id, cookie } = await server.person("admin");
  const link = (await server.auth.makeLink(id)).split("/link/")[1] ?? "";
  const asSession = { cookie: `strowger_session=${link}` };
  expect((await server.ask("GET", "/api/v1/me", { headers: asSession })).status).toBe(401);
  const asToken = { authorization: `Bearer ${cookie.split("=")[1] ?? ""}` };
  expect((await server.ask("GET", "/api/v1/me", { headers: asToken })).status).toBe(401);
});

test("[H5] an unknown address and a wrong password cannot be told apart", async () => {
  const unknown = await signIn("nobody@example.com", PASSWORD);
  const wrong = await signIn("engineer@example.com", "not the password");
  expect(refusal(unknown)).toBe("401 WRONG_PASSWORD");
  expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
});

test("[H6] guessing at one address is stopped, another may still sign in", async () => {
  const tries: string[] = [];
  let last: Answered | undefined;
  for (let count = 0; count < 7; count++) {
    last = await signIn("guessed@example.com", `guess ${String(count)}`);
    tries.push(refusal(last));
  }
  expect(Number(last?.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect(tries).toEqual([
    ...Array<string>(5).fill("401 WRONG_PASSWORD"),
    ...Array<string>(2).fill("429 RATE_LIMITED"),
  ]);
  expect((await signIn("admin@example.com", PASSWORD)).status).toBe(200);
});

test("a token works without a cookie and from anywhere, until it is taken back", async () => {
  const { cookie } = await server.person("supervisor");
  const fresh = await startSession();
  const made = await server.ask("POST", "/api/v1/tokens", {
    headers: { cookie: fresh },
    json: { name: "wallboard" },
  });
  expect(made).toMatchObject({ status: 201, body: { name: "wallboard" } });
  const { token } = made.body as { token: string };
  const headers = { authorization: `Bearer ${token}`, origin: "https://elsewhere.example" };
  expect(await server.ask("GET", "/api/v1/me", { headers })).toMatchObject({
    body: { role: "supervisor" },
  });
  const changed = await server.ask("POST", "/api/v1/skills", { headers, json: { name: "Linux" } });
  expect(changed.status).toBe(201);
  expect((await server.ask("DELETE", "/api/v1/tokens", { headers })).status).toBe(204);
  expect((await server.ask("GET", "/api/v1/me", { headers })).status).toBe(401);
  expect(cookie).not.toContain(token);
});

async function startSession(): Promise<string> {
  const user = await server.store.userByEmail("supervisor@example.com");
  if (user === null) throw new Error("no supervisor");
  return (await server.auth.startSession(user)).cookie.split(";")[0] ?? "";
}

test("another password ends every other session", async () => {
  const [here, there] = [await startSession(), await startSession()];
  const path = "/api/v1/me/password";
  const password = "another good one";
  const wrong = { headers: { cookie: here }, json: { current: "wrong", password } };
  expect(refusal(await server.ask("PUT", path, wrong))).toBe("401 WRONG_PASSWORD");
  const right = { headers: { cookie: here }, json: { current: PASSWORD, password } };
  const answered = await server.ask("PUT", path, right);
  expect(answered.status).toBe(200);
  const meOf = async (cookie: string): Promise<number> =>
    (await server.ask("GET", "/api/v1/me", { headers: { cookie } })).status;
  expect([await meOf(here), await meOf(there), await meOf(cookieIn(answered.headers))]).toEqual([
    401, 401, 200,
  ]);
  expect((await signIn("supervisor@example.com", password)).status).toBe(200);
});

test("an archived user is out at once", async () => {
  const { cookie, id } = await server.person("engineer");
  const admin = await freshAdmin();
  const archived = await server.ask("PATCH", `/api/v1/users/${id}`, {
    headers: { cookie: admin },
    json: { archived: true },
  });
  expect(archived).toMatchObject({ status: 200, body: { archived: true } });
  expect((await server.ask("GET", "/api/v1/me", { headers: { cookie } })).status).toBe(401);
  expect(refusal(await signIn("engineer@example.com", PASSWORD))).toBe("401 WRONG_PASSWORD");
});

async function freshAdmin(): Promise<string> {
  return cookieIn((await signIn("admin@example.com", PASSWORD)).headers);
}

test("an administrator adds a user, whose link signs them in", async () => {
  const headers = { cookie: await freshAdmin() };
  const json = { email: "New@Example.com", name: "New", role: "engineer", engineerId: "ada" };
  const made = await server.ask("POST", "/api/v1/users", { headers, json });
  expect(made).toMatchObject({ status: 201, body: { user: { email: "new@example.com" } } });
  const { link } = made.body as { link: string };
  const token = link.split("/link/")[1];
  const entered = await server.ask("POST", "/api/v1/session/link", { json: { token } });
  expect(entered).toMatchObject({ status: 200, body: { name: "New", engineerId: "ada" } });
  expect(refusal(await server.ask("POST", "/api/v1/users", { headers, json }))).toBe(
    "400 BAD_REQUEST",
  );
  const phone = await server.ask("GET", "/api/v1/phone", {
    headers: { cookie: cookieIn(entered.headers) },
  });
  expect(phone.body).toEqual({ provider: "local", token: "t", identity: "ada" });
});

test("an administrator cannot lock themself out, and nobody sees a hash", async () => {
  const headers = { cookie: await freshAdmin() };
  const patched = await server.ask("PATCH", "/api/v1/users/usr-admin", {
    headers,
    json: { role: "engineer" },
  });
  expect(refusal(patched)).toBe("400 BAD_REQUEST");
  const users = await server.ask("GET", "/api/v1/users", { headers });
  expect(users.text).toContain("admin@example.com");
  expect(users.text).not.toMatch(/argon2|passwordHash/);
});
