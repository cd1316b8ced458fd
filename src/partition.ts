/**
 * One organisation, whole: its database, its router, its channels, its pages. A server has one, or
 * several that know nothing of each other. Opens what it needs in order, closes it in the opposite
 * order, and decides nothing.
 */
import { createHash } from "node:crypto";
import { createServer, type RequestListener, type Server as HttpServer } from "node:http";
import { hostname } from "node:os";
import { Server as SocketServer } from "socket.io";
import type { ChannelPort } from "../channels/channel.js";
import { errorCatalog } from "../protocol/errors.js";
import { ServerNodeId } from "../protocol/ids.js";
import type { Channel } from "../protocol/words.js";
import { createRouter } from "../routing/router.js";
import { createAuth, type Auth } from "./auth/auth.js";
import { hashPassword } from "./auth/password.js";
import { openChannels, type OpenChannels } from "./channels.js";
import { createClosers } from "./closers.js";
import { carryNews } from "./cluster/carry-news.js";
import { createClock } from "./cluster/clock.js";
import type { LeadShare } from "./cluster/lead-share.js";
import type { Duty } from "./cluster/leading.js";
import { openRedisBus } from "./cluster/redis-bus.js";
import { sitAlone, sitAmongOthers, type Seat, type SeatOptions } from "./cluster/seat.js";
import { openSocketAdapter } from "./cluster/socket-adapter.js";
import { openSqlBus } from "./cluster/sql-bus.js";
import { twofoldBus } from "./cluster/twofold-bus.js";
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
import { keepRetention } from "./desk/retention.js";
import { createTold } from "./desk/told.js";
import type { Dispatch } from "./dispatch/dispatch-parts.js";
import { startOutbox, type Outbox } from "./dispatch/outbox.js";
import { fillRouter, prepareDatabase, type FirstStart } from "./first-start/first-start.js";
import { boardOf } from "./floor/board.js";
import { createTally } from "./floor/tally.js";
import { whyWaiting } from "./floor/why.js";
import { createApp } from "./http/app.js";
import { isOurOrigin } from "./http/origin.js";
import type { HttpParts } from "./http/parts.js";
import { newId } from "./ids.js";
import { readMenuLine } from "./menu-lines.js";
import { watchCluster } from "./observe/cluster-metrics.js";
import { watchFigures } from "./observe/figures.js";
import type { Logger } from "./observe/log.js";
import { createMetrics } from "./observe/metrics.js";
import { nodesShown, type NodeSays } from "./observe/nodes-shown.js";
import { openConsole } from "./realtime/console.js";
import { openLimiters } from "./realtime/limiters.js";
import { fileAt } from "./root.js";
import { openStore } from "./store/open.js";
import { newestSchema } from "./store/migrate.js";
import { VERSION } from "./version.js";

export interface Partition {
  readonly auth: Auth;
  readonly first: FirstStart;
  /** Its side of the front door: requests and upgrades are handed to it. It never listens itself. */
  readonly door: HttpServer;
  /** What is missing; empty: it is ready. */
  ready(): Promise<readonly string[]>;
  /** What is missing without anybody being turned away for it. */
  degraded(): readonly string[];
  /** Takes nothing in any more; sockets are told to come back. */
  closeDoor(): Promise<void>;
  /** Finishes what is under way, then closes. */
  close(): Promise<void>;
}

export interface PartitionPlace {
  readonly name: string;
  /** The database schema; null: the one that the connection has anyway. */
  readonly schema: string | null;
  /** On which the process listens. */
  readonly port: number;
  /** Among all organisations of the process. */
  readonly share: LeadShare;
  /** Where people and providers reach it. */
  readonly publicUrl: string;
  /** Where this process reaches it, whatever stands in front. null: it finds an address of its own. */
  readonly localUrl: string | null;
}

/** Begins to open it, behind a door that asks callers to come back until everything is there. */
export async function openPartition(
  config: Config,
  place: PartitionPlace,
  log: Logger,
): Promise<Partition> {
  const inner = createClosers(log);
  const outer = createClosers(log);
  const close = async (): Promise<void> => {
    await outer.close();
    await inner.close();
  };
  try {
    const opened = await open(config, place, { log, inner, outer });
    return { ...opened, closeDoor: () => outer.close(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Closers = ReturnType<typeof createClosers>;

async function open(
  config: Config,
  place: PartitionPlace,
  { log, inner, outer }: { log: Logger; inner: Closers; outer: Closers },
): Promise<Omit<Partition, "closeDoor" | "close">> {
  const { publicUrl } = place;
  const metrics = createMetrics();
  const store = await openStore({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    log,
  });
  inner.add("store", () => store.close());
  const clock = createClock(Date.now, log);
  const now = (): number => clock.now();
  const node = {
    id: ServerNodeId.parse(newId("nod", now())),
    startedAt: now(),
    version: VERSION,
    address: `${hostname()}:${String(place.port)}`,
    schema: newestSchema,
    facts: {},
  };
  if (store.notices !== null) await clock.ask(() => store.beat(node));
  const first = await prepareDatabase(store, config, { at: now(), hash: hashPassword });
  const secret = await store.secret();
  const prefix = `strowger:${createHash("sha256").update(secret).digest("hex").slice(0, 12)}`;

  const hub = createHub(log);
  const organisation = await loadOrganisation(store, hub);
  const contacts = createContacts(store);
  const menus = createMenus(store);
  const tally = await createTally(store, now());
  inner.add("menus", () => menus.drain());

  let seated: Seat | null = null;
  const seat = (): Seat => {
    if (seated === null) throw new Error("this node has not taken its seat yet");
    return seated;
  };
  const theDispatch = (): Dispatch => seat().dispatch;
  let outbox: Outbox | null = null;
  let channels: OpenChannels | null = null;
  const isShared = store.notices !== null;
  const conversation = createConversation({
    store,
    contacts,
    hub,
    isShared,
    dispatch: theDispatch,
  });
  inner.add("conversation", () => conversation.drain());

  const port = (channel: Channel): ChannelPort | undefined => channels?.port(channel);
  const told = createTold({
    contacts,
    conversation,
    tally,
    hub,
    metrics,
    isLeading: () => seated?.isLeading() ?? true,
  });
  let dropUser: (userId: Parameters<HttpParts["rightsChanged"]>[0]) => void = () => undefined;
  const seatOptions: SeatOptions = {
    store,
    node,
    now,
    createRouter,
    planEffects: (fact, row) => {
      if (row === undefined) return [];
      const interaction = contacts.view(row);
      const planned = port(row.channel)?.effectsOf(fact, { interaction }) ?? [];
      return planned.map((effect) => ({ ...effect, createdAt: fact.at }));
    },
    log,
    measure: metrics,
    onLoaded: (live) => contacts.load(live.interactions),
    onTurn: (turn, router) => {
      told(turn, router);
      if (turn.decided.some(({ effects }) => effects.length > 0)) outbox?.nudge();
    },
    onAnew: () => {
      hub.tell("anew", {});
    },
    onArriving: (luggage) => {
      contacts.arrive(luggage);
    },
    onGone: (luggage, router) => {
      for (const { interactionId } of luggage.contents ?? []) {
        if (router.interaction(interactionId) === undefined) contacts.drop(interactionId);
      }
    },
    onLeading: () => undefined,
    share: place.share,
  };
  if (store.notices === null) seated = await sitAlone(seatOptions);
  else {
    const sql = await openSqlBus(store, { prefix, partition: 0 });
    const bus =
      config.redisUrl === null
        ? sql
        : twofoldBus(await openRedisBus({ url: config.redisUrl, prefix, partition: 0, log }), sql);
    inner.add("bus", () => bus.close());
    const carrier = carryNews({
      hub,
      contacts,
      conversation,
      organisation,
      dispatch: theDispatch,
      log,
    });
    seated = await sitAmongOthers({
      ...seatOptions,
      bus,
      sendAgain: sql.send,
      clock,
      facts: (): NodeSays => ({
        clockOffMs: clock.offMs(),
        bus: config.redisUrl === null ? "off" : bus.state(),
        leads: place.share.leads(),
        behind: seated?.behind() ?? 0,
        takeovers: seated?.takeovers() ?? 0,
        mailboxes: [...(channels?.mailboxes() ?? [])],
      }),
      onNews: (news) => {
        if (news.type === "rights") dropUser(news.userId);
        else carrier.hear(news);
      },
      onDoubt: () => {
        void carrier.repair(now());
      },
    });
    const taken = seated;
    carrier.carry((news) => {
      taken.tell(news);
    });
  }
  inner.add("seat", () => seat().stop());
  const { dispatch } = seated;
  if (first.isDemo) await fillRouter(dispatch);
  const locks = createLocks();
  const roster = (): ReturnType<HttpParts["roster"]> =>
    dispatch.read((router) => ({ engineers: router.engineers(), buckets: router.buckets() }));
  const tellMenu = createMenuNews({ store, hub, log });
  const desk = createDesk({
    store,
    dispatch: theDispatch,
    contacts,
    conversation,
    menus,
    organisation,
    hub,
    isShared,
    now,
  });

  // ---- the door comes before the channels: they hang their sockets on it
  let answer: RequestListener = refuseWith("STARTING");
  const door = createServer((request, response) => {
    answer(request, response);
  });
  const io = new SocketServer(door, {
    serveClient: false,
    maxHttpBufferSize: 2_000_000,
    // Checked by each namespace itself: the widget lives on other people's pages.
    cors: { origin: true, credentials: true },
    // A snapshot repairs every reconnect; this spares the rooms of who looks at what.
    connectionStateRecovery: { maxDisconnectionDuration: RECOVERY_MS, skipMiddlewares: false },
  });
  outer.add("door", async () => {
    answer = refuseWith("SHUTTING_DOWN");
    await closeSockets(io);
  });
  const sockets =
    isShared && config.redisUrl !== null
      ? openSocketAdapter({ redisUrl: config.redisUrl, prefix })
      : null;
  if (sockets !== null) {
    io.adapter(sockets.create);
    outer.add("socket adapter", () => {
      sockets.close();
    });
  }
  /** Asking the other nodes about their sockets would be in vain. */
  const cannotAsk = (): boolean => !seat().isAlone() && (sockets?.isLost() ?? true);

  const auth = createAuth({ store, now, publicUrl });
  const limiters = await openLimiters({ redisUrl: config.redisUrl, prefix, log });
  outer.add("limiters", () => {
    limiters.close();
  });
  channels = await openChannels({
    config,
    desk,
    io,
    secret,
    publicUrl,
    localUrl: place.localUrl ?? (await ownAddress(door)),
    isDemo: first.isDemo,
    organisation,
    hub,
    dispatch,
    limiters,
    isAlone: () => seat().isAlone(),
    cannotAsk,
    onMissingRecording: () => {
      metrics.missingRecording();
    },
    log,
    now,
  });
  const opened = channels;
  outer.add("channels", () => opened.close());
  const engineerDesk = createEngineerDesk({
    store,
    conversation,
    mail: channels.mailIdentity,
    now,
  });

  hub.on("message", ({ message }) => {
    if (message.delivery?.state === "queued") outbox?.nudge();
  });
  const performing: Duty = {
    name: "outbox",
    start: () => {
      const started = startOutbox({
        store,
        channel: port,
        now,
        log,
        mayAct: () => seat().mayAct(),
        onFailed: ({ channel }) => {
          metrics.effect(channel, "failed");
        },
        onPerformed: performedNews({ store, desk, conversation, metrics }),
      });
      outbox = started;
      return async () => {
        outbox = null;
        await started.stop();
      };
    },
  };

  const consoles = openConsole({
    io,
    dispatch,
    node: seated.node,
    contacts,
    organisation,
    hub,
    tally,
    actions: { dispatch, engineerDesk, conversation, organisation, hub },
    userOf: consoleUser(auth, publicUrl),
    phone: channels.phone,
    menuLine: (id) => readMenuLine(store, id),
    now,
    log,
  });
  dropUser = (userId) => {
    consoles.drop(userId);
  };
  outer.add("consoles", () => consoles.close());
  const mailboxes = (): ReturnType<OpenChannels["mailboxes"]> => opened.mailboxes();
  watchFigures(metrics, { dispatch, io, store, mailboxes, now });
  const shown = nodesShown({
    seat,
    name: place.name,
    schema: newestSchema,
    store,
    mailboxes,
    redis: () => (isRedisLost() ? "lost" : limiters.state()),
    now,
  });
  watchCluster(metrics.registry, () => shown.figures());

  const isRedisLost = (): boolean =>
    config.redisUrl !== null && (limiters.state() === "lost" || seat().bus() === "lost");
  const ready = async (): Promise<readonly string[]> => {
    try {
      await store.ping();
      return [];
    } catch {
      return ["store"];
    }
  };
  const degraded = (): readonly string[] => (isRedisLost() ? ["redis"] : []);
  const app = createApp({
    store,
    auth,
    metrics,
    now,
    log,
    publicUrl,
    webFolder: fileAt("dist/web"),
    demo: first.isDemo,
    twilio: channels.phone === "twilio",
    send: (asked) => dispatch.send(asked),
    roster,
    locks,
    board: () => dispatch.read((router) => boardOf(router, { contacts, tally, at: now() })),
    why: (id) => dispatch.read((router) => whyWaiting(router, id, now())),
    phoneToken: (engineer) => Promise.resolve(opened.phoneToken(engineer)),
    cluster: () => shown.cluster(),
    mailboxes: async () => (await shown.cluster()).mailboxes,
    retryDeadLetter: (letter) => opened.retryDeadLetter(letter),
    organisationChanged: () => organisation.refresh(),
    menuChanged: tellMenu,
    rightsChanged: (userId) => {
      consoles.drop(userId);
      seat().tell({ type: "rights", userId });
    },
    ready,
    degraded,
    routers: channels.routers,
    limiters,
    trustedProxies: config.trustedProxies,
    ...(config.rateLimits ? {} : { limits: UNLIMITED }),
  });
  await channels.start();
  await seated.open([
    performing,
    { name: "holidays", start: () => keepHolidays({ dispatch, locks, now, log }) },
    {
      name: "scheduled menus",
      start: () => keepMenuSchedules({ store, roster, tell: tellMenu, hub, now, log }),
    },
    ...channels.duties,
    { name: "sweep", start: () => keepSwept(store, { now, log }) },
    { name: "retention", start: () => keepRetention({ store, now, log }) },
  ]);
  // The outbox and the mailbox stop before the channels they go through do.
  outer.add("duties", () => seat().closeDuties());
  answer = app;
  log.info(
    { partition: place.name, url: publicUrl, engine: store.engine, demo: first.isDemo },
    "ready",
  );
  return { auth, first, door, ready, degraded };
}

/** Longer away than this and a page is loaded anew anyway. */
const RECOVERY_MS = 120_000;
/** How often what nobody needs any more is forgotten: old links, abandoned uploads, done effects. */
const SWEEP_MS = 3_600_000;

/** For load tests on one machine, where one address is everybody. */
const UNLIMITED = { signIn: 1e9, signInByAddress: 1e9, api: 1e9, webhooks: 1e9 };

/** Until everything is open, and again when it closes, callers are asked to come back. */
function refuseWith(code: "STARTING" | "SHUTTING_DOWN"): RequestListener {
  return (_request, response) => {
    response.writeHead(503, {
      "content-type": "application/json",
      "retry-after": "1",
      connection: "close",
    });
    response.end(JSON.stringify({ error: { code, message: errorCatalog[code] } }));
  };
}

function keepSwept(
  store: { sweep(at: number): Promise<void> },
  parts: { readonly now: () => number; readonly log: Logger },
): () => void {
  const sweeping = setInterval(() => {
    store.sweep(parts.now()).catch((error: unknown) => {
      parts.log.warn({ err: error }, "the database could not be swept");
    });
  }, SWEEP_MS);
  return () => {
    clearInterval(sweeping);
  };
}

/** Sockets send no CSRF token: a cookie counts only when the page came from us. */
function consoleUser(auth: Auth, publicUrl: string): Parameters<typeof openConsole>[0]["userOf"] {
  return async ({ cookie, token, origin, host }) => {
    if (token !== undefined) return auth.userOfToken(token);
    return isOurOrigin({ origin, host }, publicUrl) ? auth.userOfCookie(cookie) : null;
  };
}

/** For the calls of this very machine, such as those of the local carrier. */
function ownAddress(door: HttpServer): Promise<string> {
  return new Promise((resolve, reject) => {
    door.once("error", reject);
    door.listen(0, "127.0.0.1", () => {
      const address = door.address();
      if (address === null || typeof address === "string") reject(new Error("no address"));
      else resolve(`http://127.0.0.1:${String(address.port)}`);
    });
  });
}

/** The door below them hardly ever listens; when it does not, there is nothing to close there. */
function closeSockets(io: SocketServer): Promise<void> {
  return new Promise((resolve) => {
    void io.close(() => {
      resolve();
    });
  });
}
