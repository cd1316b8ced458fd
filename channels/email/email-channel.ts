/**
 * The email channel. Mail comes in from an IMAP mailbox, by SMTP, or both; every way ends in the same
 * intake. It sends only what the outbox asks for and never writes a mail of its own accord, so two desks
 * cannot talk to each other for ever.
 */
import type { Router } from "express";
import type { ChannelPort, Desk } from "../channel.js";
import { cleanAddress, parseMailbox } from "./addresses.js";
import { createDemoMailbox, type DemoMailbox } from "./demo-mailbox.js";
import { createIntake, type ChannelLog } from "./intake.js";
import { startListener, type ListenAddress, type Listener } from "./listener.js";
import { ORDINARY_WISHES, parseMailboxUrl } from "./mailbox-url.js";
import { MailboxReader, type MailboxHealth } from "./reader.js";
import { createSender } from "./sender.js";

export interface EmailChannelOptions {
  readonly desk: Desk;
  /** See `mailbox-url.ts`. null: no mailbox is read. */
  readonly imapUrl: string | null;
  /** `smtp(s)://user:password@host:port`. null: mail cannot be sent, except in a demo. */
  readonly smtpUrl: string | null;
  /** `Support <support@example.com>` or the bare address. */
  readonly mailFrom: string;
  /** Also take mail by SMTP here. Port 0: any free one. */
  readonly listen: ListenAddress | null;
  /** Signs reply addresses and Message-IDs; changing it unties mails already sent. */
  readonly secret: string;
  /** Lower case; asked anew each time, because buckets change. `mailFrom` need not be among them. */
  readonly ownAddresses: () => readonly string[];
  /** A demo keeps mail to others in this folder and shows it on `/try`. */
  readonly demo: { readonly folder: string } | null;
  readonly log: ChannelLog;
  readonly now: () => number;
  readonly waits?: Partial<Waits>;
}

interface Waits {
  /** Between two looks at a mailbox that hints at nothing; IDLE is renewed with each. */
  readonly catchUpMs: number;
  readonly backOff: { readonly firstMs: number; readonly maxMs: number };
}

const WAITS: Waits = { catchUpMs: 5 * 60_000, backOff: { firstMs: 1000, maxMs: 60_000 } };

export interface EmailChannel extends ChannelPort {
  /** Opens the SMTP listener. Throws when its port is taken. */
  start(): Promise<void>;
  /** Begins to read the mailbox, which only one process may do. Answers with how to stop. */
  readMailbox(): () => Promise<void>;
  health(): readonly MailboxHealth[];
  /** Takes a dead letter in after all; refused (`DeskRefusal`) while it still cannot be. */
  retry(letter: { readonly mailbox: string; readonly raw: Uint8Array }): Promise<void>;
  /** Where mail is taken by SMTP. null: nowhere, or not started. */
  listening(): ListenAddress | null;
  /** The demo's mailbox page talks to this; mount it at `/try/api/mails`. null: no demo. */
  readonly demoRouter: Router | null;
}

export function createEmailChannel(options: EmailChannelOptions): EmailChannel {
  const { desk, imapUrl, listen, log, now, secret } = options;
  const waits = { ...WAITS, ...options.waits };
  const mailbox = imapUrl === null ? null : parseMailboxUrl(imapUrl);
  const wishes = mailbox?.wishes ?? ORDINARY_WISHES;
  const general = parseMailbox(options.mailFrom).address;
  // Many servers' sign-in names are the mailbox's own address.
  const mailboxAddress = cleanAddress(mailbox?.place.user ?? "");
  const ownAddresses = (): readonly string[] => [
    ...new Set([
      general,
      ...(mailboxAddress === null ? [] : [mailboxAddress]),
      ...options.ownAddresses().map((address) => address.toLowerCase()),
    ]),
  ];
  const fallbackAddress = mailboxAddress ?? general;
  const intake = createIntake({ desk, secret, ownAddresses, fallbackAddress, now, log });
  let listener: Listener | null = null;
  let closed = false;
  const listening = (): ListenAddress | null => listener?.address ?? null;
  const listenerUrl = (): string | null => {
    const at = listening();
    if (at === null) return null;
    return `smtp://${at.host.includes(":") ? `[${at.host}]` : at.host}:${String(at.port)}?ignoreTLS=true`;
  };
  const demo: DemoMailbox | null =
    options.demo === null
      ? null
      : createDemoMailbox({ folder: options.demo.folder, smtpUrl: listenerUrl, ownAddresses, now });
  const sender = createSender({
    smtpUrl: () => options.smtpUrl ?? (demo === null ? null : listenerUrl()),
    desk,
    mailFrom: options.mailFrom,
    ownAddresses,
    secret,
    plusAddresses: wishes.plusAddresses,
  });
  let reader: MailboxReader | null = null;

  function readMailbox(): () => Promise<void> {
    if (mailbox === null) return () => Promise.resolve();
    const { place } = mailbox;
    const started = new MailboxReader({ place, desk, intake, now, log, ...wishes, ...waits });
    reader = started;
    started.start();
    return () => started.close();
  }

  async function open(): Promise<void> {
    if (listen !== null) {
      const others = demo === null ? null : demo.deliver;
      listener = await startListener({ listen, intake, ownAddresses, others, now, log });
    }
  }
  let opening: Promise<void> | null = null;

  return {
    channel: "email",
    capabilities: { menu: false, messages: true, live: false },
    // The desk writes the mails to send itself, beside the messages they are.
    effectsOf: () => [],
    perform: (effect) => sender.send(effect),
    start: () => (opening ??= open()),
    readMailbox,
    health: () => [
      ...(mailbox === null ? [] : [reader?.health() ?? unread(mailbox.place.name)]),
      ...(listen === null ? [] : [listenerHealth()]),
    ],
    retry: ({ mailbox, raw }) =>
      intake.retry({ mailbox, raw, cursor: null, receivedAt: now(), envelope: null }),
    listening,
    demoRouter: demo?.router ?? null,
    close: async () => {
      closed = true;
      await opening?.catch(() => undefined);
      await Promise.all([reader?.close(), listener?.close()]);
      listener = null;
      sender.close();
    },
  };

  /** Another process reads it, or nobody does yet. */
  function unread(name: string): MailboxHealth {
    return { mailbox: name, state: "stopped", lastOkAt: null, lastError: null };
  }

  function listenerHealth(): MailboxHealth {
    const open = listener !== null;
    return {
      mailbox: "smtp",
      state: open ? "idle" : closed ? "stopped" : "connecting",
      lastOkAt: open ? now() : null,
      lastError: null,
    };
  }
}
