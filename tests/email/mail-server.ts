/** A receiving mail server: keeps what it is sent, and refuses when it is told to. */
import type { AddressInfo } from "node:net";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly mail: ParsedMail;
}

export interface MailServer {
  readonly url: string;
  readonly received: ReceivedMail[];
  /** Answers the next mail, or mail to an address, with this. */
  refuse(rule: { readonly to?: string; readonly code: number; readonly text: string }): void;
  stop(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  let next: Error | null = null;
  const addresses = new Map<string, Error>();
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    authOptional: true,
    disableReverseLookup: true,
    onAuth: (auth, _session, callback) => {
      if (auth.password === "right") callback(null, { user: auth.username });
      else callback(new Error(`wrong password ${auth.password ?? ""}`));
    },
    onRcptTo: ({ address }, _session, callback) => {
      callback(addresses.get(address) ?? null);
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const refusal = next;
        next = null;
        if (refusal !== null) {
          callback(refusal);
          return;
        }
        const raw = Buffer.concat(chunks);
        void simpleParser(raw).then((mail) => {
          const { mailFrom, rcptTo } = session.envelope;
          received.push({
            from: mailFrom === false ? "" : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            raw: raw.toString(),
            mail,
          });
          callback(null);
        });
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    received,
    refuse: ({ to, code, text }) => {
      const error = Object.assign(new Error(text), { responseCode: code });
      if (to === undefined) next = error;
      else addresses.set(to, error);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
