/**
 * Puts the program together: opens what it needs in order, closes it in the opposite order. Nothing
 * here decides anything.
 */
import { createServer, type RequestListener, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server as SocketServer } from "socket.io";
import type { ChannelPort } from "../channels/channel.js";
import { errorCatalog } from "../protocol/errors.js";
import { NodeId } from "../protocol/ids.js";
import type { Channel } from "../protocol/words.js";
import { createRouter } from "../routing/router.js";
import { createAuth, type Auth } from "./auth/auth.js";
import { hashPassword } from "./auth/password.js";
import { openChannels, type OpenChannels } from "./channels.js";
import { createClosers } from "./closers.js";
import type { Config } from "./config/config.js";
import { createContacts } from "./desk/contacts.js";
import { createConversation } from "./desk/conversation.js";
import { createDesk } from "./desk/desk.js";
import { createEngineerDesk } from "./desk/engineer-desk.js";
import { keepHolidays } from "./desk/holiday-keeper.js";
import { createHub } from "./desk/hub.js";
import { createLocks } from "./desk/locks.js";
import { createMenuNews } from "./desk/menu-news.js";
import { keepMenuSchedules } from "./desk/menu-schedules.js";
import { createMenus } from "./desk/menus.js";
import { loadOrganisation } from "./desk/organisation.js";
import { performedNews } from "./desk/performed.js";
import { startDispatch, type Dispatch } from "./dispatch/dispatch.js";
import { startOutbox, type Outbox } from "./dispatch/outbox.js";
import type { PlanEffects } from "./dispatch/turn.js";
import { fillRouter, prepareDatabase, type FirstStart } from "./first-start/first-start.js";
import { boardOf } from "./floor/board.js";
import { createTally } from "./floor/tally.js";
import { whyWaiting } from "./floor/why.js";
import { createApp } from "./http/app.js";
import { isOurOrigin } from "./http/origin.js";
import type { HttpParts } from "./http/parts.js";
import { newId } from "./ids.js";
import { createLog, type Logger } from "./observe/log.js";
import { createMetrics } from "./observe/metrics.js";
import { watchCluster } from "./observe/cluster-metrics.js";
import { oneNode } from "./observe/one-node.js";
import { startTracing } from "./observe/trace.js";
import { watchFigures } from "./observe/figures.js";
import { openConsole } from "./realtime/console.js";
import { openLimiters } from "./realtime/limiters.js";
import { readMenuLine } from "./menu-lines.js";
import { fileAt } from "./root.js";
import { migrations } from "./store/migrations/migrations.js";
import { openStore } from "./store/open.js";
import { VERSION } from "./version.js";

export interface RunningServer {
  readonly url: string;
  readonly auth: Auth;
  readonly first: FirstStart;
  readonly log: Logger;
  /** Drains, then closes. */
  close(): Promise<void>;
}

/** Commits and effects under way at a stop are finished; sockets are told to come back. */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = createLog(config.logLevel);
  const closers = createClosers(log);
  try {
    return await open(config, { log, closers });
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function open(
  config: Config,
  { log, closers }: { log: Logger; closers: ReturnType<typeof createClosers> },
): Promise<RunningServer> {
  const now = Date.now;
  const startedAt = now();
  const nodeId = NodeId.parse(newId("nod", startedAt));
  if (config.tracing !== null) {
    const options = { ...config.tracing, version: VERSION, instance: nodeId, log };
    closers.add("tracing", await startTracing(options));
  }
  const metrics = createMetrics();
  const store = await openStore({ dataDir: config.dataDir, databaseUrl: config.databaseUrl, log });
  closers.add("store", () => store.close());
  const first = await prepareDatabase(store, config, { at: now(), hash: hashPassword });
  const secret = await store.secret();

  const hub = createHub(log);
  const organisation = await loadOrganisation(store, hub);
  const contacts = createContacts(store);
  const menus = createMenus(store);
  const tally = await createTally(store, now());
  closers.add("menus", () => menus.drain());

  let dispatch: Dispatch | null = null;
  let outbox: Outbox | null = null;
  let channels: OpenChannels | null = null;
  const theDispatch = (): Dispatch => {
    if (dispatch === null) throw new Error("the dispatcher is not there yet");
    return dispatch;
  };
  const conversation = createConversation({ store, contacts, hub, dispatch: theDispatch });
  closers.add("conversation", () => conversation.drain());

  const port = (channel: Channel): ChannelPort | undefined => channels?.port(channel);
  const planEffects: PlanEffects = (fact, row) => {
    if (row === undefined) return [];
    const planned = port(row.channel)?.effectsOf(fact, { interaction: contacts.view(row) }) ?? [];
    return planned.map((effect) => ({ ...effect, createdAt: fact.at }));
  };
  dispatch = await startDispatch({
    store,
    createRouter,
    planEffects,
    now,
    holder: `${String(process.pid)}@${config.host}`,
    log,
    measure: metrics,
    onLoaded: (live) => contacts.load(live.interactions),
    onCommitted: (decided, router, committedAt) => {
      for (const { luggage, decision } of decided) {
        if (decision.outcome.ok) conversation.committed(luggage.messages ?? []);
      }
      tally.note(decided, router);
      hub.tell("turn", { decided, router, committedAt });
      for (const { luggage, decision } of decided) {
        for (const { message } of decision.outcome.ok ? (luggage.messages ?? []) : []) {
          const row = router.interaction(message.interactionId);
          if (row !== undefined) hub.tell("message", { message, interaction: contacts.view(row) });
        }
        for (const row of decision.interactions) {
          if (row.state === "closed" && router.interaction(row.id) === undefined)
            contacts.drop(row.id);
        }
        for (const offer of decision.offers) {
          metrics.offer(offer.state === "pending" ? "made" : offer.state);
        }
      }
      if (decided.some(({ decision }) => decision.engineers.length + decision.buckets.length > 0)) {
        hub.tell("organisation", {});
      }
      if (decided.some(({ effects }) => effects.length > 0)) outbox?.nudge();
    },
  });
  closers.add("dispatch", () => theDispatch().stop());
  if (first.isDemo) await fillRouter(dispatch);
  const locks = createLocks();
  closers.add("holidays", keepHolidays({ dispatch, locks, now, log }));
  const roster = (): ReturnType<HttpParts["roster"]> =>
    theDispatch().read((router) => ({
      engineers: router.engineers(),
      buckets: router.buckets(),
    }));
  const tellMenu = createMenuNews({ store, hub, log });
  closers.add(
    "scheduled menus",
    keepMenuSchedules({ store, roster, tell: tellMenu, hub, now, log }),
  );

  const desk = createDesk({
    store,
    dispatch: theDispatch,
    contacts,
    conversation,
    menus,
    organisation,
    hub,
    now,
  });

  // ---- listening comes before channels: the local carrier and webhooks need to know our address
  let answer: RequestListener = starting;
  const http = createServer((request, response) => {
    // Whoever asks without a pause would otherwise keep a stopping server up for ever.
    if (!http.listening) response.shouldKeepAlive = false;
    answer(request, response);
  });
  const io = new SocketServer(http, {
    serveClient: false,
    maxHttpBufferSize: 2_000_000,
    // Checked by each namespace itself: the widget lives on other people's pages.
    cors: { origin: true, credentials: true },
  });
  await listenOn(http, config);
  const address = http.address() as AddressInfo;
  const url = config.publicUrl ?? `http://${hostName(config.host)}:${String(address.port)}`;
  closers.add("http", () => closeHttp(io, http));

  const auth = createAuth({ store, now, publicUrl: url });
  const limiters = await openLimiters({ redisUrl: config.redisUrl, log });
  closers.add("limiters", () => {
    limiters.close();
  });
  channels = await openChannels({
    config,
    desk,
    io,
    secret,
    publicUrl: url,
    localUrl: `http://${hostName(config.host)}:${String(address.port)}`,
    isDemo: first.isDemo,
    organisation,
    hub,
    dispatch,
    limiters,
    onMissingRecording: () => {
      metrics.missingRecording();
    },
    log,
    now,
  });
  const opened = channels;
  closers.add("channels", () => opened.close());
  const engineerDesk = createEngineerDesk({
    store,
    conversation,
    mail: channels.mailIdentity,
    now,
  });

  outbox = startOutbox({
    store,
    channel: port,
    now,
    log,
    onFailed: ({ channel }) => {
      metrics.effect(channel, "failed");
    },
    onPerformed: performedNews({ store, desk, conversation, metrics }),
  });
  const post = outbox;
  hub.on("message", ({ message }) => {
    if (message.delivery?.state === "queued") post.nudge();
  });
  closers.add("outbox", () => post.stop());

  const consoles = openConsole({
    io,
    dispatch,
    contacts,
    organisation,
    hub,
    tally,
    actions: { dispatch, engineerDesk, conversation, organisation, hub },
    userOf: consoleUser(auth, url),
    phone: channels.phone,
    menuLine: (id) => readMenuLine(store, id),
    now,
    log,
  });
  closers.add("consoles", () => {
    consoles.close();
  });
  const sweeping = setInterval(() => {
    store.sweep(now()).catch((error: unknown) => {
      log.warn({ err: error }, "the database could not be swept");
    });
  }, SWEEP_MS);
  closers.add("sweep", () => {
    clearInterval(sweeping);
  });
  const mailboxes = (): ReturnType<OpenChannels["mailboxes"]> => opened.mailboxes();
  watchFigures(metrics, { dispatch, io, store, mailboxes, now });
  const alone = oneNode({
    node: {
      id: nodeId,
      address: `${hostName(config.host)}:${String(address.port)}`,
      version: VERSION,
      startedAt,
      schema: migrations.length,
    },
    store,
    mailboxes,
    redis: () => limiters.state(),
    now,
  });
  watchCluster(metrics.registry, () => alone.figures());

  const app = createApp({
    store,
    auth,
    metrics,
    now,
    log,
    publicUrl: url,
    webFolder: fileAt("dist/web"),
    demo: first.isDemo,
    twilio: channels.phone === "twilio",
    send: (asked) => theDispatch().send(asked),
    roster,
    locks,
    board: () => theDispatch().read((router) => boardOf(router, { contacts, tally, at: now() })),
    why: (id) => theDispatch().read((router) => whyWaiting(router, id, now())),
    phoneToken: (engineer) => Promise.resolve(opened.phoneToken(engineer)),
    cluster: () => alone.cluster(),
    mailboxes: () => Promise.resolve(mailboxes()),
    retryDeadLetter: (letter) => opened.retryDeadLetter(letter),
    organisationChanged: () => organisation.refresh(),
    menuChanged: tellMenu,
    rightsChanged: (userId) => {
      consoles.drop(userId);
    },
    ready: async () => {
      try {
        await store.ping();
        return [];
      } catch {
        return ["store"];
      }
    },
    degraded: () => (limiters.state() === "lost" ? ["redis"] : []),
    routers: channels.routers,
    limiters,
    ...(config.rateLimits ? {} : { limits: UNLIMITED }),
  });
  answer = app;
  await channels.start();
  log.info({ url, engine: store.engine, demo: first.isDemo }, "ready");
  return { url, auth, first, log, close: () => closers.close() };
}

/** Until everything is open, callers are asked to come back. */
const starting: RequestListener = (_request, response) => {
  response.writeHead(503, { "content-type": "application/json", "retry-after": "1" });
  response.end(JSON.stringify({ error: { code: "STARTING", message: errorCatalog.STARTING } }));
};

/** How often what nobody needs any more is forgotten: old links, abandoned uploads, done effects. */
const SWEEP_MS = 3_600_000;

/** For load tests on one machine, where one address is everybody. */
const UNLIMITED = { signIn: 1e9, signInByAddress: 1e9, api: 1e9, webhooks: 1e9 };

/** Sockets send no CSRF token: a cookie counts only when the page came from us. */
function consoleUser(auth: Auth, publicUrl: string): Parameters<typeof openConsole>[0]["userOf"] {
  return async ({ cookie, token, origin, host }) => {
    if (token !== undefined) return auth.userOfToken(token);
    return isOurOrigin({ origin, host }, publicUrl) ? auth.userOfCookie(cookie) : null;
  };
}

function listenOn(http: HttpServer, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) => {
      const taken = `${config.host}:${String(config.port)} is taken: set PORT to another number`;
      reject(error.code === "EADDRINUSE" ? new Error(taken) : error);
    });
    http.listen(config.port, config.host, () => {
      http.removeAllListeners("error");
      resolve();
    });
  });
}

/** Answers under way when we stop have this long; a download to a slow place is cut off. */
const LAST_ANSWERS_MS = 3000;

/** Closes sockets and the server below them. */
async function closeHttp(io: SocketServer, http: HttpServer): Promise<void> {
  const late = setTimeout(() => {
    http.closeAllConnections();
  }, LAST_ANSWERS_MS);
  await io.close();
  clearTimeout(late);
}

function hostName(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
