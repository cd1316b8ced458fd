/**
 * Puts the routes of the table on a router. Every call goes through the same gates in the same
 * order: who is it, may they, does it come from our own page, is it small enough, has it the right
 * shape. Only then the handler sees it.
 */
import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import type { z } from "zod";
import type { User } from "../../protocol/organisation.js";
import type { Auth } from "../auth/auth.js";
import { writable } from "../store/columns.js";
import { HttpRefusal } from "./errors.js";
import type { RateLimits } from "./limits.js";
import { isOurOrigin } from "./origin.js";
import { Sheet, type Call, type Download, type Route } from "./route.js";

export interface Gates {
  readonly auth: Auth;
  readonly limits: RateLimits;
  readonly publicUrl: string;
}

export function mountRoutes(router: Router, routes: readonly Route[], gates: Gates): void {
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ":$1");
    router[route.method](
      path,
      gate(route, gates),
      ...parsersOf(route),
      answering(route, gates.limits),
    );
  }
}

/** What the first gate found out, for the handler behind it. */
interface Locals {
  user?: User | null;
  route?: string;
}

function localsOf(response: Response): Locals {
  return response.locals;
}

function gate(route: Route, { auth, publicUrl }: Gates): RequestHandler {
  return async (request, response, next) => {
    localsOf(response).route = route.path;
    const { cookie, authorization } = request.headers;
    const who = await auth.userOfRequest({ cookie, authorization });
    localsOf(response).user = who?.user ?? null;
    if (route.method !== "get" && who?.by !== "token" && !isFromUs(request, publicUrl)) {
      throw new HttpRefusal("WRONG_ORIGIN");
    }
    if (route.roles !== null) {
      if (who === null) throw new HttpRefusal("NOT_SIGNED_IN");
      if (!route.roles.includes(who.user.role)) throw new HttpRefusal("WRONG_ROLE");
    }
    next();
  };
}

export function isFromUs(request: Request, publicUrl: string): boolean {
  const { origin, host } = request.headers;
  return isOurOrigin({ origin, host, fetchSite: request.get("sec-fetch-site") }, publicUrl);
}

function parsersOf(route: Route): RequestHandler[] {
  if (route.body === null) return [];
  const limit = route.bodyMax;
  return [
    route.bodyKind === "raw"
      ? express.raw({ limit, type: () => true })
      : express.json({ limit, strict: false, reviver: writableOnly }),
  ];
}

/** Text as the database takes it, before it is checked: a name of NULs alone is no name. */
function writableOnly(_key: string, value: unknown): unknown {
  return typeof value === "string" ? writable(value) : value;
}

function answering(route: Route, limits: RateLimits): RequestHandler {
  return async (request, response) => {
    const body: unknown = request.body;
    const ip = request.ip ?? "";
    if (route.guarded) await limits.signIn(ip, nameIn(body) ?? route.path);
    const call: Call<unknown, unknown, unknown> = {
      params: checked(route.params, request.params, "path"),
      query: checked(route.query, request.query, "query"),
      body: route.body === null ? undefined : checked(route.body, body, "body"),
      user: localsOf(response).user ?? null,
      headers: request.headers,
      ip,
      setCookie: (cookie) => response.append("Set-Cookie", cookie),
    };
    // The three were parsed by the very schemas that the handler's types come from.
    const result = await route.handle(call as Call<never, never, never>);
    if (result instanceof Sheet) sendSheet(response, result);
    else if (route.answer === null) response.status(204).end();
    else if (route.answer === "download") sendDownload(request, response, result as Download);
    else response.status(route.status).json(result);
  };
}

/** Details name each field that is wrong, and never repeat what was in it. */
function checked(schema: z.ZodType, given: unknown, where: string): unknown {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({
    field: [where, ...issue.path.map(String)].join("."),
    problem: issue.message,
  }));
  throw new HttpRefusal("BAD_REQUEST", fields);
}

/** Whose secret is tried; limits count by it. */
function nameIn(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("email" in body)) return null;
  return typeof body.email === "string" ? body.email.slice(0, 254) : null;
}

function sendSheet(response: Response, { name, csv }: Sheet): void {
  response.attachment(name);
  response.set({ "Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store" });
  response.send(csv);
}

/** Pictures and sound may say what they are; everything else is a row of bytes to the browser. */
const SHOWN = new Set([
  ...["image/png", "image/jpeg", "image/gif", "image/webp"],
  ...["audio/wav", "audio/mpeg"],
]);

function sendDownload(request: Request, response: Response, file: Download): void {
  response.attachment(file.name);
  response.set({
    "Content-Type": SHOWN.has(file.type) ? file.type : "application/octet-stream",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": file.changes === true ? "no-store" : "private, max-age=3600, immutable",
  });
  sendBytes(request, response, Buffer.from(file.bytes));
}

/** All of it, or the one range that is asked for (RFC 9110, 14): a player leaps about in a sound. */
function sendBytes(request: Request, response: Response, bytes: Buffer): void {
  response.set("Accept-Ranges", "bytes");
  const ranges = request.range(bytes.length, { combine: true });
  if (ranges === -1) {
    response
      .status(416)
      .set("Content-Range", `bytes */${String(bytes.length)}`)
      .end();
    return;
  }
  const [range, another] = Array.isArray(ranges) && ranges.type === "bytes" ? ranges : [];
  if (range === undefined || another !== undefined) {
    response.send(bytes);
    return;
  }
  const { start, end } = range;
  response.status(206);
  response.set("Content-Range", `bytes ${String(start)}-${String(end)}/${String(bytes.length)}`);
  response.send(bytes.subarray(start, end + 1));
}
