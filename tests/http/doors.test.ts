/** Knocks at every door of the API as the wrong person, with the wrong things in hand. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Role } from "../../protocol/words.js";
import type { Route } from "../../src/http/route.js";
import { apiRoutes } from "../../src/http/routes.js";
import { refusal, startHttp, type HttpServer } from "./http-server.js";

let server: HttpServer;
let routes: readonly Route[];

beforeAll(async () => {
  server = await startHttp({ limits: { signIn: 10_000, signInByAddress: 10_000 } });
  routes = apiRoutes(server.parts);
});

afterAll(() => server.close());

/** The route's address with ids that nothing has. */
function addressOf(route: Route): string {
  return `/api/v1${route.path.replaceAll(/\{\w+\}/g, "9")}`;
}

const nameOf = (route: Route): string => `${route.method} ${route.path}`;

function outsiderOf(route: Route): Role | null {
  const roles: readonly Role[] = ["engineer", "supervisor"];
  return roles.find((role) => route.roles?.includes(role) === false) ?? null;
}

const insiderOf = (route: Route): Role => route.roles?.at(-1) ?? "admin";

test("[H1] nobody but those who sign in or out comes in without being known", async () => {
  const open = routes.filter((route) => route.roles === null).map(nameOf);
  expect(open).toEqual(["post /session", "post /session/link", "delete /session"]);
  for (const route of routes.filter((candidate) => candidate.roles !== null)) {
    const answered = await server.ask(route.method.toUpperCase(), addressOf(route));
    expect([nameOf(route), refusal(answered)]).toEqual([nameOf(route), "401 NOT_SIGNED_IN"]);
  }
});

test("[H1] a role that may not is refused before its body is read", async () => {
  const closed = routes.filter((route) => outsiderOf(route) !== null);
  expect(closed.length).toBeGreaterThan(20);
  for (const route of closed) {
    const body = route.body === null ? {} : { body: "{ not json", headers: JSON_HEADER };
    const as = outsiderOf(route);
    const answered = await server.ask(route.method.toUpperCase(), addressOf(route), {
      as,
      ...body,
    });
    expect([nameOf(route), refusal(answered)]).toEqual([nameOf(route), "403 WRONG_ROLE"]);
  }
});

const JSON_HEADER = { "content-type": "application/json" };

test("[H2] a body of the wrong shape is refused with the names of its fields", async () => {
  const taking = routes.filter((route) => route.body !== null && route.bodyKind === "json");
  for (const route of taking.filter((candidate) => !candidate.path.endsWith("/validate"))) {
    const as = insiderOf(route);
    const answered = await server.ask(route.method.toUpperCase(), addressOf(route), {
      as,
      json: { surprise: 7, name: 7 },
    });
    expect([nameOf(route), refusal(answered)]).toEqual([nameOf(route), "400 BAD_REQUEST"]);
    expect(answered.body).toMatchObject({
      error: {
        details: expect.arrayContaining([
          { field: expect.any(String), problem: expect.any(String) },
        ]),
      },
    });
  }
});

test("[H2] what is not JSON, too large, or of another kind is refused with a code", async () => {
  for (const route of routes.filter((candidate) => candidate.body !== null)) {
    if (route.bodyKind === "raw") continue;
    const method = route.method.toUpperCase();
    const as = insiderOf(route);
    const where = addressOf(route);
    const broken = await server.ask(method, where, { as, body: "{", headers: JSON_HEADER });
    expect([nameOf(route), refusal(broken)]).toEqual([nameOf(route), "400 BAD_REQUEST"]);
    const large = `"${"x".repeat(route.bodyMax)}"`;
    const tooLarge = await server.ask(method, where, { as, body: large, headers: JSON_HEADER });
    expect([nameOf(route), refusal(tooLarge)]).toEqual([nameOf(route), "413 BODY_TOO_LARGE"]);
  }
});

test("[H2] an id that nothing has is not found, and one that cannot be is a bad request", async () => {
  const reading = routes.filter((route) => route.path.includes("{") && route.body === null);
  for (const route of reading) {
    const as = insiderOf(route);
    const method = route.method.toUpperCase();
    const answered = await server.ask(method, addressOf(route), { as });
    expect([nameOf(route), answered.status]).toEqual([nameOf(route), 404]);
    expect(refusal(answered)).toMatch(/NOT_FOUND|UNKNOWN/);
    const long = await server.ask(method, addressOf(route).replaceAll("9", "x".repeat(500)), {
      as,
    });
    expect([nameOf(route), refusal(long)]).toEqual([nameOf(route), "400 BAD_REQUEST"]);
  }
});

test("[H2] an address that does not exist, or cannot be decoded, has a code too", async () => {
  expect(refusal(await server.ask("GET", "/api/v1/nowhere"))).toBe("404 NOT_FOUND");
  expect(refusal(await server.ask("POST", "/api/v1/me"))).toBe("404 NOT_FOUND");
  expect(refusal(await server.ask("GET", "/twilio/nowhere"))).toBe("404 NOT_FOUND");
  expect(refusal(await server.ask("GET", "/api/v1/interactions/%zz", { as: "admin" }))).toBe(
    "400 BAD_REQUEST",
  );
});

test("[H3] a change asked for by another site is refused, whoever is signed in", async () => {
  const foreign = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1:1" },
  ];
  for (const route of routes.filter((candidate) => candidate.method !== "get")) {
    for (const headers of foreign) {
      const as = insiderOf(route);
      const answered = await server.ask(route.method.toUpperCase(), addressOf(route), {
        as,
        headers,
      });
      expect([nameOf(route), refusal(answered)]).toEqual([nameOf(route), "403 WRONG_ORIGIN"]);
    }
  }
});
