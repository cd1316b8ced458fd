import { afterEach, expect, test } from "@jest/globals";
import { createTransport } from "nodemailer";
import {
  outgoingMessageId,
  readOutgoingMessageId,
  readReplyAddress,
  replyAddress,
} from "../../channels/email/reply-address.js";
import { InteractionId, MessageId } from "../../protocol/ids.js";
import type { FakeDesk } from "../support/fake-desk.js";
import {
  LOOPBACK,
  mail,
  openChannel,
  SECRET,
  smtpUrlOf,
  SUPPORT,
  type OpenChannel,
} from "./channel.js";

let open: OpenChannel[] = [];
afterEach(async () => {
  await Promise.all(open.map(({ channel }) => channel.close()));
  open = [];
});

const ID = InteractionId.parse("int_01k9x2m4qabcdefghjkmn");
const SIGNED = replyAddress({ mailbox: SUPPORT, interactionId: ID, secret: SECRET });
const sentId = (secret: string): string =>
  outgoingMessageId({
    interactionId: ID,
    messageId: MessageId.parse("msg_1"),
    domain: "strowger.test",
    secret,
  });

async function arrive(headers: Readonly<Record<string, string>>, to = SUPPORT): Promise<FakeDesk> {
  const opened = await openChannel({ listen: LOOPBACK });
  open.push(opened);
  const transport = createTransport(smtpUrlOf(opened.channel));
  const raw = mail({ To: "somebody@else.test", ...headers });
  await transport.sendMail({ envelope: { from: "carla@customer.test", to }, raw });
  transport.close();
  return opened.desk;
}

test("[C65] a reply address names its interaction, survives lower-casing, and fits a mail address", () => {
  expect(readReplyAddress(SIGNED, SECRET)).toBe(ID);
  expect(readReplyAddress(SIGNED.toUpperCase(), SECRET)).toBe(ID);
  expect(SIGNED.indexOf("@")).toBeLessThanOrEqual(64);
  expect(SIGNED.endsWith("@strowger.test")).toBe(true);
});

test("[C65] a guessed, changed or foreign seal opens nothing", () => {
  const last = SIGNED.charAt(SIGNED.indexOf("@") - 1);
  expect(readReplyAddress(SIGNED.replace("01k9", "01ka"), SECRET)).toBeNull();
  expect(readReplyAddress(SIGNED.replace(`${last}@`, "a1@"), SECRET)).toBeNull();
  expect(readReplyAddress(SIGNED, "another secret")).toBeNull();
  expect(readReplyAddress(SUPPORT, SECRET)).toBeNull();
  expect(readReplyAddress(`support+r.${ID}@strowger.test`, SECRET)).toBeNull();
});

test("[C65] an id that no address can carry gets the plain address", () => {
  const odd = InteractionId.parse("Int:A@b");
  expect(replyAddress({ mailbox: SUPPORT, interactionId: odd, secret: SECRET })).toBe(SUPPORT);
  const long = InteractionId.parse("i".repeat(100));
  expect(replyAddress({ mailbox: SUPPORT, interactionId: long, secret: SECRET })).toBe(SUPPORT);
});

test.each(["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To"])(
  "[C66] the signed address is found in %s",
  async (header) => {
    const desk = await arrive({ [header]: `<${SIGNED}>` });
    expect(desk.mails[0]?.repliesTo).toBe(ID);
    expect(desk.mails[0]?.recipients).toEqual([SUPPORT]);
  },
);

test("[C66] the signed address is found among SMTP's recipients, as with Bcc", async () => {
  const desk = await arrive({}, SIGNED);
  expect(desk.mails[0]).toMatchObject({ repliesTo: ID, recipients: [SUPPORT] });
});

test("[C66] with a wrong seal the mail is new, but not lost", async () => {
  const desk = await arrive({ To: SIGNED.replace("01k9", "01ka") });
  expect(desk.mails[0]).toMatchObject({ repliesTo: null, recipients: [SUPPORT] });
});

test("[C67] our Message-ID is the same for the same message, and ours alone", () => {
  expect(sentId(SECRET)).toBe(sentId(SECRET));
  expect(readOutgoingMessageId(sentId(SECRET), SECRET)).toEqual({
    interactionId: ID,
    messageId: "msg_1",
  });
  expect(readOutgoingMessageId(sentId("another secret"), SECRET)).toBeNull();
  expect(readOutgoingMessageId("<1@customer.test>", SECRET)).toBeNull();
  const odd = { interactionId: InteractionId.parse("A@b:c"), messageId: MessageId.parse("m.1") };
  const named = outgoingMessageId({ ...odd, domain: "strowger.test", secret: SECRET });
  expect(named).toMatch(/^<[\w.~-]+@strowger\.test>$/);
  expect(readOutgoingMessageId(named, SECRET)).toEqual(odd);
});

test("[C67] an answer that kept only our Message-ID is found by it", async () => {
  const byReply = await arrive({ To: SUPPORT, "In-Reply-To": sentId(SECRET) });
  expect(byReply.mails[0]?.repliesTo).toBe(ID);
  const references = `<0@customer.test> ${sentId(SECRET)} <9@colleague.test>`;
  const byReferences = await arrive({ To: SUPPORT, References: references });
  expect(byReferences.mails[0]?.repliesTo).toBe(ID);
  const forged = await arrive({ To: SUPPORT, "In-Reply-To": sentId("another secret") });
  expect(forged.mails[0]?.repliesTo).toBeNull();
});

test("[C68] a copy of our own mail that comes back is neither mail nor dead letter", async () => {
  const desk = await arrive({ To: SUPPORT, "Message-ID": sentId(SECRET) });
  expect([desk.mails, desk.deadLetters]).toEqual([[], []]);
});

test.each([
  ["From", "billing@strowger.test"],
  ["From", "Support <support+tag@strowger.test>"],
  ["Reply-To", SUPPORT],
  ["Sender", SUPPORT],
])("[C68] mail from ourselves (%s: %s) starts nothing and is kept", async (header, address) => {
  const desk = await arrive({ To: SUPPORT, [header]: address });
  expect(desk.mails).toEqual([]);
  expect(desk.deadLetters[0]?.because).toContain("an address of ours");
});
