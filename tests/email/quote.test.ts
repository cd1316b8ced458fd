import { expect, test } from "@jest/globals";
import { readMail, type ReadMail } from "../../channels/email/parse.js";
import { mail } from "./channel.js";

const ANSWER = { Subject: "Re: It is broken", "In-Reply-To": "<ours@strowger.test>" };
const read = (body: string, headers: Record<string, string> = ANSWER): Promise<ReadMail> =>
  readMail({ raw: Buffer.from(mail(headers, body)), receivedAt: 1, envelopeFrom: null });
const readHtml = (body: string): Promise<ReadMail> =>
  read(body, { ...ANSWER, "Content-Type": "text/html; charset=utf-8" });
/** What is left to see when the history is folded. */
const visible = ({ text, quoteFrom }: ReadMail): string =>
  text.slice(0, quoteFrom ?? text.length).trim();

const WORDS = "It works now.\n\nThank you!";
const QUOTED = "> Please try again.\n> Ada";
const BLOCK = "Please try again.\nAda";

test.each([
  ["Gmail", `On Mon, 3 Mar 2025 at 10:00, Ada <support@strowger.test> wrote:\n\n${QUOTED}`],
  [
    "Gmail, broken line",
    `On Mon, 3 Mar 2025 at 10:00, Ada\n<support@strowger.test> wrote:\n${QUOTED}`,
  ],
  ["Apple Mail", `> On 3. Mar 2025, at 10:00, Ada <support@strowger.test> wrote:\n> \n${QUOTED}`],
  ["Thunderbird, German", `Am 03.03.25 um 10:00 schrieb Ada:\n${QUOTED}`],
  [
    "Gmail, German",
    `Am Mo., 3. März 2025 um 10:00 Uhr schrieb Ada <support@strowger.test>:\n${QUOTED}`,
  ],
  [
    "Gmail, French",
    `Le lun. 3 mars 2025 à 10:00, Ada <support@strowger.test> a écrit :\n${QUOTED}`,
  ],
  [
    "Gmail, Spanish",
    `El lun, 3 mar 2025 a las 10:00, Ada (<support@strowger.test>) escribió:\n${QUOTED}`,
  ],
  ["Gmail, Chinese", `Ada <support@strowger.test> 于2025年3月3日周一 10:00写道：\n${QUOTED}`],
  ["Apple Mail, Chinese", `在 2025年3月3日，10:00，Ada <support@strowger.test> 写道：\n${QUOTED}`],
  ["Gmail, Japanese", `2025年3月3日(月) 10:00 Ada <support@strowger.test>のメッセージ:\n${QUOTED}`],
  ["only angle brackets", QUOTED],
  [
    "Outlook",
    `From: Ada <support@strowger.test>\nSent: Monday, March 3, 2025 10:00\nTo: Carla\nSubject: RE: It is broken\n\n${BLOCK}`,
  ],
  [
    "Outlook on the web",
    `________________________________\nFrom: Ada\nSent: Monday, March 3, 2025 10:00\nTo: Carla\nSubject: RE: It is broken\n\n${BLOCK}`,
  ],
  ["Outlook, old", `-----Original Message-----\nFrom: Ada\nSent: Monday\n\n${BLOCK}`],
  [
    "Outlook, German",
    `Von: Ada <support@strowger.test>\nGesendet: Montag, 3. März 2025 10:00\nAn: Carla\nBetreff: AW: Kaputt\n\n${BLOCK}`,
  ],
  ["Outlook, German, old", `-----Ursprüngliche Nachricht-----\n${BLOCK}`],
  [
    "Outlook, Chinese",
    `发件人: Ada <support@strowger.test>\n发送时间: 2025年3月3日 10:00\n收件人: Carla\n主题: Re: 坏了\n\n${BLOCK}`,
  ],
  [
    "QQ",
    `------------------ 原始邮件 ------------------\n发件人: "Ada" <support@strowger.test>;\n${BLOCK}`,
  ],
  ["Foxmail", `From: Ada\nDate: 2025-03-03 10:00\nTo: Carla\nSubject: Re: x\n${BLOCK}`],
  ["NetEase", `---- 回复的原邮件 ----\n${BLOCK}`],
  [
    "a virus scanner below",
    `On Mon, 3 Mar 2025, Ada wrote:\n${QUOTED}\n\n-- \nScanned by a scanner.`,
  ],
])("[C60] finds the history that %s puts below", async (_program, history) => {
  const answer = await read(`${WORDS}\n\n${history}\n`);
  expect(visible(answer)).toBe(WORDS);
  expect(answer.text).toContain("Please try again.");
});

test.each([
  [
    "Gmail",
    `<div dir="ltr">It works now.</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, Ada &lt;a@x.test&gt; wrote:<br></div><blockquote class="gmail_quote">Please try again.</blockquote></div>`,
  ],
  [
    "Gmail, newer",
    `<div>It works now.</div><div class="gmail_quote gmail_quote_container"><blockquote class="gmail_quote">Please try again.</blockquote></div>`,
  ],
  [
    "Apple Mail",
    `<div>It works now.</div><div><blockquote type="cite"><div>On 3. Mar 2025, Ada wrote:</div><div>Please try again.</div></blockquote></div>`,
  ],
  [
    "Thunderbird",
    `<p>It works now.</p><div class="moz-cite-prefix">Am 03.03.25 schrieb Ada:</div><blockquote type="cite">Please try again.</blockquote>`,
  ],
  [
    "Outlook",
    `<p class="MsoNormal">It works now.</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p><b>From:</b> Ada</p></div></div><p>Please try again.</p>`,
  ],
  [
    "Outlook on the web",
    `<div>It works now.</div><hr><div id="divRplyFwdMsg"><b>From:</b> Ada</div><div>Please try again.</div>`,
  ],
  [
    "Outlook, forwarded once more",
    `<div>It works now.</div><div id="x_divRplyFwdMsg"><b>From:</b> Ada</div><div>Please try again.</div>`,
  ],
  [
    "Outlook for Mac",
    `<div>It works now.</div><span><div id="OLK_SRC_BODY_SECTION">Please try again.</div></span>`,
  ],
  [
    "Outlook, new",
    `<div>It works now.</div><div id="appendonsend"></div><div>Please try again.</div>`,
  ],
  [
    "Outlook mobile",
    `<div>It works now.</div><div id="mail-editor-reference-message-container">Please try again.</div>`,
  ],
  [
    "Proton",
    `<div>It works now.</div><div class="protonmail_quote">On Monday Ada wrote:<blockquote class="protonmail_quote" type="cite">Please try again.</blockquote></div>`,
  ],
  [
    "Yahoo",
    `<div>It works now.</div><div id="yahoo_quoted_12" class="yahoo_quoted">On Monday Ada wrote: Please try again.</div>`,
  ],
  ["GMX", `<div>It works now.</div><div name="quote" style="margin:10px">Please try again.</div>`],
  [
    "QQ",
    `<div>It works now.</div><div>------------------&nbsp;原始邮件&nbsp;------------------</div><div>Please try again.</div>`,
  ],
])("[C60] finds the history in the HTML of %s", async (_program, html) => {
  const answer = await readHtml(html);
  expect(visible(answer)).toBe("It works now.");
  expect(answer.text).toContain("Please try again.");
  expect(answer.html).toContain("Please try again.");
});

test("[C60] the HTML says where its history is, so that it can be folded there, too", async () => {
  const { html } = await readHtml(
    '<p>It works.</p><blockquote type="cite" class="x">Please try again.</blockquote>',
  );
  expect(html).toBe(
    '<p>It works.</p><blockquote data-quote="itself">Please try again.</blockquote>',
  );
  const { html: outlook } = await readHtml(
    '<p>It works.</p><div id="divRplyFwdMsg">From: Ada</div><p>Please try again.</p>',
  );
  expect(outlook).toContain('<div data-quote="rest">From: Ada</div>');
});

test("[C61] answers between the lines are all shown, in text and in HTML", async () => {
  const inline = await read("> Is it on?\n\nYes.\n\n> Is it hot?\n\nVery.\n");
  expect(inline.quoteFrom).toBeNull();
  const gmail = await readHtml(
    '<div class="gmail_quote">On Monday Ada wrote:<blockquote class="gmail_quote">Is it on?</blockquote><div>Yes.</div><blockquote class="gmail_quote">Hot?</blockquote><div>Very.</div></div>',
  );
  expect(gmail.quoteFrom).toBeNull();
  expect(gmail.html).not.toContain("data-quote");
});

test("[C61] a mail that is nothing but history is shown whole", async () => {
  expect((await read(`On Mon, 3 Mar 2025, Ada wrote:\n${QUOTED}`)).quoteFrom).toBeNull();
  expect((await read(QUOTED)).quoteFrom).toBeNull();
});

test("[C61] the first mail of a matter and forwards are never folded", async () => {
  const history = `Look at this\n\nOn Mon, 3 Mar 2025, Bo wrote:\n${QUOTED}`;
  expect((await read(history, { Subject: "Look at this" })).quoteFrom).toBeNull();
  const forward = { Subject: "Fwd: It is broken", References: "<a@x.test>" };
  expect((await read(history, forward)).quoteFrom).toBeNull();
  expect((await read(history, { ...forward, Subject: "转发：坏了" })).quoteFrom).toBeNull();
});

test("[C61] words that only look like history stay", async () => {
  const words = "On Monday he wrote: hello\nand that was it.\nFrom: here to there.\nDone.";
  expect((await read(words)).quoteFrom).toBeNull();
});
