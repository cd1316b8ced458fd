/** The customer's page of a demo in a real browser: phone, website with the widget, mailbox. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.js";
import { until } from "../support/fake-desk.js";
import { build, type Built, seriousFindings } from "./shop.js";
import { INFO, openTrySite, type TrySite } from "./try-site.js";

jest.setTimeout(60_000);

let built: { readonly widget: Built; readonly page: Built };
let browser: Browser;
let site: TrySite;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  const [widget, page, launched] = await Promise.all([
    build("widget/vite.config.ts"),
    build("widget/try/vite.config.ts"),
    launchBrowser(),
  ]);
  built = { widget, page };
  browser = launched;
});
afterAll(async () => {
  await browser.close();
  await Promise.all([built.widget.remove(), built.page.remove()]);
});
beforeEach(async () => {
  site = await openTrySite(built);
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  await site.close();
});

const WIDE = { viewport: { width: 1440, height: 900 } };
const NARROW = { viewport: { width: 390, height: 844 } };

/** Counts what the Content-Security-Policy forbade, in the page and in its frame. */
const WATCH_POLICY =
  "addEventListener('securitypolicyviolation', (e) => console.error('FORBIDDEN ' + e.blockedURI + e.violatedDirective))";

async function visit(
  options: BrowserContextOptions = WIDE,
): Promise<{ readonly page: Page; readonly faults: string[] }> {
  const context = await browser.newContext({
    locale: "en-GB",
    reducedMotion: "reduce",
    ...options,
  });
  contexts.push(context);
  await context.addInitScript(WATCH_POLICY);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (line) => {
    if (line.type() === "error") faults.push(line.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.setDefaultTimeout(10_000);
  await page.goto(site.url);
  await page
    .getByLabel("Phone", { exact: true })
    .or(page.getByLabel("电话", { exact: true }))
    .waitFor();
  return { page, faults };
}

test("[C39] a call is placed, heard in writing, answered with keys, and ended", async () => {
  const { page } = await visit();
  await page.getByLabel("You are").selectOption("Ana Silva");
  await page.getByText("Press Call.").waitFor();
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await page.getByText("Welcome. Press 1 for servers.").waitFor();
  await page.getByText("Connected 00:").waitFor();
  await page.getByRole("button", { name: /^1/ }).click();
  await page.getByText("You pressed 1.").waitFor();
  await page.keyboard.press("#");
  await page.getByText("You pressed #.").waitFor();
  await page.getByText("Pressed 1#").waitFor();
  await page.getByRole("button", { name: "Mute microphone" }).click();
  await page.getByRole("button", { name: "Unmute microphone" }).waitFor();
  await page.getByRole("button", { name: "Silence the voice" }).click();
  await page.getByRole("button", { name: "Hang up" }).click();
  await page.getByText("Call ended").waitFor();
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await page.getByRole("button", { name: /^9/ }).click();
  await page.getByText("The number is busy.").waitFor();
  const dialled = `dial ${INFO.customers[1]?.phone ?? ""} ${INFO.number}`;
  expect(site.phone).toEqual([dialled, "key 1", "key #", "hangup", dialled, "key 9"]);
});

test("[C39] texts are written on the same telephone, and answered in bubbles", async () => {
  const { page, faults } = await visit();
  await page.getByRole("button", { name: "Messages" }).click();
  await page.getByText("Write a text").waitFor();
  const field = page.getByLabel("Text message");
  await field.fill("Hello");
  await field.press("Enter");
  const log = page.getByRole("log", { name: "Messages with the desk" });
  await log.getByText("1 Servers").waitFor();
  expect(await log.getByRole("listitem").allInnerTexts()).toEqual(["Hello", "Welcome.\n1 Servers"]);
  await field.fill("too much");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("Not sent: Try again in a moment.").waitFor();
  expect(await field.inputValue()).toBe("too much");
  const { phone } = INFO.customers[0] ?? {};
  expect(site.phone[0]).toBe(`text ${phone ?? ""} ${INFO.number} Hello`);
  expect(await seriousFindings(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test("[C39] the website has the widget, which knows who is signed in", async () => {
  const { page, faults } = await visit();
  const shop = page.frameLocator("iframe");
  await shop.getByText("Signed in as Wang Lei").waitFor();
  await shop.getByRole("button", { name: "Chat with us" }).click();
  expect(await shop.getByLabel("Name").inputValue()).toBe("Wang Lei");
  await shop.getByRole("button", { name: "Start chat" }).click();
  await shop.getByRole("button", { name: "Support" }).waitFor();
  expect(site.server.desk.interactions[0]?.address).toBe("wang.lei@pudong.example");
  await page.getByLabel("You are").selectOption("Ana Silva");
  await shop.getByText("Signed in as Ana Silva").waitFor();
  await shop.getByRole("button", { name: "Chat with us" }).click();
  expect(await shop.getByLabel("Name").inputValue()).toBe("Ana Silva");
  expect(faults).toEqual([]);
});

test("[C39] a mail is written, its answer arrives by itself, and is answered in its thread", async () => {
  const { page, faults } = await visit();
  const box = page.getByLabel("Mailbox", { exact: true });
  await box.getByText("No mail yet").waitFor();
  await box.getByRole("button", { name: "Write a mail" }).click();
  await box.getByLabel("To").selectOption("sap@desk.example");
  await box.getByLabel("Subject").fill("It is slow");
  await box.getByLabel("Message").fill("Since this morning.");
  await box.getByRole("button", { name: "Send" }).click();
  await box.getByText("Sent. It is in the queue now.").waitFor();
  await box.getByText("It is slow").waitFor();
  site.deliver({ to: "wang.lei@pudong.example", subject: "Re: It is slow", text: "Is it now?" });
  await box.getByText("1 new").waitFor();
  await box.getByText("Re: It is slow").click();
  await box.getByRole("link", { name: "log.txt" }).waitFor();
  await box.getByRole("button", { name: "Reply" }).click();
  const text = box.getByLabel("Message");
  await text.pressSequentially("Yes, thank you.");
  expect(await text.inputValue()).toMatch(
    /^Yes, thank you\.\n\nOn .+, Ada <.+> wrote:\n> Is it now\?/,
  );
  await box.getByRole("button", { name: "Send" }).click();
  await until(() => site.posted.length === 2, "the answer");
  expect(site.posted).toEqual([
    {
      from: "wang.lei@pudong.example",
      name: "Wang Lei",
      to: "sap@desk.example",
      subject: "It is slow",
      text: "Since this morning.",
    },
    expect.objectContaining({
      to: "reply+mail-2@desk.example",
      subject: "Re: It is slow",
      inReplyTo: "<mail-2@desk.example>",
      references: ["<earlier@x>", "<mail-2@desk.example>"],
    }),
  ]);
  expect(faults).toEqual([]);
});

test("[C39] a mailbox that does not answer says so, and comes back by itself", async () => {
  const { page } = await visit();
  const box = page.getByLabel("Mailbox", { exact: true });
  await box.getByText("No mail yet").waitFor();
  site.breakMailbox(true);
  await box.getByText("does not answer").waitFor();
  await box.getByRole("button", { name: "Write a mail" }).click();
  await box.getByRole("button", { name: "Send" }).click();
  await box.getByRole("alert").getByText("broken").waitFor();
  site.breakMailbox(false);
  await box.getByRole("button", { name: "Send" }).click();
  await box.getByText("Sent. It is in the queue now.").waitFor();
  expect(await box.getByText("does not answer").count()).toBe(0);
  expect(site.posted).toHaveLength(1);
});

test("[C39] says what to do first, side by side when wide, in tabs when narrow, in two languages", async () => {
  const { page } = await visit(NARROW);
  await page.getByText("Open the engineer's sign-in link").waitFor();
  const areas = ["Phone", "Website", "Mailbox"] as const;
  const shown = async (): Promise<readonly boolean[]> =>
    Promise.all(areas.map((area) => page.getByLabel(area, { exact: true }).isVisible()));
  expect(await shown()).toEqual([true, false, false]);
  await page.getByRole("button", { name: "Mailbox" }).click();
  expect(await shown()).toEqual([false, false, true]);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  await page.setViewportSize(WIDE.viewport);
  expect(await shown()).toEqual([true, true, true]);
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByText("在另一个窗口打开").waitFor();
  await page.frameLocator("iframe").getByRole("button", { name: "在线咨询" }).waitFor();
  await page.reload();
  await page.getByText("在另一个窗口打开").waitFor();
});

for (const [name, options] of [
  ["light, wide", WIDE],
  ["dark, narrow", { ...NARROW, colorScheme: "dark" }],
] as const) {
  test(`[C39] axe finds nothing serious: ${name}`, async () => {
    const { page } = await visit(options);
    site.deliver({ to: "wang.lei@pudong.example", subject: "Hello", text: "A mail" });
    await page.getByText("Press Call.").waitFor();
    const findings = [...(await seriousFindings(page))];
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await page.getByText("Welcome. Press 1").waitFor();
    findings.push(...(await seriousFindings(page)));
    const tab = page.getByRole("button", { name: /^Mailbox/ });
    if (await tab.isVisible()) await tab.click();
    await page.getByText("Hello").click();
    findings.push(...(await seriousFindings(page)));
    await page.getByRole("button", { name: "Reply" }).click();
    findings.push(...(await seriousFindings(page)));
    expect(findings).toEqual([]);
  });
}
