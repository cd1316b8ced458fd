/**
 * The first five minutes, as people live them: the program as `npm start` runs it, an engineer in
 * one browser window, a customer in another, a mailbox on a real Dovecot.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { io } from "socket.io-client";
import { launchBrowser } from "../support/browser.js";
import { startDovecot, type Dovecot } from "../support/dovecot.js";
import { eventually } from "../support/eventually.js";
import {
  programFolder,
  startProgram,
  type Program,
  type ProgramFolder,
} from "../support/program.js";

let folder: ProgramFolder;
let dovecot: Dovecot;
let program: Program;
let browser: Browser;
let engineer: Page;
let customer: Page;

beforeAll(async () => {
  [folder, dovecot, browser] = await Promise.all([
    programFolder(),
    startDovecot(),
    launchBrowser(),
  ]);
  program = await startProgram(folder, { DEMO: "1", IMAP_URL: dovecot.url });
  const size = { width: 1440, height: 900 };
  engineer = await (await browser.newContext({ viewport: size, locale: "en" })).newPage();
  customer = await (await browser.newContext({ viewport: size, locale: "en" })).newPage();
  const [link] = await program.links("Engineer");
  await engineer.goto(link ?? "");
  await engineer.getByRole("button", { name: /What you are doing now/ }).click();
  await engineer.getByRole("menuitem", { name: "Available" }).click();
  await engineer.getByRole("button", { name: /What you are doing now: Available/ }).waitFor();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await program.stop();
  await dovecot.stop();
  folder.remove();
});

/** Presses a key of the desk, not of a field: somebody who answers by keyboard. */
async function acceptOffer(): Promise<void> {
  await engineer.getByRole("button", { name: /^Accept/ }).waitFor({ timeout: 20_000 });
  await engineer.keyboard.press("a");
}

async function wrapUp(): Promise<void> {
  const card = engineer.getByRole("region", { name: "Wrap-up" });
  await card.getByText("Resolved").click({ timeout: 20_000 });
  await card.getByRole("button", { name: /Complete/ }).click();
  await card.waitFor({ state: "hidden" });
}

test("the program stops when asked to, with everything done", async () => {
  const other = await programFolder();
  const short = await startProgram(other, { DEMO: "1" });
  expect(await short.stop()).toBe(0);
  other.remove();
}, 90_000);

test("a console is shown out when its session ends, and words are told as they are kept", async () => {
  const [, link] = await program.links("Engineer");
  const headers = { "content-type": "application/json", origin: program.url };
  const signedIn = await fetch(`${program.url}/api/v1/session/link`, {
    method: "POST",
    headers,
    body: JSON.stringify({ token: new URL(link ?? "").pathname.split("/").at(-1) }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const socket = io(`${program.url}/console`, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie, origin: program.url },
  });
  await new Promise((resolve) => socket.once("hello", resolve));
  const told = new Promise<{ state: { reason: string } }>((resolve) => {
    socket.once("presence:changed", resolve);
  });
  await socket.emitWithAck("presence:set", { status: "break", reason: "lu\0nch" });
  expect((await told).state.reason).toBe("lunch");
  const ended = new Promise((resolve) => socket.once("disconnect", resolve));
  await fetch(`${program.url}/api/v1/session`, {
    method: "DELETE",
    headers: { ...headers, cookie },
  });
  expect(await ended).toBe("io server disconnect");
});

test("a caller walks the menu on /try, is answered, and the call is wrapped up", async () => {
  await customer.goto(`${program.url}/try`);
  const phone = customer.locator(".handset");
  await phone.getByRole("button", { name: "Call", exact: true }).click();
  // A key is pressed when the menu that it answers is being read out.
  for (const heard of [
    "For English, press 1",
    "At any time, press 0",
    "For Windows Server, press 1",
    "If a server is down now, press 1",
  ]) {
    await phone.getByText(heard).first().waitFor({ timeout: 20_000 });
    await phone.locator(".keys button").first().click();
  }
  await acceptOffer();
  await engineer.getByText(/You are talking|You hear the caller/).waitFor({ timeout: 20_000 });
  await phone
    .getByText(/engineer/)
    .first()
    .waitFor({ timeout: 20_000 });
  await engineer.getByRole("button", { name: /^End/ }).click();
  await wrapUp();
  await phone.getByRole("button", { name: "Call", exact: true }).waitFor({ timeout: 20_000 });
  expect(await phone.innerText()).toContain("Call ended");
}, 90_000);

test("a customer chats in the widget and survives a reload in the middle", async () => {
  await customer.goto(`${program.url}/try`);
  const shop = customer.frameLocator("iframe");
  await shop.getByRole("button", { name: "Open chat" }).click();
  await shop.getByRole("button", { name: "Start chat" }).click();
  for (const option of ["Servers", "Windows Server", "Down now"]) {
    await shop.getByRole("button", { name: option }).click();
  }
  await acceptOffer();
  await shop
    .getByText(/Mei Chen/)
    .first()
    .waitFor();
  const write = engineer.getByPlaceholder(/Write to/);
  await write.fill("Which server is it?");
  await engineer.keyboard.press("Control+Enter");
  await shop.getByText("Which server is it?").waitFor();
  await customer.reload();
  const again = customer.frameLocator("iframe");
  await again.getByText("Which server is it?").waitFor();
  const answer = again.getByRole("textbox").last();
  await answer.fill("The one in Porto.");
  await answer.press("Enter");
  await engineer.getByText("The one in Porto.").first().waitFor();
  expect(await again.getByText("Which server is it?").count()).toBe(1);
  await engineer.getByRole("button", { name: /^End/ }).click();
  await wrapUp();
}, 90_000);

test("a mail from Dovecot reaches the engineer, and the answer reaches the customer", async () => {
  await dovecot.deliver(
    [
      "From: Ana Silva <ana.silva@porto-logistics.example>",
      "To: support@strowger.example",
      "Subject: Backup fails",
      "Message-ID: <backup-1@porto-logistics.example>",
      "Date: Sat, 21 Nov 2026 10:00:00 +0000",
      "",
      "The backup stops at 40 %.",
      "",
    ].join("\r\n"),
  );
  await acceptOffer();
  await engineer.getByText("The backup stops at 40 %.").first().waitFor();
  const editor = engineer.getByRole("textbox", { name: "Your answer" });
  await editor.click();
  await editor.pressSequentially("We are looking into it.");
  await engineer.keyboard.press("Control+Enter");
  await eventually(async () => {
    const address = encodeURIComponent("ana.silva@porto-logistics.example");
    const response = await fetch(`${program.url}/try/api/mails?address=${address}`);
    const { items } = (await response.json()) as { items: { text: string; subject: string }[] };
    expect(items.map(({ subject }) => subject)).toContain("Re: Backup fails");
    expect(items.some(({ text }) => text.includes("We are looking into it."))).toBe(true);
  }, 30_000);
  await engineer.getByRole("button", { name: /^Finish/ }).click();
  await wrapUp();
}, 90_000);
