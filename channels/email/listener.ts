/**
 * Takes mail by SMTP, from a mail server in front of us or, in a demo, from ourselves. 250 is said only
 * after the desk's commit; on an outage the other side hears 451 and comes again.
 */
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { cleanAddress, ownAddressOf } from "./addresses.js";
import type { ChannelLog, Intake } from "./intake.js";
import { MAIL_BYTES_MAX } from "./reader.js";

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface ListenerOptions {
  readonly listen: ListenAddress;
  readonly intake: Intake;
  readonly ownAddresses: () => readonly string[];
  /** Where mail to others goes in a demo. null: it is refused. */
  readonly others: ((address: string, raw: Uint8Array, at: number) => Promise<void>) | null;
  readonly now: () => number;
  readonly log: ChannelLog;
}

export interface Listener {
  /** The port is the real one, also when 0 was asked for. */
  readonly address: ListenAddress;
  close(): Promise<void>;
}

/** Each may hold one mail in memory. */
const CONNECTIONS_MAX = 20;
const RECIPIENTS_MAX = 100;

export async function startListener(options: ListenerOptions): Promise<Listener> {
  const { intake, now, log } = options;
  const ownSet = (): ReadonlySet<string> => new Set(options.ownAddresses());
  const server = new SMTPServer({
    name: "strowger",
    banner: "mail for the contact centre",
    size: MAIL_BYTES_MAX,
    maxClients: CONNECTIONS_MAX,
    disableReverseLookup: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    socketTimeout: 60_000,
    closeTimeout: 5_000,
    onRcptTo: ({ address }, session, callback) => {
      const clean = cleanAddress(address);
      if (session.envelope.rcptTo.length >= RECIPIENTS_MAX) {
        callback(smtpError(452, "Too many recipients"));
      } else if (clean === null) {
        callback(smtpError(553, "This is not a mail address"));
      } else if (options.others === null && ownAddressOf(clean, ownSet()) === null) {
        callback(smtpError(550, "No such mailbox here"));
      } else {
        callback();
      }
    },
    onData: (stream, session, callback) => {
      receive(stream, session).then(
        (said) => {
          callback(null, said);
        },
        (error: unknown) => {
          if (error instanceof SmtpRefusal) {
            callback(error);
            return;
          }
          log.warn({ err: error }, "a mail could not be kept; the other side will try again");
          callback(smtpError(451, "Not kept, try again later"));
        },
      );
    },
  });
  server.on("error", (error) => {
    log.warn({ err: error }, "a mail connection broke");
  });

  async function receive(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
  ): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      // What is too much is read to its end, as SMTP asks, but not kept.
      if (size <= MAIL_BYTES_MAX) chunks.push(chunk);
    }
    if (size > MAIL_BYTES_MAX) throw smtpError(552, "The mail is too large");
    const raw = Buffer.concat(chunks);
    const at = now();
    const { mailFrom, rcptTo } = session.envelope;
    const to = rcptTo
      .map(({ address }) => cleanAddress(address))
      .filter((address): address is string => address !== null);
    const own = ownSet();
    const ours = to.filter((address) => ownAddressOf(address, own) !== null);
    const said: string[] = [];
    if (ours.length > 0) {
      const from = mailFrom === false ? "" : mailFrom.address;
      const envelope = { from, to: ours };
      said.push(
        await intake.take({ mailbox: "smtp", cursor: null, raw, receivedAt: at, envelope }),
      );
    }
    for (const address of to) {
      if (ours.includes(address) || options.others === null) continue;
      await options.others(address, raw, at);
      said.push("delivered");
    }
    return `Kept (${said.join(", ")})`;
  }

  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(options.listen.port, options.listen.host, () => {
      server.server.off("error", reject);
      resolve();
    });
  });
  const bound = server.server.address() as AddressInfo;
  return {
    address: { host: bound.address, port: bound.port },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** Said to the other side with its number. */
class SmtpRefusal extends Error {
  readonly responseCode: number;
  constructor(responseCode: number, message: string) {
    super(message);
    this.name = "SmtpRefusal";
    this.responseCode = responseCode;
  }
}

function smtpError(code: number, message: string): SmtpRefusal {
  return new SmtpRefusal(code, message);
}
