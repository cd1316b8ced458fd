import { expect, test } from "@jest/globals";
import { composeReply, replySubject, type Draft } from "../../channels/email/compose.js";
import { readOutgoingMessageId } from "../../channels/email/reply-address.js";
import { MessageId } from "../../protocol/ids.js";
import type { Interaction, MailHeaders, Message } from "../../protocol/interactions.js";
import { createFakeDesk } from "../support/fake-desk.js";
import { SECRET, SUPPORT } from "./channel.js";

const desk = createFakeDesk();
const { interactionId } = await desk.begin({
  key: "k",
  channel: "email",
  address: { kind: "email", value: "carla@customer.test" },
  name: "Carla",
  to: "billing@strowger.test",
  language: null,
  externalId: "<1@customer.test>",
});
const found = await desk.interaction(interactionId);
if (found === null) throw new Error("the fake desk forgot the interaction");
const interaction: Interaction = { ...found, subject: "It is broken" };

const CARLA = { name: "Carla", address: "carla@customer.test" };

function said(mail: Partial<MailHeaders>, more: Partial<Message> = {}): Message {
  return {
    id: MessageId.parse(`m-${mail.messageId ?? "1"}`.replace(/[<>]/g, "")),
    interactionId,
    kind: "mail",
    from: "customer",
    authorName: "Carla",
    engineerId: null,
    text: "It does not work.",
    html: null,
    quoteFrom: null,
    mail: {
      subject: "It is broken",
      from: CARLA,
      to: [{ name: "", address: "billing@strowger.test" }],
      cc: [],
      messageId: "<1@customer.test>",
      inReplyTo: null,
      references: [],
      class: "human",
      ...mail,
    },
    attachments: [],
    at: Date.UTC(2025, 2, 3, 10, 5),
    clientId: null,
    delivery: null,
    ...more,
  };
}

const compose = (change: Partial<Draft> = {}): ReturnType<typeof composeReply> =>
  composeReply({
    interaction,
    messages: [said({})],
    text: "Try again.",
    html: null,
    options: {},
    authorName: "Ada",
    messageId: MessageId.parse("msg_2"),
    mailFrom: `Strowger Support <${SUPPORT}>`,
    ownAddresses: ["billing@strowger.test", "sales@strowger.test"],
    secret: SECRET,
    ...change,
  });

test("[C70] a reply goes to whoever wrote, from the address they wrote to, in their thread", () => {
  const { headers, text, html, quoteFrom } = compose();
  expect(headers).toMatchObject({
    subject: "Re: It is broken",
    from: { name: "Ada", address: "billing@strowger.test" },
    to: [CARLA],
    cc: [],
    inReplyTo: "<1@customer.test>",
    references: ["<1@customer.test>"],
    class: "human",
  });
  expect(readOutgoingMessageId(headers.messageId, SECRET)).toEqual({
    interactionId,
    messageId: "msg_2",
  });
  expect([text, html, quoteFrom]).toEqual(["Try again.", null, null]);
});

test("[C70] everybody who got it gets a copy, except ourselves and whoever wrote", () => {
  const to = [SUPPORT, "sales+eu@strowger.test", "dave@customer.test", "carla@customer.test"];
  const cc = ["Erin@customer.test", "dave@customer.test"];
  const named = (addresses: string[]): MailHeaders["to"] =>
    addresses.map((address) => ({ name: "", address }));
  const { headers } = compose({ messages: [said({ to: named(to), cc: named(cc) })] });
  expect(headers.cc.map(({ address }) => address)).toEqual([
    "dave@customer.test",
    "erin@customer.test",
  ]);
});

test("[C70] what the engineer chose counts", () => {
  const options = { subject: "New\r\nBcc: x@evil.test", to: ["Zoe@x.test"], cc: ["y@x.test"] };
  const { headers } = compose({ options });
  expect(headers).toMatchObject({
    subject: "New Bcc: x@evil.test",
    to: [{ address: "zoe@x.test" }],
    cc: [{ address: "y@x.test" }],
  });
});

test("[C70] without a mail of the customer it goes to the interaction's address", () => {
  const { headers } = compose({ messages: [] });
  expect(headers).toMatchObject({
    subject: "Re: It is broken",
    to: [{ address: "carla@customer.test" }],
    inReplyTo: null,
    references: [],
  });
});

test.each([
  ["It is broken", "Re: It is broken"],
  ["Re: It is broken", "Re: It is broken"],
  ["RE: Re: re: x", "Re: x"],
  ["AW: Re: kaputt", "Re: kaputt"],
  ["回复：坏了", "Re: 坏了"],
  ["答复: Re: 坏了", "Re: 坏了"],
  ["Re[2]: x", "Re: x"],
  ["SV: Antw: x", "Re: x"],
  ["Report: x", "Re: Report: x"],
  ["Fwd: x", "Re: Fwd: x"],
  ["", "Re:"],
])("[C71] the answer to “%s” is “%s”", (subject, expected) => {
  expect(replySubject(subject)).toBe(expected);
});

test("[C71] the subject follows the customer's last mail", () => {
  const messages = [said({}), said({ subject: "Re: Now something else", messageId: "<2@c.test>" })];
  expect(compose({ messages }).headers.subject).toBe("Re: Now something else");
});

test("[C72] References keep the first and the newest, and stay short enough for every relay", () => {
  const references = Array.from(
    { length: 90 },
    (_, at) => `<${String(at)}.${"x".repeat(40)}@c.test>`,
  );
  const { headers } = compose({ messages: [said({ references, messageId: "<last@c.test>" })] });
  expect(headers.references[0]).toBe(references[0]);
  expect(headers.references.slice(-2)).toEqual([references[89], "<last@c.test>"]);
  expect(headers.references.join(" ").length).toBeLessThanOrEqual(1500);
});

test("[C72] a customer's program that keeps no References does not tear the thread", () => {
  const messages = [
    said({}),
    said({ messageId: "<ours@strowger.test>" }, { from: "engineer" }),
    said({ messageId: "<2@c.test>", inReplyTo: "<ours@strowger.test>" }),
  ];
  expect(compose({ messages }).headers.references).toEqual([
    "<1@customer.test>",
    "<ours@strowger.test>",
    "<2@c.test>",
  ]);
});

test("[C73] the quote holds the customer's own last words and is known as history", () => {
  const text = "Still broken.\n> deeper\n\nOn Monday Ada wrote:\n> Try again.";
  const last = said({}, { text, quoteFrom: text.indexOf("On Monday") });
  const reply = compose({ messages: [last], options: { quote: true } });
  expect(reply.text).toBe(
    "Try again.\n\nOn Mar 3, 2025, 10:05 (UTC), Carla wrote:\n> Still broken.\n>> deeper",
  );
  expect(reply.text.slice(reply.quoteFrom ?? 0)).toMatch(/^On Mar 3/);
  const chinese = { ...interaction, language: "zh" };
  expect(compose({ interaction: chinese, options: { quote: true } }).text).toContain(
    "Carla 写道：",
  );
});

test("[C73] the engineer's HTML is cleaned, and quotes the customer's HTML without its pictures", () => {
  const html = '<p>Broken <img src="cid:logo@x" /><img data-src="https://c.test/p.gif" /></p>';
  const reply = compose({
    html: "<p>Try <b>again</b><script>1</script></p>",
    messages: [said({}, { html })],
    options: { quote: true },
  });
  expect(reply.html).toBe(
    "<p>Try <b>again</b></p><br>" +
      '<div data-quote="itself">On Mar 3, 2025, 10:05 (UTC), Carla wrote:<blockquote type="cite">' +
      '<p>Broken <img data-src="https://c.test/p.gif" /></p></blockquote></div>',
  );
});
