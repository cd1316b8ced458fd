/**
 * The customer's page of a demo, served as the program serves it (a Content-Security-Policy without
 * inline styles included), over small stand-ins for exchange and mailbox.
 */
import { createHash } from "node:crypto";
import express, { type Express } from "express";
import type { Socket } from "socket.io";
import { type ChatServer, openChatServer } from "../chat/chat-server.js";
import type { Built } from "./shop.js";

export const INFO = {
  organisation: "Strowger IT Support",
  number: "+15550100100",
  mailAddresses: ["support@desk.example", "sap@desk.example"],
  customers: [
    { name: "Wang Lei", phone: "+862161234567", email: "wang.lei@pudong.example" },
    { name: "Ana Silva", phone: "+351221234567", email: "ana@porto.example" },
  ],
};

const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self' ws:; frame-src 'self'; frame-ancestors 'self'; object-src 'none'";

interface Posted {
  readonly from: string;
  readonly name: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
}

export interface TrySite {
  readonly url: string;
  readonly server: ChatServer;
  /** What the page sent, oldest first. */
  readonly posted: readonly Posted[];
  /** What the phone did: `dial`, `key 1`, `hangup`. */
  readonly phone: readonly string[];
  /** An engineer's answer arrives in the customer's mailbox. */
  deliver(mail: { readonly to: string; readonly subject: string; readonly text: string }): void;
  /** From now on the mailbox does not answer (or does again). */
  breakMailbox(isBroken: boolean): void;
  close(): Promise<void>;
}

export async function openTrySite(built: {
  readonly widget: Built;
  readonly page: Built;
}): Promise<TrySite> {
  const posted: Posted[] = [];
  const phone: string[] = [];
  const mails: (Record<string, unknown> & { readonly box: string })[] = [];
  let isBroken = false;
  const app: Express = express();
  app.use((_request, response, next) => {
    response.set("Content-Security-Policy", CSP);
    next();
  });
  app.get("/try/api/info", (_request, response) => {
    response.json(INFO);
  });
  app.use("/try/api/mails", express.json(), (_request, response, next) => {
    if (isBroken) response.status(503).json({ error: { code: "INTERNAL", message: "broken" } });
    else next();
  });
  app.get("/try/api/mails", (request, response) => {
    const box = request.query["address"];
    response.json({ items: mails.filter((mail) => mail.box === box) });
  });
  app.post("/try/api/mails", (request, response) => {
    const mail = request.body as Posted;
    posted.push(mail);
    add({ ...mail, box: mail.from, direction: "sent" });
    response.status(201).json({ messageId: "<sent@x>" });
  });
  app.use("/try", express.static(built.page.dir));
  app.use(express.static(built.widget.dir));

  function add(mail: {
    readonly box: string;
    readonly direction: "sent" | "received";
    readonly from: string;
    readonly to: string;
    readonly subject: string;
    readonly text: string;
  }): void {
    const id = `mail-${String(mails.length + 1)}`;
    const { box, direction, subject, text } = mail;
    mails.push({
      box,
      id,
      direction,
      subject,
      text,
      from: { name: direction === "sent" ? "Wang Lei" : "Ada", address: mail.from },
      to: [mail.to],
      cc: [],
      replyTo: direction === "sent" ? mail.from : `reply+${id}@desk.example`,
      at: 1_700_000_000_000 + mails.length * 60_000,
      html: null,
      quoteFrom: null,
      messageId: `<${id}@desk.example>`,
      inReplyTo: null,
      references: ["<earlier@x>"],
      attachments:
        direction === "sent" ? [] : [{ name: "log.txt", type: "text/plain", size: 2048 }],
    });
  }

  const server = await openChatServer({ pages: app, allowOrigin: () => true });
  server.io.of("/phone").on("connection", (socket) => {
    playExchange(socket, phone);
  });
  return {
    url: `${server.url}/try/`,
    server,
    posted,
    phone,
    deliver: ({ to, subject, text }) => {
      add({ box: to, direction: "received", from: "support@desk.example", to, subject, text });
    },
    breakMailbox: (broken) => {
      isBroken = broken;
    },
    close: () => server.close(),
  };
}

/** Answers every call at once and speaks a menu, as the local carrier would. */
function playExchange(socket: Socket, heard: string[]): void {
  const callSid = `CA${createHash("md5").update(socket.id).digest("hex")}`;
  const told = (state: string, because: string | null = null): void => {
    socket.emit("call", { callSid, state, because });
  };
  socket.on("dial", (numbers: { from: string; to: string }, ack: (answer: object) => void) => {
    heard.push(`dial ${numbers.from} ${numbers.to}`);
    ack({ ok: true });
    told("ringing");
    told("answered");
    socket.emit("say", { text: "Welcome. Press 1 for servers.", language: "en-US", seconds: 3 });
  });
  socket.on("key", ({ key }: { key: string }, ack: (answer: object) => void) => {
    heard.push(`key ${key}`);
    ack({ ok: true });
    if (key === "9") told("ended", "busy");
    else socket.emit("say", { text: `You pressed ${key}.`, language: "en-US", seconds: 2 });
  });
  let count = 0;
  const text = (from: string, to: string, body: string): void => {
    count += 1;
    socket.emit("text", {
      sid: `SM${String(count)}`,
      from,
      to,
      body,
      at: 1_700_000_000_000 + count,
    });
  };
  socket.on("here", (_: unknown, ack: (answer: object) => void) => {
    ack({ ok: true });
    socket.emit("texts", { texts: [] });
  });
  socket.on(
    "text",
    ({ from, to, body }: Record<"from" | "to" | "body", string>, ack: (answer: object) => void) => {
      heard.push(`text ${from} ${to} ${body}`);
      if (body === "too much") {
        ack({ ok: false, error: { code: "RATE_LIMITED", message: "Try again in a moment." } });
        return;
      }
      ack({ ok: true });
      text(from, to, body);
      text(to, from, `Welcome.\n1 Servers`);
    },
  );
  socket.on("hangup", (_: unknown, ack: (answer: object) => void) => {
    heard.push("hangup");
    ack({ ok: true });
  });
}
