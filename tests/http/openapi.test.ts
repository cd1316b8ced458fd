import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { z } from "zod";
import { apiRoutes } from "../../src/http/routes.js";
import { startHttp, type HttpServer } from "./http-server.js";

let server: HttpServer;

beforeAll(async () => {
  server = await startHttp();
});

afterAll(() => server.close());

const Document = z.object({
  openapi: z.literal("3.1.0"),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ summary: z.string(), responses: z.looseObject({}) })),
  ),
});

test("[H12] the description has every route of the table, and no other", async () => {
  const answered = await server.ask("GET", "/api/v1/openapi.json");
  const { paths } = Document.parse(answered.body);
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  const declared = apiRoutes(server.parts).map((route) => `${route.method} /api/v1${route.path}`);
  expect(described.sort()).toEqual(declared.sort());
});

test("[H12] what a list or a page answers is exactly what is declared", async () => {
  const readable = apiRoutes(server.parts).filter(
    (route) => route.method === "get" && !route.path.includes("{") && route.path !== "/phone",
  );
  expect(readable.length).toBeGreaterThan(8);
  for (const { path, answer } of readable) {
    const { status, body } = await server.ask("GET", `/api/v1${path}`, { as: "admin" });
    expect([path, status]).toEqual([path, 200]);
    // Parsing drops what is not declared: equal means that nothing more went out.
    expect(answer instanceof z.ZodType && answer.parse(body)).toEqual(body);
  }
});
