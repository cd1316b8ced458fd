import { Router } from "express";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { isOurOrigin } from "../../src/http/origin.js";
import { refusal, startHttp, type HttpServer } from "./http-server.js";

let server: HttpServer;
const missing: string[] = [];
const degraded: string[] = [];

beforeAll(async () => {
  const webhook = Router().post("/voice", (_request, response) => {
    response.type("xml").send("<Response/>");
  });
  const customers = Router()
    .post("/dial", (_request, response) => {
      response.json({ ok: true });
    })
    .get("/broken", () => {
      throw new Error("the customer's secret words");
    });
  server = await startHttp({
    ready: () => Promise.resolve(missing),
    degraded: () => degraded,
    routers: [
      { path: "/twilio", handler: webhook },
      { path: "/try/api", handler: customers },
    ],
  });
});

afterAll(() => server.close());

test("alive is not ready; not ready says what is missing", async () => {
  missing.push("database");
  expect((await server.ask("GET", "/healthz")).status).toBe(200);
  const answered = await server.ask("GET", "/readyz");
  expect([answered.status, answered.body]).toEqual([503, { ready: false, missing: ["database"] }]);
  missing.pop();
  expect(await server.ask("GET", "/readyz")).toMatchObject({ status: 200, body: { ready: true } });
});

test("[H16] ready without Redis, and says so", async () => {
  degraded.push("redis");
  const answered = await server.ask("GET", "/readyz");
  expect([answered.status, answered.body]).toEqual([200, { ready: true, degraded: ["redis"] }]);
  degraded.pop();
  expect((await server.ask("GET", "/readyz")).body).toEqual({ ready: true, degraded: [] });
});

test("metrics are open to this machine, and to supervisors elsewhere", async () => {
  const near = await server.ask("GET", "/metrics");
  expect(near.headers.get("content-type")).toContain("text/plain");
  expect(near.text).toContain("strowger_http_seconds_bucket");
  const far = { headers: { "x-forwarded-for": "203.0.113.7" } };
  expect(refusal(await server.ask("GET", "/metrics", far))).toBe("401 NOT_SIGNED_IN");
  expect(refusal(await server.ask("GET", "/metrics", { ...far, as: "engineer" }))).toBe(
    "403 WRONG_ROLE",
  );
  expect((await server.ask("GET", "/metrics", { ...far, as: "supervisor" })).status).toBe(200);
});

test("pages: the console at every address of its own, the customer's side at /try", async () => {
  expect((await server.ask("GET", "/")).text).toContain("console");
  expect((await server.ask("GET", "/floor/buckets")).text).toContain("console");
  expect((await server.ask("GET", "/try")).text).toContain("try");
  const script = await server.ask("GET", "/assets/main-abc.js");
  expect(script.headers.get("cache-control")).toContain("immutable");
  expect(refusal(await server.ask("GET", "/assets/gone.js"))).toBe("404 NOT_FOUND");
  expect(refusal(await server.ask("GET", "/..%2f..%2fetc/passwd"))).toMatch(/^40[034]/);
});

test("the widget may be loaded by other people's pages", async () => {
  const { headers, text } = await server.ask("GET", "/widget.js");
  expect(text).toBe("widget");
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
});

test("without a demo there is no /try", async () => {
  const plain = await startHttp({ demo: false, store: server.store });
  try {
    expect(refusal(await plain.ask("GET", "/try"))).toBe("404 NOT_FOUND");
  } finally {
    await plain.close();
  }
});

test("[H8] pages run our own scripts only, and nobody frames them", async () => {
  const { headers } = await server.ask("GET", "/");
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy.split(";")).toEqual(
    expect.arrayContaining(["script-src 'self'", "object-src 'none'", "frame-ancestors 'self'"]),
  );
  expect(policy).not.toContain("unsafe-eval");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
  expect(headers.get("x-powered-by")).toBeNull();
});

test("[H3] the customer's side of the demo takes changes from its own page only", async () => {
  const foreign = { headers: { origin: "https://evil.example" } };
  expect(refusal(await server.ask("POST", "/try/api/dial", foreign))).toBe("403 WRONG_ORIGIN");
  expect((await server.ask("POST", "/try/api/dial")).status).toBe(200);
});

test("[H3] a provider's webhook has no page it could come from", async () => {
  const foreign = { headers: { origin: "https://provider.example" } };
  expect((await server.ask("POST", "/twilio/voice", foreign)).text).toBe("<Response/>");
});

test("what nobody foresaw is INTERNAL, with an id that stands in the log", async () => {
  const answered = await server.ask("GET", "/try/api/broken");
  expect(refusal(answered)).toBe("500 INTERNAL");
  expect(answered.text).not.toContain("secret words");
  const { error } = answered.body as { error: { details: { requestId: string } } };
  expect(server.logged.join("\n")).toContain(error.details.requestId);
});

test("[H13] queries, headers and bodies are not logged", async () => {
  const json = { email: "quiet@example.com", password: "very secret words" };
  const headers = { cookie: "strowger_session=hidden" };
  await server.ask("GET", "/link/hidden");
  await server.ask("POST", "/api/v1/session?token=hidden", { json, headers });
  const line = server.logged.find((entry) => entry.includes('"/api/v1/session"'));
  expect(JSON.parse(line ?? "null")).toEqual({
    requestId: expect.any(String),
    method: "POST",
    path: "/api/v1/session",
    status: 401,
    ms: expect.any(Number),
    message: "refused",
  });
  expect(server.logged.join("\n")).not.toMatch(/hidden|very secret|quiet@/);
});

test.each([
  ["the same page", { origin: "http://localhost:3000", host: "localhost:3000" }, true],
  [
    "the public address, behind a proxy",
    { origin: "https://desk.example", host: "10.0.0.7" },
    true,
  ],
  ["another site", { origin: "https://evil.example", host: "localhost:3000" }, false],
  ["a sandboxed frame", { origin: "null", host: "localhost:3000" }, false],
  ["a program", { origin: undefined, host: "localhost:3000" }, true],
  [
    "a browser that hides the origin",
    { origin: undefined, host: "x", fetchSite: "cross-site" },
    false,
  ],
])("[H3] %s", (_name, asking, isOurs) => {
  expect(isOurOrigin(asking, "https://desk.example")).toBe(isOurs);
});
