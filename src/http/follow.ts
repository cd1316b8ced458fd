/** One span a request, from its first line to the last byte of its answer. */
import type { Request, RequestHandler, Response } from "express";
import { here, tracedApart } from "../observe/trace.js";

export function followed(): RequestHandler {
  return (request, response, next) => {
    const { method } = request;
    const beginning = {
      kind: "server",
      attributes: { "http.request.method": method },
      traceparent: request.get("traceparent"),
    } as const;
    void tracedApart(
      method,
      () => beginning,
      () => {
        const span = here();
        return new Promise<void>((resolve) => {
          response.once("close", () => {
            const route = routeOf(request, response);
            const status = response.statusCode;
            span?.rename(`${method} ${route}`);
            span?.note({ "http.route": route, "http.response.status_code": status });
            // Whoever hung up before the answer was there did not get this status.
            if (!response.writableFinished) span?.note({ "strowger.unanswered": true });
            if (status >= 500) span?.fail(String(status));
            resolve();
          });
          next();
        });
      },
    );
  };
}

/** The pattern that took the request, never the address itself: an address can hold anything. */
export function routeOf(request: Request, response: Response): string {
  const { route } = response.locals as { route?: string };
  if (route !== undefined) return route;
  const matched: unknown = request.route;
  if (typeof matched === "object" && matched !== null && "path" in matched) {
    if (typeof matched.path === "string") return `${request.baseUrl}${matched.path}`;
  }
  return response.statusCode === 404 ? "none" : "page";
}
