/**
 * A route is declared once: who may call it, what it takes, what it answers. The server, the
 * OpenAPI page and the test that knocks at every door all read the same table.
 */
import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { User } from "../../protocol/organisation.js";
import type { Role } from "../../protocol/words.js";
import { HttpRefusal } from "./errors.js";

export const SIGNED_IN: readonly Role[] = ["engineer", "supervisor", "admin"];
export const SUPERVISORS: readonly Role[] = ["supervisor", "admin"];
export const ADMINS: readonly Role[] = ["admin"];

/** One call, with everything checked. */
export interface Call<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** null: the route is open to everybody. Handlers of the other routes take `caller(call)`. */
  readonly user: User | null;
  readonly headers: IncomingHttpHeaders;
  /** The address the call came from. */
  readonly ip: string;
  /** Adds a `Set-Cookie` header to the answer. */
  readonly setCookie: (cookie: string) => void;
}

/** Bytes to save under a name. The browser is told never to show them. */
export interface Download {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The next one may be another, so no browser keeps it. */
  readonly changes?: true;
}

/** A table for a spreadsheet, in place of JSON. The browser saves it under the name. */
export class Sheet {
  readonly name: string;
  readonly csv: string;
  constructor(name: string, csv: string) {
    this.name = name;
    this.csv = csv;
  }
}

/** What a body may be. `raw`: bytes as they come; their schema is only for the page. */
export type BodyKind = "json" | "raw";

interface RouteShape<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
> {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Below `/api/v1`, parameters in braces: `/engineers/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** null: everybody, signed in or not. */
  readonly roles: readonly Role[] | null;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly bodyKind?: BodyKind;
  /** Bytes; default 1 MB. */
  readonly bodyMax?: number;
  /** At most ten calls a minute for one caller and name; these check secrets. */
  readonly guarded?: boolean;
  /** Absent: the answer has no body (204). */
  readonly answer?: A;
  /** 200 unless told. */
  readonly status?: 200 | 201;
  /** It may also answer with a `Sheet`. */
  readonly sheet?: boolean;
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<A> | Sheet>;
}

/** A route whose types are forgotten, as the table holds it. */
export interface Route {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly path: string;
  readonly summary: string;
  readonly roles: readonly Role[] | null;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType | null;
  readonly bodyKind: BodyKind;
  readonly bodyMax: number;
  readonly guarded: boolean;
  readonly answer: z.ZodType | "download" | null;
  readonly status: number;
  readonly sheet: boolean;
  handle(call: Call<never, never, never>): Promise<unknown>;
}

const JSON_BYTES_MAX = 1_000_000;
const nothing = z.strictObject({});

/** Declares a route that answers with JSON, or with nothing. */
export function route<
  P extends z.ZodType = z.ZodObject,
  Q extends z.ZodType = z.ZodObject,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType = z.ZodVoid,
>(shape: RouteShape<P, Q, B, A>): Route {
  return { ...declared(shape), answer: shape.answer ?? null };
}

/** Declares a route that answers with a file. */
export function download<P extends z.ZodType, Q extends z.ZodType = z.ZodObject>(
  shape: Omit<RouteShape<P, Q, z.ZodUndefined, z.ZodUndefined>, "answer" | "handle"> & {
    handle(call: Call<z.output<P>, z.output<Q>, unknown>): Promise<Download>;
  },
): Route {
  return { ...declared(shape), answer: "download" };
}

function declared(
  shape: Omit<RouteShape<z.ZodType, z.ZodType, z.ZodType, z.ZodType>, "handle" | "answer"> & {
    handle(call: Call<never, never, never>): Promise<unknown>;
  },
): Omit<Route, "answer"> {
  return {
    method: shape.method,
    path: shape.path,
    summary: shape.summary,
    roles: shape.roles,
    params: shape.params ?? nothing,
    query: shape.query ?? z.object({}),
    body: shape.body ?? null,
    bodyKind: shape.bodyKind ?? "json",
    bodyMax: shape.bodyMax ?? JSON_BYTES_MAX,
    guarded: shape.guarded ?? false,
    status: shape.status ?? 200,
    sheet: shape.sheet ?? false,
    handle: (call) => shape.handle(call),
  };
}

/** Who calls; for handlers of routes with roles. */
export function caller(call: Pick<Call<unknown, unknown, unknown>, "user">): User {
  if (call.user === null) throw new HttpRefusal("NOT_SIGNED_IN");
  return call.user;
}

/** `{items, nextCursor}`, the shape of every list. */
export function listOf<S extends z.ZodType>(
  item: S,
): z.ZodObject<{ items: z.ZodArray<S>; nextCursor: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A list that fits one page. */
export function onePage<T>(items: readonly T[]): { items: T[]; nextCursor: null } {
  return { items: [...items], nextCursor: null };
}
