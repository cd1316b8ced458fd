import { expect, test } from "@jest/globals";
import { UnreadableMail, readMail, type ReadMail } from "../../channels/email/parse.js";
import { mail } from "./channel.js";

const NOW = Date.UTC(2025, 2, 4);
const read = (raw: string | Uint8Array): Promise<ReadMail> =>
  readMail({ raw: Buffer.from(raw), receivedAt: NOW, envelopeFrom: null });
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

/** "您好，打印机坏了" in GBK, as a Chinese mail program writes it. */
const GBK = Buffer.from("c4fabac3a3acb4f2d3a1bbfabbb5c1cb", "hex");
/** "こんにちは" in ISO-2022-JP. */
const JIS = latin1("\x1b$B$3$s$K$A$O\x1b(B");
const part = (type: string, body: string, more = ""): string =>
  `--b\r\nContent-Type: ${type}\r\n${more}\r\n${body}\r\n`;
const multipart = (kind: string, ...parts: string[]): string =>
  mail(
    { "MIME-Version": "1.0", "Content-Type": `multipart/${kind}; boundary="b"` },
    `${parts.join("")}--b--`,
  );

test("[C51] answers go to a valid Reply-To, else to From, else to Sender, else to the envelope", async () => {
  const from = async (headers: Record<string, string>): Promise<string> =>
    (await read(mail(headers))).headers.from.address;
  expect(await from({ "Reply-To": "real@customer.test" })).toBe("real@customer.test");
  expect(await from({ "Reply-To": "nobody@unknown" })).toBe("carla@customer.test");
  expect(await from({ "Reply-To": "undisclosed:;" })).toBe("carla@customer.test");
  expect(await from({ From: "", Sender: "desk@customer.test" })).toBe("desk@customer.test");
  const raw = Buffer.from(mail({ From: "" }));
  const enveloped = await readMail({ raw, receivedAt: NOW, envelopeFrom: "env@customer.test" });
  expect(enveloped.headers.from.address).toBe("env@customer.test");
  await expect(read(mail({ From: "" }))).rejects.toThrow(UnreadableMail);
});

test("[C51] a contact form's name stays with the address it answers to", async () => {
  const form = { From: "Carla Customer <form@shop.test>", "Reply-To": "carla@customer.test" };
  const { headers, from, sentBy } = await read(mail(form));
  expect(headers.from).toEqual({ name: "Carla Customer", address: "carla@customer.test" });
  expect(from.address).toBe("form@shop.test");
  expect(sentBy).toEqual(["carla@customer.test", "form@shop.test"]);
});

test.each([
  ["Carla@Customer.TEST", "carla@customer.test"],
  ['"Customer, Carla" <carla@customer.test>', "carla@customer.test"],
  ["carla@customer.test.", "carla@customer.test"],
  ["<<carla@customer.test>>", "carla@customer.test"],
  ["'carla@customer.test'", "carla@customer.test"],
  ["Carla (at home) <carla@customer.test> (Carla)", "carla@customer.test"],
  ["carla(at home)@customer.test(her host)", "carla@customer.test"],
  ["=?utf-8?B?5byg5LiJ?= <zhang@customer.test>", "zhang@customer.test"],
])("[C51] reads the address in %s", async (from, expected) => {
  expect((await read(mail({ From: from }))).headers.from.address).toBe(expected);
});

test("[C51] groups are opened, doubles dropped, rubbish left out, and lists end somewhere", async () => {
  const many = Array.from({ length: 300 }, (_, at) => `u${String(at)}@x.test`).join(", ");
  const to = `Team: a@x.test, A@X.test;, not an address, ${"y".repeat(300)}@x.test, ${many}`;
  const { headers } = await read(mail({ To: to }));
  expect(headers.to).toHaveLength(200);
  expect(headers.to.slice(0, 2).map(({ address }) => address)).toEqual(["a@x.test", "u0@x.test"]);
});

test("[C50] malformed Message-IDs are mended, and the first of two counts", async () => {
  const id = async (value: string): Promise<string> =>
    (await read(mail({ "Message-ID": value }))).headers.messageId;
  expect(await id("<a@x.test>")).toBe("<a@x.test>");
  expect(await id("a@x.test")).toBe("<a@x.test>");
  expect(await id("<a\r\n @x.test>")).toBe("<a@x.test>");
  expect(await id("<noat>")).toBe("<noat>");
  expect(await id("<a@x.test>\r\nMessage-ID: <b@x.test>")).toBe("<a@x.test>");
  expect(await id(`<${"a".repeat(2000)}@x.test>`)).toMatch(/^<gen-/);
});

test("[C52] reads In-Reply-To and References however they are separated", async () => {
  const { headers } = await read(
    mail({
      "In-Reply-To": 'Your message of "Mon, 3 Mar" <c@x.test> <d@x.test>',
      References: "<a@x.test>,<b@x.test>\r\n\t<c@x.test> <a@x.test>",
    }),
  );
  expect(headers.inReplyTo).toBe("<c@x.test>");
  expect(headers.references).toEqual(["<a@x.test>", "<b@x.test>", "<c@x.test>", "<d@x.test>"]);
});

test("[C52] bare ids are read, words are not, and long lists keep the first and the newest", async () => {
  const bare = await read(mail({ "In-Reply-To": "a@x.test", References: "see b@x.test" }));
  expect(bare.headers).toMatchObject({ inReplyTo: "<a@x.test>", references: ["<b@x.test>"] });
  const ids = Array.from({ length: 150 }, (_, at) => `<${String(at)}@x.test>`);
  const { headers } = await read(mail({ References: ids.join("\r\n ") }));
  expect(headers.references).toHaveLength(100);
  expect(headers.references[0]).toBe("<0@x.test>");
  expect(headers.references.at(-1)).toBe("<149@x.test>");
});

test("[C53] reads what mail programs of the world write", async () => {
  const typed = (type: string, body: Buffer, head = mail({ "Content-Type": type }, "")): Buffer =>
    Buffer.concat([latin1(head), body]);
  expect((await read(typed("text/plain; charset=gb2312", GBK))).text).toBe("您好，打印机坏了");
  expect((await read(typed("text/plain; charset=gbk", GBK))).text).toBe("您好，打印机坏了");
  expect((await read(typed("text/plain; charset=iso-2022-jp", JIS))).text).toBe("こんにちは");
  const big5 = Buffer.from("b17aa66e", "hex");
  expect((await read(typed("text/plain; charset=big5", big5))).text).toBe("您好");
  const sjis = Buffer.from("82b182f182c982bf82cd", "hex");
  expect((await read(typed("text/plain; charset=shift_jis", sjis))).text).toBe("こんにちは");
  const korean = Buffer.from("bec8b3e7", "hex");
  expect((await read(typed("text/plain; charset=ks_c_5601-1987", korean))).text).toBe("안녕");
  const latin = latin1("Grüße");
  expect((await read(typed("text/plain; charset=iso-8859-1", latin))).text).toBe("Grüße");
});

test("[C53] guesses letters that no charset was named for, in headers and body", async () => {
  const subject = Buffer.concat([
    latin1(mail({ Subject: "" }, "").replace(/(?:\r\n)+$/, "\r\nSubject: ")),
    GBK,
    latin1("\r\n\r\n"),
    GBK,
  ]);
  const chinese = await read(subject);
  expect([chinese.headers.subject, chinese.text]).toEqual(["您好，打印机坏了", "您好，打印机坏了"]);
  const western = await read(latin1(mail({ Subject: "Grüße" }, "Schöne Grüße")));
  expect([western.headers.subject, western.text]).toEqual(["Grüße", "Schöne Grüße"]);
});

test("[C53] reads subjects in pieces, even when a letter is cut in two", async () => {
  const subject = "=?UTF-8?B?5oKo5aW977yM5omT5Y2w?=\r\n =?UTF-8?B?5py65Z2P5LqG?=";
  expect((await read(mail({ Subject: subject }))).headers.subject).toBe("您好，打印机坏了");
  const halved = "=?UTF-8?B?5oKo5Q==?= =?UTF-8?B?pb0=?=";
  expect((await read(mail({ Subject: halved }))).headers.subject).toBe("您好");
  const mixed = "=?gb2312?B?xPq6ww==?= =?iso-8859-1?Q?Gr=FC=DFe?=";
  expect((await read(mail({ Subject: mixed }))).headers.subject).toContain("Grüße");
});

test("[C53] takes out what cannot be stored", async () => {
  const { headers, text, html } = await read(
    mail({ Subject: "a\0b", "Content-Type": "text/html" }, "<p>x\0y\uFDD0z</p>"),
  );
  expect([headers.subject, text, html].join()).not.toMatch(/[\0\uFDD0]/);
  expect(text).toBe("xyz");
});

test.each([
  ["nothing at all after the headers", mail({}, "")],
  ["an unknown charset", mail({ "Content-Type": "text/plain; charset=martian" })],
  ["an unknown encoding", mail({ "Content-Transfer-Encoding": "carrier-pigeon" })],
  ["broken base64", mail({ "Content-Transfer-Encoding": "base64" }, "a*b=c===d")],
  ["broken quoted-printable", mail({ "Content-Transfer-Encoding": "quoted-printable" }, "a=ZZ=")],
  ["a multipart without a boundary", mail({ "Content-Type": "multipart/mixed" })],
  ["a multipart that never ends", mail({ "Content-Type": "multipart/mixed; boundary=b" }, "--b")],
  ["a content type that is none", mail({ "Content-Type": ";;;=" })],
  ["bare line feeds", mail().replaceAll("\r\n", "\n")],
  ["a line without a colon", mail().replace("Subject:", "Nonsense\r\nSubject:")],
  ["plain text that calls itself HTML", mail({ "Content-Type": "text/html" }, "1 < 2 & 3")],
  ["half a megabyte of one header", mail({ "X-Long": "x".repeat(500_000) })],
  [
    "parts a thousand deep",
    mail(
      { "Content-Type": "multipart/mixed; boundary=b0" },
      Array.from(
        { length: 1000 },
        (_, at) =>
          `--b${String(at)}\r\nContent-Type: multipart/mixed; boundary=b${String(at + 1)}\r\n`,
      ).join("\r\n"),
    ),
  ],
  [
    "ten thousand parts",
    mail({ "Content-Type": "multipart/mixed; boundary=b" }, "--b\r\n\r\nx\r\n".repeat(10_000)),
  ],
])("[C53] makes a message of %s", async (_what, raw) => {
  const { headers, attachments } = await read(raw);
  expect(headers.from.address).toBe("carla@customer.test");
  expect(attachments.length).toBeLessThanOrEqual(100);
});

test("[C54] plain text is preferred where it is the same mail; several HTML parts are joined in order", async () => {
  const both = await read(
    multipart("alternative", part("text/plain", "plain words"), part("text/html", "<b>html</b>")),
  );
  expect([both.text, both.html]).toEqual(["plain words", "<b>html</b>"]);
  const apple = await read(
    multipart(
      "mixed",
      part("text/html", "<p>before</p>"),
      part("application/pdf", "x", 'Content-Disposition: attachment; filename="a.pdf"\r\n'),
      part("text/html", "<p>after</p>"),
    ),
  );
  expect(apple.text).toBe("before\n\nafter");
  expect(apple.html).toMatch(/before.*after/s);
});

test("[C54] a stub beside real HTML is not the text", async () => {
  const words = `<p>${"real words ".repeat(40)}</p>`;
  const { text } = await read(
    multipart("alternative", part("text/plain", "Use HTML."), part("text/html", words)),
  );
  expect(text).toContain("real words real words");
});

test("[C54] HTML above the limit is kept as a file, and its words are still there", async () => {
  const { text, html, attachments } = await read(
    mail({ "Content-Type": "text/html" }, `<p>Hello there</p>${"<p>filler</p>".repeat(100_000)}`),
  );
  expect(html).toBeNull();
  expect(text.startsWith("Hello there")).toBe(true);
  expect(attachments.map(({ name, type }) => [name, type])).toEqual([
    ["message.html", "text/html"],
  ]);
});

test("[C55] a date that is missing, wrong or in the future is now", async () => {
  const sent = async (date: string): Promise<number> => (await read(mail({ Date: date }))).sentAt;
  expect(await sent("Mon, 3 Mar 2025 10:00:00 +0000")).toBe(Date.UTC(2025, 2, 3, 10));
  expect(await sent("Mon, 3 Mar 2025 10:00:00 +0000 (UTC)")).toBe(Date.UTC(2025, 2, 3, 10));
  expect(await sent("")).toBe(NOW);
  expect(await sent("the day before yesterday")).toBe(NOW);
  expect(await sent("Mon, 3 Mar 2125 10:00:00 +0000")).toBe(NOW);
});

test("[C59] a head of endless lines or brackets is read like any other", async () => {
  const lines = await read(
    `From: carla@customer.test\r\n${"X-Loop: a\r\n".repeat(60_000)}\r\nhello`,
  );
  expect(lines.text).toContain("hello");
  const brackets = await read(mail({ Date: "(".repeat(400_000) }, "hello"));
  expect(brackets.text).toBe("hello");
  expect(brackets.sentAt).toBe(NOW);
});

test("[C56] file names are harmless, never empty and never the same", async () => {
  const named = (name: string): string =>
    part("application/pdf", "x", `Content-Disposition: attachment; filename="${name}"\r\n`);
  const { attachments } = await read(
    multipart(
      "mixed",
      part("text/plain", "see files"),
      named("../../etc/passwd"),
      named("C:\\\\temp\\\\bill.pdf"),
      named("bill.pdf"),
      named(""),
      named("=?utf-8?B?5Y+R56Wo?=.pdf"),
      named(`${"n".repeat(400)}.pdf`),
      part("message/rfc822", "Subject: inner\r\n\r\ninner words"),
    ),
  );
  const names = attachments.map(({ name }) => name);
  expect(names.slice(0, 5)).toEqual([
    "passwd",
    "bill.pdf",
    "bill-2.pdf",
    "attachment-4.pdf",
    "发票.pdf",
  ]);
  expect(names[5]).toMatch(/^n{190,}\.pdf$/);
  expect(Buffer.byteLength(names[5] ?? "")).toBeLessThanOrEqual(255);
  expect(names[6]).toBe("attachment-7.eml");
});

test("[C56] a picture belongs to the HTML only when the HTML shows it", async () => {
  const picture = (cid: string): string =>
    part("image/png", "x", `Content-ID: <${cid}>\r\nContent-Disposition: inline\r\n`);
  const { html, attachments } = await read(
    multipart(
      "related",
      part("text/html", '<img src="cid:logo@x"><img src="cid:missing@x">'),
      picture("logo@x"),
      picture("other@x"),
    ),
  );
  expect(html).toBe('<img src="cid:logo@x" /><img />');
  expect(attachments.map(({ cid }) => cid)).toEqual(["logo@x", null]);
});

test("[C56] pictures written into the HTML become attachments", async () => {
  const { html, attachments } = await read(
    mail({ "Content-Type": "text/html" }, '<img src="data:image/png;base64,iVBORw0KGgo=">'),
  );
  expect(html).toBe('<img src="cid:inline-1@data.invalid" />');
  expect(attachments).toMatchObject([{ name: "attachment-1.png", cid: "inline-1@data.invalid" }]);
  expect(Buffer.from(attachments[0]?.bytes ?? []).toString("hex")).toBe("89504e470d0a1a0a");
});
