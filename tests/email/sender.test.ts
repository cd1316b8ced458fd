import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Performed } from "../../channels/channel.js";
import { outgoingMessageId, readReplyAddress } from "../../channels/email/reply-address.js";
import { AttachmentId, InteractionId, MessageId } from "../../protocol/ids.js";
import type { MailHeaders, Message } from "../../protocol/interactions.js";
import { openChannel, SECRET, SUPPORT, type OpenChannel } from "./channel.js";
import { startMailServer, type MailServer } from "./mail-server.js";

let server: MailServer;
let open: OpenChannel;
beforeEach(async () => {
  server = await startMailServer();
  open = await openChannel({ smtpUrl: server.url });
});
afterEach(async () => {
  await open.channel.close();
  await server.stop();
});

const ID = InteractionId.parse("int_1");
const MESSAGE_ID = outgoingMessageId({
  interactionId: ID,
  messageId: MessageId.parse("msg_1"),
  domain: "strowger.test",
  secret: SECRET,
});

function message(mail: Partial<MailHeaders> = {}, more: Partial<Message> = {}): Message {
  return {
    id: MessageId.parse("msg_1"),
    interactionId: ID,
    kind: "mail",
    from: "engineer",
    authorName: "Ada",
    engineerId: null,
    text: "Try again.",
    html: null,
    quoteFrom: null,
    mail: {
      subject: "Re: 坏了",
      from: { name: "Ada", address: "billing@strowger.test" },
      to: [{ name: "Carla", address: "carla@customer.test" }],
      cc: [{ name: "", address: "dave@customer.test" }],
      messageId: MESSAGE_ID,
      inReplyTo: "<2@customer.test>",
      references: ["<1@customer.test>", "<2@customer.test>"],
      class: "human",
      ...mail,
    },
    attachments: [],
    at: Date.UTC(2025, 2, 3, 10),
    clientId: null,
    delivery: { state: "queued", error: null },
    ...more,
  };
}

const send = (sent: Message, id = `send:${sent.id}`, to = open): Promise<Performed> =>
  to.channel.perform({
    id,
    channel: "email",
    kind: "send",
    interactionId: ID,
    payload: { message: sent },
    createdAt: 1,
  });

test("[C75] a mail carries the headers that thread it, and comes back to its interaction", async () => {
  expect(await send(message())).toEqual({ type: "done" });
  const [got] = server.received;
  expect(got).toMatchObject({
    from: "billing@strowger.test",
    to: ["carla@customer.test", "dave@customer.test"],
    mail: {
      subject: "Re: 坏了",
      from: { value: [{ name: "Ada", address: "billing@strowger.test" }] },
      messageId: MESSAGE_ID,
      inReplyTo: "<2@customer.test>",
      references: ["<1@customer.test>", "<2@customer.test>"],
      text: "Try again.\n",
    },
  });
  const replyTo = got?.mail.replyTo?.value[0]?.address ?? "";
  expect(replyTo).toMatch(/^billing\+r\./);
  expect(readReplyAddress(replyTo, SECRET)).toBe(ID);
  expect(got?.raw).not.toMatch(/^(?:Auto-Submitted|Precedence|Bcc)/im);
});

test("[C75] text, HTML and files go along; pictures in the HTML stay in it", async () => {
  const bytes = Buffer.from("89504e47", "hex");
  const file = { id: AttachmentId.parse("att_1"), name: "图.png", type: "image/png", size: 4 };
  open.desk.addAttachment(file.id, { name: file.name, type: file.type, bytes });
  await send(
    message(
      {},
      {
        html: '<p data-quote="itself" onclick="x">a<img data-src="https://x.test/p.gif"></p>',
        attachments: [{ ...file, cid: "logo@x" }],
      },
    ),
  );
  const mail = server.received[0]?.mail;
  expect(mail?.text?.trim()).toBe("Try again.");
  expect(mail?.html).toBe('<p>a<img src="https://x.test/p.gif" /></p>');
  expect(mail?.attachments).toMatchObject([
    { filename: "图.png", contentType: "image/png", cid: "logo@x", content: bytes },
  ]);
});

test("[C75] from an address that is not ours, or without plus addresses, it stays answerable", async () => {
  const plain = await openChannel({
    smtpUrl: server.url,
    imapUrl: "imap://support:x@127.0.0.1:1?plusAddresses=no",
  });
  await send(message({ from: { name: "Ada", address: "ada@evil.test" } }), "send:1", plain);
  await plain.channel.close();
  const mail = server.received[0]?.mail;
  expect(mail?.from?.value).toEqual([{ name: "Ada", address: SUPPORT }]);
  expect(mail?.replyTo?.value[0]?.address).toBe(SUPPORT);
});

test("[C76] nothing that was typed becomes a header or a recipient", async () => {
  await send(
    message({
      subject: "x\r\nBcc: evil@evil.test\r\n\r\nbody",
      from: { name: "Ada\r\nBcc: evil@evil.test", address: SUPPORT },
      to: [
        { name: "C\nCc: evil@evil.test", address: "carla@customer.test" },
        { name: "", address: "x@y.test\r\nRCPT TO:<evil@evil.test>" },
      ],
      inReplyTo: "<a@x>\r\nX-Evil: 1",
    }),
  );
  const [got] = server.received;
  expect(got?.to).toEqual(["carla@customer.test", "dave@customer.test"]);
  expect(got?.raw).not.toMatch(/^(?:Bcc|X-Evil|Cc: evil)/im);
  expect(got?.mail.subject).toBe("x Bcc: evil@evil.test body");
});

test("[C77] performed again it is not sent again, and a process that forgot says the same Message-ID", async () => {
  await send(message());
  expect(await send(message())).toEqual({ type: "done" });
  expect(server.received).toHaveLength(1);
  const restarted = await openChannel({ smtpUrl: server.url });
  await send(message(), "send:msg_1", restarted);
  await restarted.channel.close();
  expect(server.received.map(({ mail }) => mail.messageId)).toEqual([MESSAGE_ID, MESSAGE_ID]);
});

test("[C78] a 5xx is final and says why; a 4xx, a lost server and a wrong password are tried again", async () => {
  server.refuse({ code: 554, text: "5.7.1 Spam" });
  const refused = await send(message());
  expect(refused.type === "refused" && refused.because).toContain("5.7.1 Spam");
  server.refuse({ code: 450, text: "4.2.1 Later" });
  await expect(send(message())).rejects.toThrow("4.2.1 Later");
  const away = await openChannel({ smtpUrl: "smtp://127.0.0.1:1" });
  await expect(send(message(), "send:1", away)).rejects.toThrow(/ECONNREFUSED/);
  await away.channel.close();
  const wrong = server.url.replace("://", "://ada:sw%40rdfish@");
  const locked = await openChannel({ smtpUrl: wrong });
  const failure = await send(message(), "send:1", locked).catch((error: unknown) => error);
  await locked.channel.close();
  expect(String(failure)).toMatch(/password \*\*\*/);
  expect(server.received).toHaveLength(0);
});

test("[C78] a mail that reached only some says whom it did not reach", async () => {
  server.refuse({ to: "dave@customer.test", code: 550, text: "5.1.1 No such user" });
  expect(await send(message())).toEqual({
    type: "refused",
    because: "delivered to carla@customer.test, but refused for dave@customer.test",
  });
  expect(server.received).toHaveLength(1);
});

test("[C78] what can never be sent is refused at once", async () => {
  const gone = { id: AttachmentId.parse("a"), name: "a", type: "b", size: 1, cid: null };
  const none = await openChannel();
  const said = [
    await send(message({ to: [], cc: [] })),
    await send(message({}, { mail: null })),
    await send(message({}, { attachments: [gone] })),
    await send(message(), "send:1", none),
    await open.channel.perform({
      id: "send:2",
      channel: "email",
      kind: "send",
      interactionId: ID,
      payload: { message: "hello" },
      createdAt: 1,
    }),
  ];
  await none.channel.close();
  expect(said.map((performed) => performed.type)).toEqual(Array(5).fill("refused"));
});

test("[C79] what the system writes is marked so that no machine answers it", async () => {
  await send(message({}, { from: "system" }));
  const [got] = server.received;
  expect(got?.from).toBe("");
  expect(got?.raw).toMatch(/^Auto-Submitted: auto-replied\r$/m);
  expect(got?.raw).toMatch(/^X-Auto-Response-Suppress: All\r$/m);
});
