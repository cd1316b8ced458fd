/**
 * Reads one mailbox. Always in one of these modes:
 * - connecting: no session; tries again with a growing wait, at most a minute, for ever;
 * - fetching: takes what is above the cursor, oldest first, one commit a mail;
 * - idle: the server tells of new mail by IDLE, which is only a hint: every few minutes the mailbox is
 *   looked at anyway, which also renews IDLE well before servers end it at 30 minutes;
 * - stopped: closed for good.
 */
import { ImapFlow, type MailboxObject } from "imapflow";
import type { Desk, MailCursor } from "../channel.js";
import { createBackOff, type BackOff } from "./back-off.js";
import type { ChannelLog, Intake } from "./intake.js";
import type { MailboxPlace } from "./mailbox-url.js";

export interface ReaderOptions {
  readonly place: MailboxPlace;
  readonly desk: Desk;
  readonly intake: Intake;
  readonly importDays: number;
  readonly afterwards: "seen" | "keep";
  readonly catchUpMs: number;
  readonly backOff: { readonly firstMs: number; readonly maxMs: number };
  readonly now: () => number;
  readonly log: ChannelLog;
}

export interface MailboxHealth {
  readonly mailbox: string;
  readonly state: "connecting" | "idle" | "fetching" | "stopped";
  /** When it last saw that nothing new is left. null: not yet. */
  readonly lastOkAt: number | null;
  readonly lastError: string | null;
}

/** Most providers take up to 25 MB; larger mail is kept as a dead letter. */
export const MAIL_BYTES_MAX = 25 * 1024 * 1024;
/** Of a mail that is too large this much is kept, enough to see who wrote and what about. */
const OVERSIZE_KEPT_BYTES = 64 * 1024;
/** A quiet or dead socket is probed after this long; imapflow sends NOOP, then gives up. */
const SOCKET_TIMEOUT_MS = 120_000;
/** No single command takes longer on a connection that works. */
const COMMAND_MS_MAX = 4 * 60_000;
/** Mails listed at once; keeps the list of a flooded mailbox short. */
const BATCH = 50;
/** The server renumbered: mail of this many days is looked at again, and known mail recognised. */
const RESCAN_DAYS = 14;
const DAY_MS = 86_400_000;

/** Mailboxes that this process reads: two readers of one would fetch everything twice. */
const claimed = new Set<string>();

export class MailboxReader {
  readonly #options: ReaderOptions;
  readonly #folder: string;
  readonly #mailbox: string;
  readonly #claim: string;
  readonly #startedAt: number;
  readonly #backOff: BackOff;
  #stopping = false;
  #state: MailboxHealth["state"] = "connecting";
  #lastOkAt: number | null = null;
  #lastError: string | null = null;
  #running: Promise<void> | null = null;
  #client: ImapFlow | null = null;
  #hinted = false;
  #wake: () => void = () => undefined;

  constructor(options: ReaderOptions) {
    const { host, port, user, folder, name } = options.place;
    this.#options = options;
    this.#folder = folder;
    this.#mailbox = name;
    this.#claim = `${host}:${String(port)}/${user}/${folder}`;
    this.#startedAt = options.now();
    this.#backOff = createBackOff(options.backOff);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  health(): MailboxHealth {
    return {
      mailbox: this.#mailbox,
      state: this.#state,
      lastOkAt: this.#lastOkAt,
      lastError: this.#lastError,
    };
  }

  /** Finishes the mail in hand. */
  async close(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    if (this.#state !== "fetching") this.#client?.close();
    await this.#running;
    this.#state = "stopped";
  }

  async #run(): Promise<void> {
    const { log } = this.#options;
    while (!this.#isStopping()) {
      try {
        await this.#session();
      } catch (error) {
        this.#lastError = this.#withoutPassword(error);
        log.warn(
          { mailbox: this.#mailbox, because: this.#lastError },
          "the mailbox cannot be read",
        );
      }
      if (this.#isStopping()) return;
      this.#state = "connecting";
      await this.#pause(this.#backOff.next());
    }
  }

  /** One connection, from connect until it breaks or the reader is closed. */
  async #session(): Promise<void> {
    if (claimed.has(this.#claim)) throw new Error("this process reads the mailbox already");
    claimed.add(this.#claim);
    this.#state = "connecting";
    const client = this.#newClient();
    this.#client = client;
    try {
      await within(client.connect(), "connect");
      const readOnly = this.#options.afterwards === "keep";
      const opened = await within(
        client.mailboxOpen(this.#folder, { readOnly }),
        "open the folder",
      );
      let cursor = await this.#cursorFor(client, opened);
      while (!this.#isStopping()) {
        this.#hinted = false;
        this.#state = "fetching";
        cursor = await this.#catchUp(client, cursor);
        if (!client.usable) throw new Error("the server closed the connection");
        this.#backOff.reset();
        this.#lastOkAt = this.#options.now();
        this.#lastError = null;
        if (this.#isStopping()) break;
        this.#state = "idle";
        await this.#idle(client);
      }
    } finally {
      this.#client = null;
      claimed.delete(this.#claim);
      client.close();
    }
  }

  #newClient(): ImapFlow {
    const { host, port, secure, user, password } = this.#options.place;
    const client = new ImapFlow({
      host,
      port,
      secure,
      auth: { user, pass: password },
      socketTimeout: SOCKET_TIMEOUT_MS,
      autoIdleDelay: 500,
      maxLiteralSize: MAIL_BYTES_MAX * 2,
      maxResponseSize: MAIL_BYTES_MAX * 3,
      logger: false,
    });
    const hint = (): void => {
      // A connection that was given up may still speak; it must not cut the wait before the next.
      if (this.#client !== client) return;
      this.#hinted = true;
      this.#wake();
    };
    client.on("exists", hint);
    client.on("close", hint);
    client.on("error", (error) => {
      this.#lastError = this.#withoutPassword(error);
      hint();
    });
    return client;
  }

  /** Where to go on. A mailbox met for the first time, or one renumbered, begins at a date. */
  async #cursorFor(client: ImapFlow, opened: MailboxObject): Promise<MailCursor> {
    const { desk, importDays, log, now } = this.#options;
    const uidValidity = String(opened.uidValidity);
    const known = await desk.cursor(this.#mailbox, this.#folder);
    if (known?.uidValidity === uidValidity && known.lastUid < opened.uidNext) return known;
    const since =
      known === null ? this.#startedAt - importDays * DAY_MS : now() - RESCAN_DAYS * DAY_MS;
    const lastUid = await this.#uidBefore(client, since, opened.uidNext);
    const cursor = { folder: this.#folder, uidValidity, lastUid };
    await desk.saveCursor(this.#mailbox, cursor);
    log.info({ mailbox: this.#mailbox, known, cursor }, "the mailbox is read from a date on");
    return cursor;
  }

  /** SEARCH SINCE knows only days, in the server's time zone; so a day more, then the exact time. */
  async #uidBefore(client: ImapFlow, since: number, uidNext: number): Promise<number> {
    const day = new Date(since - DAY_MS);
    const found = await within(client.search({ since: day }, { uid: true }), "search by date");
    const uids = (found === false ? [] : (found ?? [])).toSorted((a, b) => a - b);
    for (let at = 0; at < uids.length; at += BATCH) {
      const range = uids.slice(at, at + BATCH).join(",");
      const dates = await within(
        client.fetchAll(range, { uid: true, internalDate: true }, { uid: true }),
        "fetch dates",
      );
      const first = dates
        .filter((mail) => timeOf(mail.internalDate, 0) >= Math.floor(since / 1000) * 1000)
        .reduce((least, { uid }) => Math.min(least, uid), Infinity);
      if (first !== Infinity) return first - 1;
    }
    return uidNext - 1;
  }

  async #catchUp(client: ImapFlow, from: MailCursor): Promise<MailCursor> {
    let cursor = from;
    for (;;) {
      const range = `${String(cursor.lastUid + 1)}:*`;
      const found = await within(client.search({ uid: range }, { uid: true }), "search");
      if (found === false || found === undefined) throw new Error("the server refused to search");
      // `n:*` always names the last mail, also when its UID is below n (RFC 3501, section 6.4.8).
      const fresh = found.filter((uid) => uid > cursor.lastUid).sort((a, b) => a - b);
      if (fresh.length === 0) return cursor;
      for (const uid of fresh.slice(0, BATCH)) {
        if (this.#isStopping()) return cursor;
        cursor = { ...cursor, lastUid: uid };
        await this.#take(client, cursor);
      }
    }
  }

  /** BODY.PEEK, so that fetching marks nothing; the size first, so that a giant is not loaded. */
  async #take(client: ImapFlow, cursor: MailCursor): Promise<void> {
    const { intake, now } = this.#options;
    const uid = String(cursor.lastUid);
    const meta = await within(
      client.fetchOne(uid, { size: true, internalDate: true }, { uid: true }),
      "fetch the size",
    );
    // Somebody deleted or moved it between the search and now.
    if (!meta) return;
    const size = meta.size ?? 0;
    const source = size > MAIL_BYTES_MAX ? { start: 0, maxLength: OVERSIZE_KEPT_BYTES } : true;
    const mail = await within(client.fetchOne(uid, { source }, { uid: true }), "fetch the mail");
    if (!mail) return;
    const arrival = {
      mailbox: this.#mailbox,
      cursor,
      raw: mail.source ?? new Uint8Array(),
      receivedAt: timeOf(meta.internalDate, now()),
      envelope: null,
    };
    if (size > MAIL_BYTES_MAX) {
      await intake.bury(
        arrival,
        `The mail has ${megabytes(size)} MB; up to ${megabytes(MAIL_BYTES_MAX)} MB are taken. Its beginning is kept here, the whole is in the mailbox.`,
      );
    } else {
      await intake.take(arrival);
    }
    if (this.#options.afterwards === "seen") {
      await within(client.messageFlagsAdd(uid, ["\\Seen"], { uid: true }), "mark as seen");
    }
  }

  /** Until the server hints, the connection breaks, the time is up, or the reader is closed. */
  async #idle(client: ImapFlow): Promise<void> {
    if (this.#hinted) return;
    client.idle().catch(() => undefined);
    await this.#pause(this.#options.catchUpMs);
  }

  /** A method, because the compiler takes a field to be as it was before the last await. */
  #isStopping(): boolean {
    return this.#stopping;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#isStopping()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }

  #withoutPassword(error: unknown): string {
    const { password } = this.#options.place;
    const said =
      error instanceof Error ? `${error.message} ${responseOf(error)}`.trim() : String(error);
    return (password === "" ? said : said.replaceAll(password, "***")).slice(0, 300);
  }
}

/** What the server said, where imapflow's own message is only "Command failed". */
function responseOf(error: Error): string {
  const said: unknown = "responseText" in error ? error.responseText : "";
  return typeof said === "string" ? said : "";
}

function timeOf(date: Date | string | undefined, otherwise: number): number {
  const at = date === undefined ? NaN : new Date(date).getTime();
  return Number.isNaN(at) ? otherwise : at;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}

async function within<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the server took too long to ${what}`));
    }, COMMAND_MS_MAX);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
