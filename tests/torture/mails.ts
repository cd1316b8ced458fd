/** Customers who write mail, by SMTP to any node or into the mailbox, and the server that takes the answers. */
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createTransport } from "nodemailer";
import { SMTPServer } from "smtp-server";
import { startDovecot } from "../support/dovecot.js";
import type { Chance } from "./chance.js";
import { contactOf } from "./calls.js";
import { BUCKETS, mailAddress } from "./organisation.js";
import type { Story } from "./story.js";
import { pause } from "./wire.js";

const CONNECT_MS_MAX = 2000;
const ANSWER_MS_MAX = 6000;
const AGAIN_MS = 200;
/** In the text of every answer, so that its copies are known. */
const TOKEN = /reply-[0-9a-f-]{36}/;

export interface Mails {
  readonly env: Readonly<Record<string, string>>;
  /** Whose mailbox the nodes read. */
  readonly mailbox: string;
  /** Somebody writes to a node. */
  write(): void;
  /** Somebody writes into the mailbox. */
  deliver(): Promise<void>;
  /** Whoever still tries gives up. Resolves when nobody tries any more. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

export async function openMails(parts: {
  readonly nodes: readonly { readonly mailPort: number }[];
  readonly story: Story;
  readonly chance: Chance;
}): Promise<Mails> {
  const { nodes, story, chance } = parts;
  const dovecot = await startDovecot();
  const sink = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    onData: (stream, _session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        note(Buffer.concat(chunks).toString());
        callback();
      });
    },
  });
  sink.on("error", () => undefined);
  await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
  const { port } = sink.server.address() as AddressInfo;
  const writing = new Set<Promise<void>>();
  let isOver = false;

  function note(raw: string): void {
    const token = TOKEN.exec(raw)?.[0];
    const messageId = /^message-id:\s*(<[^>]+>)/im.exec(raw)?.[1];
    if (token !== undefined) story.sent.push({ token, messageId: messageId ?? "none" });
  }

  function write(): void {
    const written = writeOne().finally(() => writing.delete(written));
    writing.add(written);
  }

  async function writeOne(): Promise<void> {
    const mail = mailTo(mailAddress(chance.whole(0, BUCKETS - 1)));
    while (!isOver) {
      const transport = createTransport({
        host: "127.0.0.1",
        port: chance.one(nodes).mailPort,
        ignoreTLS: true,
        connectionTimeout: CONNECT_MS_MAX,
        greetingTimeout: CONNECT_MS_MAX,
        socketTimeout: ANSWER_MS_MAX,
      });
      try {
        await transport.sendMail(mail);
        acked(mail.messageId);
        return;
      } catch {
        // Not said to be kept: the same mail goes to another node.
        await pause(AGAIN_MS);
      } finally {
        transport.close();
      }
    }
  }

  async function deliver(): Promise<void> {
    const { messageId, from, to, subject, text } = mailTo(dovecot.user);
    const date = new Date().toUTCString();
    const head = [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Date: ${date}`];
    const raw = [...head, `Message-ID: ${messageId}`, "", text, ""].join("\r\n");
    await dovecot.deliver(raw);
    acked(messageId);
  }

  function acked(messageId: string): void {
    const contact = contactOf("email", messageId);
    contact.ackedAt = Date.now();
    story.contacts.push(contact);
  }

  return {
    env: {
      SMTP_URL: `smtp://127.0.0.1:${String(port)}`,
      IMAP_URL: dovecot.url,
      MAIL_FROM: dovecot.user,
    },
    mailbox: dovecot.user,
    write,
    deliver,
    leave: async () => {
      isOver = true;
      await Promise.all(writing);
    },
    close: async () => {
      isOver = true;
      await new Promise<void>((resolve) => {
        sink.close(() => {
          resolve();
        });
      });
      await dovecot.stop();
    },
  };
}

/** Everybody writes once, so that no mail continues another. */
function mailTo(to: string): Record<"messageId" | "from" | "to" | "subject" | "text", string> {
  const id = randomUUID();
  return {
    messageId: `<${id}@customers.example>`,
    from: `c${id.slice(0, 8)}@customers.example`,
    to,
    subject: `The disk is full ${id.slice(0, 8)}`,
    text: "Please help.",
  };
}
