/**
 * Takes mail in: finds the matter it belongs to, or queues a new one. Everything a mail brings is
 * committed together with the cursor that says it was read, so a crash never loses or doubles one.
 */
import { createHash } from "node:crypto";
import type { DeadLetter, InboundMail } from "../../channels/channel.js";
import type { Outcome } from "../../protocol/commands.js";
import {
  AttachmentId,
  CommandId,
  CustomerId,
  InteractionId,
  MessageId,
  type BucketId,
} from "../../protocol/ids.js";
import type { Interaction, Message } from "../../protocol/interactions.js";
import type { Asked } from "../dispatch/dispatch-parts.js";
import type { Luggage } from "../dispatch/turn.js";
import { newId } from "../ids.js";
import { here, tracedApart, type Beginning } from "../observe/trace.js";
import type { AttachmentWrite, MessageWrite } from "../store/store.js";
import { freshContent } from "./contents.js";
import type { DeskParts } from "./desk-parts.js";

interface MailParts extends DeskParts {
  readonly send: (asked: Asked, luggage?: Luggage) => Promise<Outcome & { ok: true }>;
  readonly bucketOr: (wanted: BucketId | null) => Promise<BucketId>;
  readonly locked: <T>(key: string, work: () => Promise<T>) => Promise<T>;
}

interface MailIntake {
  take(mail: InboundMail): Promise<{ readonly taken: "new" | "reply" | "duplicate" }>;
  keepDeadLetter(letter: DeadLetter): Promise<void>;
}

export function createMailIntake(parts: MailParts): MailIntake {
  const { store, contacts, conversation, organisation, now } = parts;

  /** Where mail that starts a matter goes: the first rule that matches, then the address, then the default. */
  async function bucketFor(mail: InboundMail): Promise<BucketId | null> {
    const { mailRules, mailBucketId } = organisation.settings;
    const fields = {
      subject: mail.headers.subject.toLowerCase(),
      from: `${mail.headers.from.name} <${mail.headers.from.address}>`.toLowerCase(),
      to: mail.recipients.join(" ").toLowerCase(),
    };
    const rule = mailRules.find(({ field, contains }) =>
      fields[field].includes(contains.toLowerCase()),
    );
    if (rule !== undefined) return rule.bucketId;
    const byAddress = await parts
      .dispatch()
      .read((router) =>
        router
          .buckets()
          .find(
            (bucket) =>
              !bucket.archived &&
              bucket.addresses.some((address) => mail.recipients.includes(address)),
          ),
      );
    return byAddress?.id ?? mailBucketId;
  }

  /** Our signed address first, then In-Reply-To, then References from the newest. */
  async function matterOf(mail: InboundMail): Promise<Interaction | null> {
    const { inReplyTo, references } = mail.headers;
    const ids = [...(inReplyTo === null ? [] : [inReplyTo]), ...references.toReversed()];
    const id =
      mail.repliesTo ?? (ids.length === 0 ? null : await store.interactionOfMail(ids.slice(0, 50)));
    return id === null ? null : conversation.interaction(id);
  }

  function writeOf(mail: InboundMail, interactionId: InteractionId): MessageWrite {
    const at = now();
    const attachments: AttachmentWrite[] = mail.attachments.map((part) => ({
      ...part,
      id: AttachmentId.parse(newId("att", at)),
    }));
    const message: Message = {
      id: MessageId.parse(newId("msg", at)),
      interactionId,
      kind: "mail",
      from: mail.headers.class === "bounce" ? "system" : "customer",
      authorName: mail.headers.from.name || mail.headers.from.address,
      engineerId: null,
      text: mail.text,
      html: mail.html,
      quoteFrom: mail.quoteFrom,
      mail: mail.headers,
      attachments: attachments.map(({ id, name, type, bytes, cid }) => ({
        id,
        name,
        type,
        size: bytes.byteLength,
        cid,
      })),
      at,
      clientId: null,
      delivery: null,
    };
    const { mailbox, cursor, raw } = mail;
    return {
      message,
      attachments,
      uploads: [],
      effects: [],
      mail: { mailbox, messageId: mail.headers.messageId, raw, cursor },
    };
  }

  async function queueNew(mail: InboundMail, before: Interaction | null): Promise<void> {
    const at = now();
    const wanted = before?.bucketId ?? (await bucketFor(mail));
    if (wanted === null) {
      await keepDeadLetter({ ...mail, because: "no bucket takes mail to this address", at });
      return;
    }
    const interactionId = InteractionId.parse(newId("int", at));
    const address = mail.headers.from.address;
    const name = mail.headers.from.name || address;
    const [welcome] = await store.welcome([
      {
        key: null,
        address: { kind: "email", value: address },
        fresh: { id: CustomerId.parse(newId("cus", at)), name, at },
      },
    ]);
    const customer = welcome?.customer ?? null;
    const write = writeOf(mail, interactionId);
    // What the message itself changes (unread, last words) is applied after the commit.
    const content = freshContent({
      subject: mail.headers.subject.slice(0, 500),
      address,
      to: mail.recipients[0] ?? null,
      language: customer?.language ?? null,
      externalId: mail.headers.messageId.slice(0, 500),
      threadId: before === null ? null : (before.threadId ?? before.id),
    });
    contacts.put(interactionId, { content, customer, session: null });
    try {
      await parts.send(
        {
          id: commandIdOf(mail),
          type: "interaction.queue",
          interactionId,
          channel: "email",
          customerId: customer?.id ?? null,
          bucketId: await parts.bucketOr(wanted),
          priority: null,
          skills: [],
          lastEngineerId: before?.engineerId ?? welcome?.lastEngineerId ?? null,
          ...(customer && { tier: customer.tier }),
        },
        {
          contents: [{ interactionId, key: keyOf(mail), content }],
          messages: [write],
          ...(customer && { customers: [{ interactionId, customer }] }),
        },
      );
    } catch (error) {
      contacts.drop(interactionId);
      throw error;
    }
  }

  async function take(mail: InboundMail): Promise<{ taken: "new" | "reply" | "duplicate" }> {
    if (await store.mailKnown(mail.mailbox, mail.headers.messageId)) {
      if (mail.cursor !== null) await store.saveMailCursor(mail.mailbox, mail.cursor);
      return { taken: "duplicate" };
    }
    const matter = await matterOf(mail);
    const open = matter !== null && matter.state !== "closed" && matter.state !== "wrapup";
    // Machines that answer neither open a matter nor open one again (RFC 3834, section 2).
    const machine = mail.headers.class === "auto_reply" || mail.headers.class === "bounce";
    if (matter !== null && (open || machine)) {
      await conversation.save(writeOf(mail, matter.id));
      return { taken: "reply" };
    }
    if (machine) {
      await keepDeadLetter({
        ...mail,
        because: `${mail.headers.class} to nothing we sent`,
        at: now(),
      });
      return { taken: "new" };
    }
    await queueNew(mail, matter);
    return { taken: "new" };
  }

  async function keepDeadLetter(letter: DeadLetter): Promise<void> {
    const { mailbox, cursor, raw, because, at } = letter;
    await store.saveDeadLetter({ id: newId("dead", at), mailbox, cursor, raw, because, at });
  }

  return {
    // One at a time: two mails of one thread must not both open a matter.
    take: (mail) =>
      tracedApart("mail taken", beginning, () =>
        parts.locked("mail", async () => {
          const result = await take(mail);
          here()?.note({ "strowger.taken": result.taken });
          return result;
        }),
      ),
    keepDeadLetter,
  };
}

/** A mail begins what follows from it. Whose it is, and what it says, is not told. */
function beginning(): Beginning {
  return { kind: "server", attributes: {} };
}

/** The same mail always makes the same command, so a second delivery is answered, not repeated. */
function commandIdOf(mail: InboundMail): CommandId {
  return CommandId.parse(`mail:${keyDigest(mail)}`);
}

function keyOf(mail: InboundMail): string {
  return `mail:${keyDigest(mail)}`;
}

function keyDigest(mail: InboundMail): string {
  return createHash("sha256")
    .update(`${mail.mailbox}\n${mail.headers.messageId}`)
    .digest("hex")
    .slice(0, 40);
}
