/**
 * A customer who texts, as people live it: the program as `npm start` runs it, the telephone on
 * `/try` in one browser window, the engineer's console in another.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.js";
import {
  programFolder,
  startProgram,
  type Program,
  type ProgramFolder,
} from "../support/program.js";

let folder: ProgramFolder;
let program: Program;
let browser: Browser;
let engineer: Page;
let customer: Page;

beforeAll(async () => {
  [folder, browser] = await Promise.all([programFolder(), launchBrowser()]);
  program = await startProgram(folder, { DEMO: "1" });
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
  folder.remove();
});

test("[C100] a text walks the menu into a bucket, an engineer answers it, and its end is quiet", async () => {
  await customer.goto(`${program.url}/try/`);
  await customer.getByLabel("You are").selectOption("Ana Silva");
  await customer.getByRole("button", { name: "Messages" }).click();
  const log = customer.getByRole("log", { name: "Messages with the desk" });
  const theirs = log.locator(".theirs");
  const field = customer.getByLabel("Text message");
  const write = async (text: string): Promise<void> => {
    await field.fill(text);
    await field.press("Enter");
    await log.locator(".mine", { hasText: text }).last().waitFor();
  };
  await write("My server is down");
  for (let answers = 1; answers < 8; answers += 1) {
    await theirs.nth(answers - 1).waitFor();
    const last = await theirs.last().innerText();
    if (last.includes("in line")) break;
    await write(last.includes("Please answer with") ? "123456" : "1");
  }
  await log.getByText(/You are (next|number)/).waitFor();

  await engineer.getByRole("button", { name: /^Accept/ }).waitFor({ timeout: 20_000 });
  await engineer.keyboard.press("a");
  await log.getByText("is here now and reads what you write.").waitFor();
  const conversation = engineer.getByRole("region", { name: "Conversation" });
  await conversation.getByText("My server is down").waitFor();
  await conversation.getByText(/^SMS \+/).waitFor();
  const reply = conversation.getByRole("textbox");
  await reply.fill("Which one? 🖥");
  await conversation.getByText(/Sent as 1 SMS · .*wide alphabet/).waitFor();
  await conversation.getByRole("button", { name: /Send/ }).click();
  await log.getByText("Which one? 🖥").waitFor();
  await conversation.getByText("Sent", { exact: true }).waitFor();
  await write("The one in the cellar");
  await conversation.getByText("The one in the cellar").waitFor();
  // The carrier lets nothing through any more, and the engineer sees so.
  await write("STOP");
  await log.getByText("unsubscribed").waitFor();
  await reply.fill("Are you there?");
  await conversation.getByRole("button", { name: /Send/ }).click();
  await conversation.getByText("Not delivered: the customer has opted out").waitFor();
  const told = await theirs.count();
  await engineer.keyboard.press("Escape");
  await conversation.getByRole("button", { name: /End/ }).click();
  await engineer.getByRole("region", { name: "Wrap-up" }).waitFor();
  expect(await theirs.count()).toBe(told);
}, 120_000);
