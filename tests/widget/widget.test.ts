/** The built widget in a real browser, embedded by a shop of another origin. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { EngineerId, type InteractionId } from "../../protocol/ids.js";
import { launchBrowser } from "../support/browser.js";
import { FAKE_MENU, type FakeDesk, until } from "../support/fake-desk.js";
import { build, type Built, openShop, seriousFindings, type Shop } from "./shop.js";

jest.setTimeout(60_000);

const ADA = EngineerId.parse("ada");
const SIZE_MAX = 60 * 1024;

let widget: Built;
let browser: Browser;
let shop: Shop;
const contexts: BrowserContext[] = [];
/** Runs after the next message was stored and before its sender hears of it. */
let afterStored: (() => void) | null = null;

beforeAll(async () => {
  [widget, browser] = await Promise.all([build("widget/vite.config.ts"), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await widget.remove();
});
beforeEach(async () => {
  shop = await openShop(widget, {
    through: (desk: FakeDesk) => ({
      ...desk,
      say: async (message) => {
        const stored = await desk.say(message);
        afterStored?.();
        afterStored = null;
        return stored;
      },
    }),
  });
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  await shop.close();
});

async function visit(options: BrowserContextOptions = {}, attributes = ""): Promise<Page> {
  const context = await browser.newContext({
    locale: "en-GB",
    reducedMotion: "reduce",
    ...options,
  });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(shop.url(attributes));
  return page;
}

async function started(page: Page): Promise<InteractionId> {
  await page.getByRole("button", { name: "Open chat" }).click();
  await page.getByLabel("Name").fill("Wang Lei");
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByText(FAKE_MENU.welcome).waitFor();
  const id = shop.server.desk.interactions.at(-1)?.id;
  if (id === undefined) throw new Error("no chat began");
  return id;
}

async function talking(page: Page): Promise<InteractionId> {
  const id = await started(page);
  await page.getByRole("button", { name: "Support" }).click();
  await page.getByRole("button", { name: "Mail" }).click();
  await page.getByText("You are next, about 1 minute.").waitFor();
  shop.server.desk.accept(id, ADA);
  await page.getByText("You are talking to Ada").waitFor();
  return id;
}

async function write(page: Page, text: string): Promise<void> {
  const field = page.getByLabel("Write a message");
  await field.fill(text);
  await field.press("Enter");
}

/** The customer's own lines that were delivered, as they stand on the page. */
async function delivered(page: Page): Promise<readonly string[]> {
  return page.locator("strowger-chat .me.sent .bubble").allInnerTexts();
}

async function stored(id: InteractionId): Promise<readonly string[]> {
  const messages = await shop.server.desk.messages(id);
  return messages.filter(({ from }) => from === "customer").map(({ text }) => text);
}

function cutLines(): void {
  for (const socket of shop.server.io.of("/chat").sockets.values()) socket.conn.close();
}

test("[C34] the widget is one file of at most 60 KB", async () => {
  const bytes = gzipSync(await readFile(join(widget.dir, "widget.js")), { level: 9 }).length;
  expect(bytes).toBeLessThan(SIZE_MAX);
});

test("[C34] its styles and the page's do not touch each other", async () => {
  const page = await visit();
  const inside = (selector: string): string =>
    `document.querySelector("strowger-chat").shadowRoot.querySelector("${selector}")`;
  const own = `document.querySelector("#own")`;
  const look = (node: string, names: readonly string[]): Promise<readonly string[]> =>
    page.evaluate<string[]>(
      `(() => { const style = getComputedStyle(${node}); return ${JSON.stringify(names)}.map((name) => style[name]); })()`,
    );
  const ofOwn = ["color", "borderRadius", "padding", "fontSize"];
  const before = await look(own, ofOwn);
  await page.getByRole("button", { name: "Open chat" }).click();
  await page.getByLabel("Name").waitFor();
  const [font, ...others] = await look(inside("#name"), [
    "fontFamily",
    "fontSize",
    "letterSpacing",
  ]);
  expect(font).toContain("system-ui");
  expect(others).toEqual(["14px", "normal"]);
  expect(await look(inside(".launcher"), ["opacity", "backgroundColor"])).toEqual([
    "1",
    "rgb(28, 95, 196)",
  ]);
  expect(await look(own, ["backgroundColor"])).toEqual(["rgb(255, 0, 0)"]);
  expect(await look(own, ofOwn)).toEqual(before);
});

test("[C35] a customer gets through a whole chat, and begins another", async () => {
  const page = await visit();
  const id = await started(page);
  await page.getByRole("button", { name: "Support" }).click();
  await page.getByText("Press 1 for mail, 2 for network.").waitFor();
  await page.getByLabel("Choose above, or type its number").fill("network");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText(FAKE_MENU.connecting).waitFor();
  await page.getByText("You are next, about 1 minute.").waitFor();
  await write(page, "I can write while I wait");
  shop.server.desk.accept(id, ADA);
  await page.getByText("Ada joined.").waitFor();
  shop.server.desk.typing(id);
  await page.getByText("Ada is typing …").waitFor();
  shop.server.desk.write(id, "Good morning,\nwhat is broken?");
  await page.getByText("what is broken?").waitFor();
  await write(page, "Everything");
  await until(async () => (await stored(id)).length === 2, "two messages");
  await page.getByRole("button", { name: "End chat" }).click();
  await page.getByRole("group", { name: "End this chat?" }).getByText("End chat").click();
  await page.getByText("You ended the chat.").waitFor();
  expect((await shop.server.desk.interaction(id))?.outcome).toBe("handled");
  expect(await delivered(page)).toEqual([
    "Support",
    "Network",
    "I can write while I wait",
    "Everything",
  ]);
  await page.getByRole("button", { name: "New chat" }).click();
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByText(FAKE_MENU.welcome).waitFor();
  expect(shop.server.desk.interactions).toHaveLength(2);
});

test("[C35] digits are typed where the menu asks for them, and the menu may say goodbye", async () => {
  const page = await visit();
  const id = await started(page);
  await page.getByRole("button", { name: "Accounts" }).click();
  const digits = page.getByLabel("Number (4 to 8 digits)");
  await digits.fill("12");
  await digits.press("Enter");
  await page.getByText("Please choose one of the options.").waitFor();
  await digits.fill("12345");
  await digits.press("Enter");
  await page.getByText("You are next").waitFor();
  shop.server.desk.endByEngineer(id);
  await page.getByRole("button", { name: "New chat" }).click();
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByRole("button", { name: "Opening hours" }).click();
  await page.getByText(FAKE_MENU.hours).waitFor();
  await page.getByText("The chat has ended. Thank you!").waitFor();
  expect(shop.server.desk.interactions.map((row) => row.outcome)).toEqual([
    "abandoned",
    "menu_ended",
  ]);
});

test("[C35] messages that come while the panel is closed are counted on the button", async () => {
  const page = await visit();
  const id = await talking(page);
  await page.getByRole("button", { name: "Close chat window" }).first().click();
  shop.server.desk.write(id, "first of all");
  shop.server.desk.write(id, "and second");
  await page.getByRole("button", { name: "Open chat (2 new messages)" }).click();
  await page.getByText("and second").waitFor();
  await page.keyboard.press("Escape");
  const quiet = page.getByRole("button", { name: "Open chat", exact: true });
  await quiet.waitFor();
  expect(await quiet.innerText()).toBe("");
});

test("[C36] what is written without a connection is sent when it is back, in order, once", async () => {
  const page = await visit();
  const id = await talking(page);
  await write(page, "before");
  await until(async () => (await stored(id)).length === 1, "the first message");
  await page.context().setOffline(true);
  cutLines();
  await page.getByText("No connection.").waitFor();
  await write(page, "first");
  await write(page, "second");
  expect(await page.getByText("Sending …").count()).toBe(2);
  shop.server.desk.write(id, "are you there?");
  await page.context().setOffline(false);
  await until(async () => (await delivered(page)).includes("second"), "the delivery");
  expect(await stored(id)).toEqual(["before", "first", "second"]);
  expect((await delivered(page)).slice(-3)).toEqual(["before", "first", "second"]);
  expect(await page.getByText("are you there?").count()).toBe(1);
  expect(await page.getByText("No connection.").count()).toBe(0);
});

test("[C36] a message whose acknowledgement was lost is stored and shown once", async () => {
  const page = await visit();
  const id = await talking(page);
  afterStored = cutLines;
  await write(page, "lost and found");
  await until(async () => (await delivered(page)).includes("lost and found"), "the delivery");
  expect(await stored(id)).toEqual(["lost and found"]);
  expect(await page.getByText("lost and found").count()).toBe(1);
});

test("[C36] a server that restarts finds its customers again", async () => {
  const page = await visit();
  const id = await talking(page);
  shop.server.io.of("/chat").disconnectSockets(true);
  await page.getByText("No connection.").waitFor();
  await write(page, "still here");
  await until(async () => (await delivered(page)).includes("still here"), "the delivery");
  expect(await stored(id)).toEqual(["still here"]);
});

test("[C37] after a reload the same chat goes on, with what was not yet sent", async () => {
  const page = await visit();
  const id = await talking(page);
  await write(page, "one");
  await until(async () => (await stored(id)).length === 1, "the first message");
  shop.server.desk.failNext(Object.assign(new Error("gone"), { name: "StoreUnavailable" }));
  await write(page, "two");
  await until(() => (shop.server.desk.calls["say"] ?? 0) === 2, "the outage");
  await page.getByLabel("Write a message").fill("half a sen");
  await page.reload();
  await page.getByText("You are talking to Ada").waitFor();
  await until(async () => (await stored(id)).length === 2, "the second message");
  await until(async () => (await delivered(page)).length === 2, "both on the page");
  expect(await delivered(page)).toEqual(["one", "two"]);
  expect(await page.getByLabel("Write a message").inputValue()).toBe("half a sen");
  expect(shop.server.desk.interactions).toHaveLength(1);
});

test("[C37] a reload in the menu shows the present screen, and other tabs join in", async () => {
  const page = await visit();
  const id = await started(page);
  await page.getByRole("button", { name: "Support" }).click();
  await page.getByRole("button", { name: "Network" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Network" }).waitFor();
  const other = await page.context().newPage();
  await other.goto(shop.url());
  await other.getByRole("button", { name: "Network" }).click();
  await page.getByText("You are next").waitFor();
  shop.server.desk.accept(id, ADA);
  await write(page, "from the first tab");
  await other.getByText("from the first tab").waitFor();
  expect(await page.getByText("from the first tab").count()).toBe(1);
  expect(shop.server.desk.interactions).toHaveLength(1);
});

test("[C37] a chat that ended meanwhile is shown once, then a new one may begin", async () => {
  const page = await visit();
  const id = await talking(page);
  shop.server.desk.write(id, "goodbye");
  await page.goto("about:blank");
  shop.server.desk.endByEngineer(id);
  await page.goto(shop.url());
  await page.getByText("The chat has ended. Thank you!").waitFor();
  await page.getByText("goodbye").waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Start chat" }).waitFor();
  expect(await page.getByText("goodbye").count()).toBe(0);
});

test("[C38] the keyboard alone is enough, stays in the panel, and does not reach the page", async () => {
  const page = await visit();
  await page.evaluate(
    "window.keys = []; addEventListener('keydown', (e) => window.keys.push(e.key))",
  );
  await page.getByRole("button", { name: "Open chat" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Wang");
  expect(await page.getByLabel("Name").inputValue()).toBe("Wang");
  const focused =
    "(() => { let at = document.activeElement; while (at?.shadowRoot) at = at.shadowRoot.activeElement; " +
    "return at?.closest('.panel') !== null; })()";
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press(step % 4 === 3 ? "Shift+Tab" : "Tab");
    expect(await page.evaluate(focused)).toBe(true);
  }
  await page.getByLabel("Name").focus();
  await page.keyboard.press("Enter");
  await page.getByText(FAKE_MENU.welcome).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Mail" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("You are next").waitFor();
  await page.keyboard.type("typed at once");
  expect(await page.getByLabel("Write a message").inputValue()).toBe("typed at once");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Open chat" }).waitFor();
  expect(await page.evaluate("window.keys")).toEqual([]);
  expect(await page.evaluate("document.activeElement.localName")).toBe("strowger-chat");
});

const looks = [
  { name: "light, wide", options: {} },
  { name: "dark, narrow", options: { colorScheme: "dark", viewport: { width: 390, height: 844 } } },
] as const;

for (const { name, options } of looks) {
  test(`[C38] axe finds nothing serious: ${name}`, async () => {
    const page = await visit(options);
    await page.getByRole("button", { name: "Open chat" }).waitFor();
    await page.addStyleTag({
      content: "button { color: white !important; background: #000 !important; }",
    });
    const findings = [...(await seriousFindings(page))];
    await page.getByRole("button", { name: "Open chat" }).click();
    findings.push(...(await seriousFindings(page)));
    await page.getByRole("button", { name: "Start chat" }).click();
    await page.getByRole("button", { name: "Support" }).waitFor();
    findings.push(...(await seriousFindings(page)));
    await page.getByRole("button", { name: "Support" }).click();
    await page.getByRole("button", { name: "Mail" }).click();
    await page.getByText("You are next").waitFor();
    findings.push(...(await seriousFindings(page)));
    const id = shop.server.desk.interactions[0]?.id;
    if (id === undefined) throw new Error("no chat");
    shop.server.desk.accept(id, ADA);
    shop.server.desk.write(id, "Good morning.");
    await page.getByText("Good morning.").waitFor();
    await write(page, "Hello");
    await until(async () => (await delivered(page)).includes("Hello"), "the delivery");
    await page.getByRole("button", { name: "End chat" }).click();
    findings.push(...(await seriousFindings(page)));
    shop.server.desk.endByEngineer(id);
    await page.getByRole("button", { name: "New chat" }).waitFor();
    findings.push(...(await seriousFindings(page)));
    expect(findings).toEqual([]);
  });
}

test("[C38] speaks Chinese when the browser or the page does, and tells the menu so", async () => {
  const byBrowser = await visit({ locale: "zh-CN" });
  await byBrowser.getByRole("button", { name: "打开在线客服" }).click();
  await byBrowser.getByRole("button", { name: "开始聊天" }).click();
  await byBrowser.getByText(FAKE_MENU.welcome).waitFor();
  const byPage = await visit({}, 'data-locale="zh" data-customer-name="王磊"');
  await byPage.getByRole("button", { name: "打开在线客服" }).click();
  expect(await byPage.getByLabel("姓名").inputValue()).toBe("王磊");
  await byPage.getByRole("button", { name: "开始聊天" }).click();
  await byPage.getByText(FAKE_MENU.welcome).waitFor();
  expect(shop.server.desk.interactions.map((row) => row.language)).toEqual(["zh-CN", "zh"]);
});

test("[C38] on a telephone the open panel is the whole page", async () => {
  const page = await visit({ viewport: { width: 390, height: 844 } });
  await page.getByRole("button", { name: "Open chat" }).click();
  const panel = page.getByRole("dialog");
  await until(async () => (await panel.boundingBox())?.y === 0, "the end of the animation");
  expect(await panel.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
});
