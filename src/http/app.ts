/**
 * Everything over HTTP, in the order a request meets it: measuring, headers, what says whether we
 * live, the API, the routers of others, the pages, and at last the one place that turns trouble
 * into a coded answer.
 */
import { randomUUID } from "node:crypto";
import express, {
  type ErrorRequestHandler,
  type Express,
  type RequestHandler,
  Router,
} from "express";
import helmet from "helmet";
import { DeskRefusal } from "../../channels/channel.js";
import type { ErrorCode } from "../../protocol/errors.js";
import { StoreKeyTaken, StoreUnavailable } from "../store/store.js";
import { HttpRefusal, TooOften, bodyOf, statusOf } from "./errors.js";
import { followed, routeOf } from "./follow.js";
import { createLimits } from "./limits.js";
import { describeRoutes } from "./openapi.js";
import { createPages } from "./pages.js";
import type { HttpLog, HttpParts } from "./parts.js";
import { apiRoutes } from "./routes.js";
import { SUPERVISORS } from "./route.js";
import { isFromUs, mountRoutes } from "./serve.js";

export function createApp(parts: HttpParts): Express {
  const { auth, metrics, publicUrl } = parts;
  const limits = createLimits(parts);
  const app = express();
  app.disable("x-powered-by");
  // Nobody else may say who is behind them.
  app.set("trust proxy", [...(parts.trustedProxies ?? ["loopback"])]);
  app.set("query parser", "simple");
  app.use(followed());
  app.use(measured(parts));
  app.use(protectedHeaders(parts));

  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.get("/readyz", async (_request, response) => {
    const missing = await parts.ready();
    if (missing.length > 0) response.status(503).json({ ready: false, missing });
    else response.json({ ready: true, degraded: parts.degraded?.() ?? [] });
  });
  app.get("/metrics", async (request, response) => {
    if (!isLoopback(request.ip)) {
      const { cookie, authorization } = request.headers;
      const who = await auth.userOfRequest({ cookie, authorization });
      if (who === null) throw new HttpRefusal("NOT_SIGNED_IN");
      if (!SUPERVISORS.includes(who.user.role)) throw new HttpRefusal("WRONG_ROLE");
    }
    response.type(metrics.contentType).send(await metrics.text());
  });

  const api = Router();
  const routes = apiRoutes(parts);
  const description = JSON.stringify(describeRoutes(routes, publicUrl));
  api.use(limits.api, (_request, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });
  api.get("/openapi.json", (_request, response) => {
    response.type("json").send(description);
  });
  mountRoutes(api, routes, { auth, limits, publicUrl });
  app.use("/api/v1", api);

  for (const { path, handler } of parts.routers) {
    if (path.startsWith("/twilio")) app.use(path, limits.webhooks, handler);
    else app.use(path, limits.api, fromOurPages(publicUrl), handler);
  }
  app.use(createPages(parts));
  app.use(() => {
    throw new HttpRefusal("NOT_FOUND");
  });
  app.use(answerTrouble(parts.log));
  return app;
}

/** The secret of a one-time link stands in the address that opens it. */
const LINK_SECRET = /^\/link\/.*/;

/** Times every request, gives it an id, and notes the ones that went wrong. Never a query or a body. */
function measured({ log, metrics }: Pick<HttpParts, "log" | "metrics">): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    const locals = response.locals as { requestId?: string };
    const requestId = randomUUID();
    locals.requestId = requestId;
    response.set("X-Request-Id", requestId);
    const { method } = request;
    const path = request.path.replace(LINK_SECRET, "/link/…");
    response.on("finish", () => {
      const seconds = (performance.now() - startedAt) / 1000;
      const status = response.statusCode;
      metrics.http({ route: routeOf(request, response), status, seconds });
      const line = { requestId, method, path, status, ms: Math.round(seconds * 1000) };
      if (status < 400) log.debug(line, "answered");
      else log.info(line, "refused");
    });
    next();
  };
}

/** What a page may load and do, and other answers to old attacks. */
function protectedHeaders(parts: Pick<HttpParts, "publicUrl" | "twilio">): RequestHandler {
  const twilio = parts.twilio ? ["https://*.twilio.com", "wss://*.twilio.com"] : [];
  const isHttps = parts.publicUrl.startsWith("https:");
  return helmet({
    strictTransportSecurity: isHttps,
    // A plain-http address inside a house is not secure enough for a browser to honour it.
    crossOriginOpenerPolicy: isHttps,
    originAgentCluster: isHttps,
    referrerPolicy: { policy: "same-origin" },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        // Components set sizes and colours with style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        // A mail's frame inherits this; its own policy keeps pictures off until somebody asks.
        imgSrc: ["'self'", "data:", "blob:", "https:"],
        fontSrc: ["'self'", "data:"],
        mediaSrc: ["'self'", "data:", "blob:", ...(parts.twilio ? ["https://*.twilio.com"] : [])],
        connectSrc: ["'self'", "ws:", "wss:", ...twilio],
        // Mail is shown in a sandboxed frame without scripts.
        frameSrc: ["'self'", "blob:", "data:"],
        workerSrc: ["'self'", "blob:"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
  });
}

function fromOurPages(publicUrl: string): RequestHandler {
  return (request, _response, next) => {
    const changes = request.method !== "GET" && request.method !== "HEAD";
    if (changes && !isFromUs(request, publicUrl)) throw new HttpRefusal("WRONG_ORIGIN");
    next();
  };
}

function isLoopback(ip: string | undefined): boolean {
  return ip === "::1" || /^(::ffff:)?127\./.test(ip ?? "");
}

function answerTrouble(log: HttpLog): ErrorRequestHandler {
  // eslint-disable-next-line max-params -- Express knows an error handler by its four parameters.
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const code = codeOf(error);
    const { requestId } = response.locals as { requestId?: string };
    if (code === "INTERNAL" || code === "STORE_UNAVAILABLE") {
      log.error({ err: error, requestId }, "a request could not be answered");
    }
    const details = code === "INTERNAL" ? { requestId } : detailsOf(error);
    // Headers of a file that could not be sent must not describe the refusal.
    response.removeHeader("Content-Disposition");
    if (error instanceof TooOften) response.set("Retry-After", String(error.retrySeconds));
    response.status(statusOf[code]).set("Cache-Control", "no-store").json(bodyOf(code, details));
  };
}

/** Every trouble has a code; what nobody foresaw is `INTERNAL`. */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof HttpRefusal || error instanceof DeskRefusal) return error.code;
  if (error instanceof StoreUnavailable) return "STORE_UNAVAILABLE";
  if (error instanceof StoreKeyTaken) return "CONFLICT";
  const status = statusIn(error);
  if (status === 413) return "BODY_TOO_LARGE";
  if (status === 404) return "NOT_FOUND";
  if (status !== null && status >= 400 && status < 500) return "BAD_REQUEST";
  return "INTERNAL";
}

function detailsOf(error: unknown): unknown {
  if (error instanceof HttpRefusal) return error.details;
  if (error instanceof DeskRefusal) return { because: error.message };
  return undefined;
}

/** The status that Express and its parsers put on their errors. */
function statusIn(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("status" in error)) return null;
  return typeof error.status === "number" ? error.status : null;
}
