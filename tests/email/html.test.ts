import { expect, test } from "@jest/globals";
import { sanitiseInbound, sanitiseOutgoing, textOfHtml } from "../../channels/email/html.js";
import { readMail } from "../../channels/email/parse.js";
import { mail } from "./channel.js";

const clean = (html: string): string => sanitiseInbound(html, new Set(["logo@x"])).html;

test.each([
  ["a script", "<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"],
  ["an event", '<p onclick="x()">a</p>', "<p>a</p>"],
  ["a drawing", "<svg onload=x><script>1</script><a>x</a></svg>a", "a"],
  ["a form", '<form action="x"><input name=y>a<textarea>b</textarea></form>', "a"],
  ["a frame", '<iframe src="//x.test"></iframe><object data=x></object><embed src=x>a', "a"],
  ["base and refresh", '<base href="//x.test"><meta http-equiv=refresh content=1>a', "a"],
  ["a style sheet", '<style>@import "//x.test"</style><link rel=stylesheet href=x>a', "a"],
  ["comments", "<!--[if mso]><script>1</script><![endif]-->a", "a"],
  ["formulas", "<math><mtext><script>1</script></mtext></math>a", "a"],
  ["a title", "<head><title>t</title></head>a", "a"],
])("[C57] takes out %s", (_what, dirty, expected) => {
  expect(clean(dirty)).toBe(expected);
});

test.each([
  "javascript:alert(1)",
  " JaVaScRiPt:alert(1)",
  "java\tscript:alert(1)",
  "java\u0000script:alert(1)",
  "&#106;avascript:alert(1)",
  "javascript&colon;alert(1)",
  "\u0001javascript:alert(1)",
  "vbscript:x",
  "data:text/html,<script>1</script>",
  "file:///etc/passwd",
  "//x.test/y",
])("[C57] a link to %s leads nowhere", (href) => {
  expect(clean(`<a href="${href}">x</a>`)).toBe(
    '<a target="_blank" rel="noopener noreferrer nofollow">x</a>',
  );
});

test("[C57] links open apart and tell nobody where from", () => {
  expect(clean('<a href="https://x.test/?a=1&amp;b=2" target="_top">x</a>')).toBe(
    '<a href="https://x.test/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">x</a>',
  );
});

test("[C57] of styles only looks survive, nothing that loads or covers", () => {
  const style =
    "color:red;position:fixed;top:0;background:url(//x.test);font-family:'Segoe UI',Arial;" +
    "width:expression(alert(1));margin:0 0 0 .8ex;behavior:url(x);border-top:solid #e1e1e1 1.0pt";
  expect(clean(`<p style="${style}">a</p>`)).toBe(
    "<p style=\"color:red;font-family:'Segoe UI',Arial;border-top:solid #e1e1e1 1.0pt\">a</p>",
  );
});

test("[C58] pictures from elsewhere are named but not loaded, whatever the attribute", () => {
  expect(clean('<img src="https://x.test/p.gif" srcset="https://x.test/q.gif 2x" alt="p">')).toBe(
    '<img alt="p" data-src="https://x.test/p.gif" />',
  );
  expect(clean('<img src="//x.test/p.gif">')).toBe('<img data-src="https://x.test/p.gif" />');
  expect(clean('<img data-src="javascript:1"><img src="javascript:1">')).toBe("<img /><img />");
  expect(clean('<table background="https://x.test/p.gif"><tr><td>a')).not.toContain("x.test");
  expect(clean('<video poster="https://x.test/p.gif" src=x></video>a')).toBe("a");
});

test("[C58] the mail's own pictures stay where they were", () => {
  expect(clean('<img src="cid:logo@x"><img src="cid:other@x">')).toBe(
    '<img src="cid:logo@x" /><img />',
  );
  expect(clean('<img src="CID:logo%40x">')).toBe('<img src="cid:logo@x" />');
});

test("[C58] cleaning twice changes nothing more, and going out pictures are themselves again", () => {
  const once = clean('<p style="color:red">a<img src="https://x.test/p.gif"></p>');
  expect(clean(once)).toBe(once);
  expect(sanitiseOutgoing(once)).toBe(
    '<p style="color:red">a<img src="https://x.test/p.gif" /></p>',
  );
  expect(sanitiseOutgoing('<p data-quote="itself" onclick=x>a<script>1</script></p>')).toBe(
    "<p>a</p>",
  );
});

test("[C59] hostile sizes end soon and without their harm", async () => {
  const read = (html: string): ReturnType<typeof readMail> =>
    readMail({
      raw: Buffer.from(mail({ "Content-Type": "text/html" }, html)),
      receivedAt: 1,
      envelopeFrom: null,
    });
  const links = await read('<a href="https://x.test">x</a>'.repeat(6000));
  expect(links.html).not.toContain("<a");
  expect(links.text).toHaveLength(6000);
  for (const html of ["<div>".repeat(60_000), "<style>".repeat(60_000), "<b".repeat(60_000)]) {
    const { attachments, html: kept } = await read(`hello${html}`);
    expect(kept ?? attachments[0]?.name).toMatch(/^hello|^message\.html$/);
  }
});

test("[C54] text from HTML reads like the mail", () => {
  const html =
    '<h1>Title</h1><p>One<br>two &amp; three</p><ul><li>a</li><li>b</li></ul><p>See <a href="https://x.test/y">here</a></p><blockquote>quoted</blockquote>';
  expect(textOfHtml(html)).toBe(
    "Title\n\nOne\ntwo & three\n\n * a\n * b\n\nSee here <https://x.test/y>\n\n> quoted",
  );
});
