/**
 * A mailbox as its address says it: `imaps://user:password@host:993/Folder?importDays=7`. What a
 * mailbox needs to be told stands behind its own address, so that several could differ.
 */
import { z } from "zod";

export interface MailboxPlace {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS wherever the server offers it. */
  readonly secure: boolean;
  readonly user: string;
  readonly password: string;
  readonly folder: string;
  /** How the desk knows it: dedupe and cursors go by this name. */
  readonly name: string;
}

const Wishes = z
  .object({
    /** History imported on the first connect, in days. 0: nothing older than the start. */
    importDays: z.coerce.number().int().min(0).max(3650).default(0),
    /** `seen`: what the desk has is marked as read. `keep`: the mailbox is not touched at all. */
    afterwards: z.enum(["seen", "keep"]).default("seen"),
    /** Whether `support+anything@` reaches `support@`, as nearly every mail server has it. */
    plusAddresses: z
      .enum(["yes", "no"])
      .default("yes")
      .transform((answer) => answer === "yes"),
  })
  .strict();
export type MailboxWishes = z.infer<typeof Wishes>;

/** Of a mailbox that is told nothing. */
export const ORDINARY_WISHES: MailboxWishes = Wishes.parse({});

/** Throws what is wrong with it, without its password. */
export function parseMailboxUrl(text: string): { place: MailboxPlace; wishes: MailboxWishes } {
  const url = new URL(text);
  const secure = url.protocol === "imaps:";
  const user = decodeURIComponent(url.username);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const wishes = Wishes.safeParse(Object.fromEntries(url.searchParams));
  if (!wishes.success) {
    throw new Error(
      `the mailbox's address asks for what cannot be: ${z.prettifyError(wishes.error)}`,
    );
  }
  return {
    place: {
      host,
      port: url.port === "" ? (secure ? 993 : 143) : Number(url.port),
      secure,
      user,
      password: decodeURIComponent(url.password),
      folder: decodeURIComponent(url.pathname.slice(1)) || "INBOX",
      name: `imap:${user.includes("@") ? user : `${user}@${host}`}`,
    },
    wishes: wishes.data,
  };
}
