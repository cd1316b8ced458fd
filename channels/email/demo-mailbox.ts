/**
 * The customer's side of a demo: mail to addresses that are not ours is kept as files, and the mailbox
 * page reads and writes them. What the page sends goes by SMTP through the listener like any other mail.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, readdir, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import express, { Router, type NextFunction, type Request, type Response } from "express";
import { createTransport } from "nodemailer";
import MailComposer from "nodemailer/lib/mail-composer";
import { z } from "zod";
import { errorCatalog, type ErrorBody, type ErrorCode } from "../../protocol/errors.js";
import { domainOf, oneLine, ownAddressOf } from "./addresses.js";
import { readMail } from "./parse.js";

export interface DemoMailboxOptions {
  readonly folder: string;
  /** Of our own listener; null: it is not open. */
  readonly smtpUrl: () => string | null;
  readonly ownAddresses: () => readonly string[];
  readonly now: () => number;
}

export interface DemoMailbox {
  /** `GET /?address=`, `POST /`, `GET /attachment?address=&mail=&number=`. */
  readonly router: Router;
  /** Puts a mail into a customer's mailbox; the same mail twice is one. */
  readonly deliver: (address: string, raw: Uint8Array, at: number) => Promise<void>;
}

/** What the mailbox page shows of a mail. */
export interface DemoMail {
  readonly id: string;
  readonly direction: "received" | "sent";
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: string;
  readonly subject: string;
  readonly at: number;
  readonly text: string;
  /** Sanitised; remote pictures are off. */
  readonly html: string | null;
  /** Where the quoted history begins in `text`. */
  readonly quoteFrom: number | null;
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly attachments: readonly {
    readonly name: string;
    readonly type: string;
    readonly size: number;
  }[];
}

/** Files a mailbox keeps; the oldest go first. */
const MAILS_MAX = 100;
const BODY_LIMIT = "30mb";

const Address = z.email().max(254).toLowerCase();
const NewDemoMail = z.object({
  from: Address,
  name: z.string().max(120).optional(),
  to: z.union([Address, z.array(Address).min(1).max(20)]),
  subject: z.string().max(500),
  text: z.string().max(200_000),
  html: z.string().max(500_000).optional(),
  inReplyTo: z.string().max(995).optional(),
  references: z.array(z.string().max(995)).max(100).optional(),
  attachments: z
    .array(
      z.object({ name: z.string().min(1).max(255), type: z.string().max(200), base64: z.base64() }),
    )
    .max(20)
    .optional(),
});
const AttachmentQuery = z.object({
  address: Address,
  mail: z.string().regex(/^\d{15}-(?:received|sent)-[0-9a-f]{16}$/),
  number: z.coerce.number().int().min(0).max(99),
});

export function createDemoMailbox(options: DemoMailboxOptions): DemoMailbox {
  const folderOf = (address: string): string =>
    join(options.folder, createHash("sha256").update(address).digest("hex").slice(0, 32));

  async function keep(address: string, mail: Stored): Promise<void> {
    const folder = folderOf(address);
    await mkdir(folder, { recursive: true });
    const digest = createHash("sha256").update(mail.raw).digest("hex").slice(0, 16);
    const files = await filesIn(folder);
    const ending = `-${mail.direction}-${digest}.eml`;
    if (files.some((file) => file.endsWith(ending))) return;
    const name = `${String(mail.at).padStart(15, "0")}${ending}`;
    // Written beside and moved, so that a reader never meets half a mail.
    const draft = join(folder, `${randomUUID()}.part`);
    await writeFile(draft, mail.raw);
    await rename(draft, join(folder, name));
    const surplus = [...files, name].sort().slice(0, -MAILS_MAX);
    await Promise.all(surplus.map((file) => unlink(join(folder, file)).catch(() => undefined)));
  }

  async function list(address: string): Promise<readonly DemoMail[]> {
    const files = await filesIn(folderOf(address));
    return Promise.all(files.sort().map((file) => shown(join(folderOf(address), file), file)));
  }

  async function send(wanted: z.infer<typeof NewDemoMail>): Promise<string> {
    const url = options.smtpUrl();
    if (url === null) throw new Error("the demo takes no mail at the moment");
    const at = options.now();
    const messageId = `<${randomUUID()}@${domainOf(wanted.from)}>`;
    const to = [wanted.to].flat();
    const raw = await new MailComposer({
      from: { name: oneLine(wanted.name ?? "", 120), address: wanted.from },
      to,
      subject: oneLine(wanted.subject, 500),
      messageId,
      ...(wanted.inReplyTo === undefined ? {} : { inReplyTo: oneLine(wanted.inReplyTo, 995) }),
      references: (wanted.references ?? []).map((id) => oneLine(id, 995)),
      date: new Date(at),
      text: wanted.text,
      ...(wanted.html === undefined ? {} : { html: wanted.html }),
      attachments: (wanted.attachments ?? []).map(({ name, type, base64 }) => ({
        filename: oneLine(name, 255),
        contentType: oneLine(type, 200),
        content: Buffer.from(base64, "base64"),
      })),
      disableFileAccess: true,
      disableUrlAccess: true,
    })
      .compile()
      .build();
    const transport = createTransport(url);
    try {
      await transport.sendMail({ envelope: { from: wanted.from, to }, raw });
    } finally {
      transport.close();
    }
    await keep(wanted.from, { direction: "sent", raw, at });
    return messageId;
  }

  const router = Router();
  router.use(express.json({ limit: BODY_LIMIT }));
  router.get("/", async (request, response) => {
    const address = Address.safeParse(request.query["address"]);
    if (!address.success) {
      refuse(response, "BAD_REQUEST");
      return;
    }
    response.json({ items: await list(address.data) });
  });
  router.post("/", async (request, response) => {
    const wanted = NewDemoMail.safeParse(request.body);
    const own = new Set(options.ownAddresses());
    if (!wanted.success || ownAddressOf(wanted.data.from, own) !== null) {
      refuse(response, "BAD_REQUEST", wanted.error?.issues);
      return;
    }
    response.status(201).json({ messageId: await send(wanted.data) });
  });
  router.get("/attachment", async (request, response) => {
    const query = AttachmentQuery.safeParse(request.query);
    if (!query.success) {
      refuse(response, "BAD_REQUEST", query.error.issues);
      return;
    }
    const { address, mail, number } = query.data;
    const raw = await readFile(join(folderOf(address), `${mail}.eml`)).catch(() => null);
    const parsed = raw === null ? null : await readMail({ raw, receivedAt: 0, envelopeFrom: null });
    const part = parsed?.attachments[number];
    if (part === undefined) {
      refuse(response, "NOT_FOUND");
      return;
    }
    response.attachment(part.name).type("application/octet-stream");
    response.set("X-Content-Type-Options", "nosniff").send(Buffer.from(part.bytes));
  });
  // eslint-disable-next-line max-params -- express knows an error handler by its four
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status =
      typeof error === "object" && error !== null && "status" in error ? error.status : null;
    if (status === 413) refuse(response, "BODY_TOO_LARGE");
    else if (status === 400) refuse(response, "BAD_REQUEST");
    else next(error);
  });

  return {
    router,
    deliver: (address, raw, at) => keep(address, { direction: "received", raw, at }),
  };
}

interface Stored {
  readonly direction: "received" | "sent";
  readonly raw: Uint8Array;
  readonly at: number;
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(".eml"));
}

async function shown(path: string, file: string): Promise<DemoMail> {
  const [at = "0", direction] = file.split("-");
  const raw = await readFile(path);
  const mail = await readMail({ raw, receivedAt: Number(at), envelopeFrom: null });
  const { headers } = mail;
  return {
    id: file.replace(/\.eml$/, ""),
    direction: direction === "sent" ? "sent" : "received",
    from: mail.from,
    to: headers.to.map(({ address }) => address),
    cc: headers.cc.map(({ address }) => address),
    replyTo: headers.from.address,
    subject: headers.subject,
    at: Number(at),
    text: mail.text,
    html: mail.html,
    quoteFrom: mail.quoteFrom,
    messageId: headers.messageId,
    inReplyTo: headers.inReplyTo,
    references: headers.references,
    attachments: mail.attachments.map(({ name, type, bytes }) => ({
      name,
      type,
      size: bytes.byteLength,
    })),
  };
}

const STATUS = { BAD_REQUEST: 400, NOT_FOUND: 404, BODY_TOO_LARGE: 413 } as const;

function refuse(
  response: Response,
  code: keyof typeof STATUS & ErrorCode,
  details?: unknown,
): void {
  const body: ErrorBody = {
    error: { code, message: errorCatalog[code], ...(details === undefined ? {} : { details }) },
  };
  response.status(STATUS[code]).json(body);
}
