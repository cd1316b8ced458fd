/** Opens the channels with what each needs, and knows which port serves which channel. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { RequestHandler } from "express";
import type { Server as SocketServer } from "socket.io";
import { DeskRefusal, type ChannelPort, type Desk } from "../channels/channel.js";
import { createChatChannel } from "../channels/chat/chat-channel.js";
import { createEmailChannel, type EmailChannel } from "../channels/email/email-channel.js";
import { createSmsChannel, type SmsChannel } from "../channels/sms/sms-channel.js";
import { startLocalCarrier, type LocalCarrier } from "../channels/voice/local-carrier/carrier.js";
import { createVoiceChannel } from "../channels/voice/voice-channel.js";
import type { MailboxHealth } from "../protocol/cluster.js";
import type { Engineer } from "../protocol/organisation.js";
import type { Hello } from "../protocol/sockets.js";
import type { Channel } from "../protocol/words.js";
import type { Duty } from "./cluster/leading.js";
import type { Config } from "./config/config.js";
import type { Dispatch } from "./dispatch/dispatch-parts.js";
import type { Hub } from "./desk/hub.js";
import { createLocks } from "./desk/locks.js";
import type { Organisation } from "./desk/organisation.js";
import type { MailIdentity } from "./desk/engineer-desk.js";
import { SAMPLE_NUMBER } from "./first-start/sample.js";
import { addressBehind } from "./http/behind.js";
import type { PhoneAccess } from "./http/parts.js";
import type { Logger } from "./observe/log.js";
import { tracedApart } from "./observe/trace.js";
import type { Limiters } from "./realtime/limiters.js";
import { tryInfo } from "./try-info.js";

export interface OpenChannels {
  port(channel: Channel): ChannelPort | undefined;
  readonly phone: Hello["phone"];
  readonly mailIdentity: MailIdentity;
  readonly routers: readonly { readonly path: string; readonly handler: RequestHandler }[];
  phoneToken(engineer: Engineer): PhoneAccess;
  mailboxes(): readonly MailboxHealth[];
  retryDeadLetter(letter: { readonly mailbox: string; readonly raw: Uint8Array }): Promise<void>;
  /** Begins to take contacts in. Everything else must be open. */
  start(): Promise<void>;
  /** What only one node does: reading the mailbox, asking the carrier about calls. */
  readonly duties: readonly Duty[];
  close(): Promise<void>;
}

export interface ChannelParts {
  readonly config: Config;
  readonly desk: Desk;
  readonly io: SocketServer;
  /** Signs reply addresses, chat passes and telephone tokens. */
  readonly secret: string;
  readonly publicUrl: string;
  /** Where this process reaches itself, whatever stands in front of it. */
  readonly localUrl: string;
  readonly isDemo: boolean;
  readonly organisation: Organisation;
  readonly hub: Hub;
  readonly dispatch: Dispatch;
  readonly limiters: Pick<Limiters, "perMinute">;
  /** No other node is alive. */
  readonly isAlone: () => boolean;
  /** There are other nodes, and they cannot be asked about their sockets now. */
  readonly cannotAsk: () => boolean;
  /** A telephone could not be played a recorded prompt. */
  readonly onMissingRecording: () => void;
  readonly log: Logger;
  readonly now: () => number;
}

/** New chats of one address in a minute; somebody who needs more is not a customer. */
const CHAT_STARTS_MAX = 20;
/** Calls the carrier forgot to tell us the end of. */
const RECONCILE_MS = 60_000;
const DEMO_MAIL_PORT = 2525;

export async function openChannels(parts: ChannelParts): Promise<OpenChannels> {
  const { config, desk, log } = parts;
  const voice = await openVoice(parts);
  const mailFrom = config.mailFrom ?? mailFromOf(config);
  let ownAddresses: readonly string[] = await bucketAddresses(parts.dispatch);
  const identity: MailIdentity = {
    mailFrom,
    secret: parts.secret,
    ownAddresses: () => ownAddresses,
  };
  const email = createEmailChannel({
    desk,
    imapUrl: config.imapUrl,
    smtpUrl: config.smtpUrl,
    ...identity,
    listen: mailListenOf(parts),
    demo: parts.isDemo ? { folder: join(config.dataDir, "try-mail") } : null,
    log,
    now: parts.now,
  });
  const chat = createChatChannel({
    desk,
    io: parts.io,
    secret: parts.secret,
    // The widget stands on the customers' own pages, so every origin may chat; a chat is a stranger's.
    allowOrigin: () => true,
    cannotAsk: parts.cannotAsk,
    limitStart: chatLimit(parts),
    addressOf: addressBehind(config.trustedProxies),
    traced: (name, work) => tracedApart(name, () => ({ kind: "server", attributes: {} }), work),
    log,
    now: parts.now,
  });
  const ports: Readonly<Record<Channel, ChannelPort>> = {
    voice: voice.channel,
    // A chat with a page asks for nothing outside: every effect of a chat is one of a text message.
    chat: voice.sms,
    email,
  };
  const unwatch = parts.hub.on("organisation", () => {
    bucketAddresses(parts.dispatch).then(
      (fresh) => (ownAddresses = fresh),
      (error: unknown) => {
        log.warn({ err: error }, "the buckets' addresses could not be read");
      },
    );
  });
  return {
    port: (channel) => ports[channel],
    phone: voice.carrier === null ? "twilio" : "local",
    mailIdentity: identity,
    routers: [
      { path: "/twilio/sms", handler: voice.sms.router },
      { path: "/twilio", handler: voice.channel.router },
      ...(parts.isDemo
        ? [
            {
              path: "/try/api/info",
              handler: tryInfo({
                ...parts,
                number: voice.number,
                ownAddresses: () => ownAddresses,
              }),
            },
          ]
        : []),
      ...(email.demoRouter === null ? [] : [{ path: "/try/api/mails", handler: email.demoRouter }]),
    ],
    phoneToken: (engineer) => voice.token(engineer),
    mailboxes: () =>
      email.health().map(({ mailbox, state, lastOkAt, lastError }) => ({
        mailbox,
        state,
        readAt: lastOkAt,
        error: lastError,
      })),
    retryDeadLetter: (letter) => email.retry(letter),
    start: async () => {
      await chat.open();
      await startMail(email, log);
    },
    duties: [
      { name: "mailbox", start: () => email.readMailbox() },
      { name: "calls", start: () => keepReconciling(voice, parts) },
    ],
    close: async () => {
      unwatch();
      await Promise.all([chat.close(), email.close(), voice.channel.close(), voice.sms.close()]);
      await voice.carrier?.close();
    },
  };
}

interface OpenVoice {
  readonly channel: ReturnType<typeof createVoiceChannel>;
  /** Texts come and go by the same account. */
  readonly sms: SmsChannel;
  /** null: Twilio itself. */
  readonly carrier: LocalCarrier | null;
  readonly number: string;
  token(engineer: Engineer): PhoneAccess;
  reconcile(): Promise<void>;
}

/** Without an account at Twilio the local carrier plays its part; the channel cannot tell. */
async function openVoice({
  config,
  desk,
  io,
  log,
  now,
  ...urls
}: ChannelParts): Promise<OpenVoice> {
  const { twilio } = config;
  const number = twilio.number ?? SAMPLE_NUMBER;
  const authToken = twilio.authToken ?? randomBytes(16).toString("hex");
  const sid = twilio.accountSid ?? `AC${randomBytes(16).toString("hex")}`;
  // The local carrier calls back from this very process; Twilio comes from outside.
  const base = twilio.accountSid === null ? urls.localUrl : urls.publicUrl;
  const carrier =
    twilio.accountSid === null
      ? await startLocalCarrier({
          sid,
          authToken,
          voiceUrl: () => `${base}/twilio/voice`,
          statusUrl: () => `${base}/twilio/voice/status`,
          smsUrl: () => `${base}/twilio/sms`,
          log,
        })
      : null;
  carrier?.attach(io);
  const door = {
    desk,
    publicUrl: () => base,
    account: {
      sid,
      authToken,
      apiKey: twilio.apiKey ?? undefined,
      apiSecret: twilio.apiSecret ?? undefined,
      twimlAppSid: twilio.twimlAppSid ?? undefined,
      number,
    },
    secret: urls.secret,
    onMissingRecording: urls.onMissingRecording,
    trustsThisMachine: twilio.authToken === null,
    apiBaseUrl: carrier?.apiBaseUrl ?? twilio.apiBaseUrl ?? undefined,
    log,
  };
  const channel = createVoiceChannel(door);
  const sms = createSmsChannel({ ...door, locked: createLocks(), now });
  return {
    channel,
    sms,
    carrier,
    number,
    token: (engineer) => {
      const provider = carrier === null ? "twilio" : "local";
      const token = carrier?.phoneToken(engineer.id) ?? channel.browserToken(engineer.id);
      if (token !== null) return { provider, token, identity: engineer.id };
      throw new DeskRefusal("CHANNEL_CANNOT", "Telephoning in the browser needs TWILIO_API_KEY.");
    },
    reconcile: async () => {
      try {
        await channel.reconcile();
      } catch (error) {
        log.warn({ err: error }, "calls could not be compared with the carrier's");
      }
    },
  };
}

/** Calls of another node's local carrier are unknown to ours, which is no reason to end them. */
function keepReconciling(voice: OpenVoice, { isAlone }: ChannelParts): () => void {
  const look = (): void => {
    if (voice.carrier === null || isAlone()) void voice.reconcile();
  };
  look();
  const timer = setInterval(look, RECONCILE_MS);
  return () => {
    clearInterval(timer);
  };
}

async function startMail(email: EmailChannel, log: Logger): Promise<void> {
  await email.start();
  const at = email.listening();
  if (at !== null) log.debug({ host: at.host, port: at.port }, "mail is taken by SMTP");
}

function mailListenOf({ config, isDemo }: ChannelParts): { host: string; port: number } | null {
  return config.mailListen ?? (isDemo ? { host: "127.0.0.1", port: DEMO_MAIL_PORT } : null);
}

/** Whose name replies carry when nobody said: the mailbox's own user, or the sample desk. */
function mailFromOf(config: Config): string {
  const user = config.imapUrl === null ? "" : decodeURIComponent(new URL(config.imapUrl).username);
  return user.includes("@") ? user : "Strowger Support <support@strowger.example>";
}

function bucketAddresses(dispatch: Dispatch): Promise<readonly string[]> {
  return dispatch.read((router) => router.buckets().flatMap((bucket) => bucket.addresses));
}

function chatLimit({ config, limiters }: ChannelParts): (ip: string) => Promise<boolean> {
  const limiter = limiters.perMinute("chat-starts", CHAT_STARTS_MAX);
  return async (ip) => !config.rateLimits || (await limiter.take(ip)) === null;
}
