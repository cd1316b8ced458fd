/** Two supervisors at one menu, in a browser each: who is there, what they save, number and time. */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.js";
import { eventually } from "../support/eventually.js";
import {
  programFolder,
  startProgram,
  type Program,
  type ProgramFolder,
} from "../support/program.js";
import { WIDE, seriousFindings } from "./pages.js";

const PASSWORD = "correct horse battery";
type Kept = Awaited<ReturnType<BrowserContext["storageState"]>>;

let folder: ProgramFolder;
let program: Program;
let browser: Browser;
let grace: Kept;
let priya: Kept;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  folder = await programFolder();
  const admin = { ADMIN_EMAIL: "priya@example.com", ADMIN_PASSWORD: PASSWORD };
  [program, browser] = await Promise.all([
    startProgram(folder, { DEMO: "1", ...admin }),
    launchBrowser(),
  ]);
  const [link] = await program.links("Supervisor");
  const token = link?.split("/").at(-1);
  grace = await signedIn("session/link", { token });
  priya = await signedIn("session", { email: "priya@example.com", password: PASSWORD });
}, 90_000);

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

afterAll(async () => {
  await browser.close();
  await program.stop();
  folder.remove();
});

async function signedIn(path: string, data: object): Promise<Kept> {
  const context = await browser.newContext();
  const headers = { origin: program.url };
  const answer = await context.request.post(`${program.url}/api/v1/${path}`, { headers, data });
  expect(answer.ok()).toBe(true);
  const kept = await context.storageState();
  await context.close();
  return kept;
}

async function open(path: string, who: Kept): Promise<Page> {
  const context = await browser.newContext({
    viewport: WIDE,
    locale: "en-GB",
    reducedMotion: "reduce",
    storageState: who,
  });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${program.url}${path}`);
  return page;
}

const nameField = (page: Page) =>
  page.getByRole("region", { name: "Form" }).getByRole("textbox", { name: "Name" });
const others = (page: Page) => page.getByRole("list", { name: "Who else has this menu open" });

test("[K45] each sees the other, what they do, and what they saved", async () => {
  const [one, two] = [
    await open("/menus/it-support", grace),
    await open("/menus/it-support", priya),
  ];
  await others(one).getByText("priya is looking").waitFor();
  await others(two).getByText("Grace Lindqvist is looking").waitFor();
  await nameField(two).fill("From Priya");
  await others(one).getByText("priya is editing").waitFor();
  // Nothing was changed here: it comes by itself.
  await one.getByText("priya saved this menu. It is shown as it is now.").waitFor();
  expect(await nameField(one).inputValue()).toBe("From Priya");
  await nameField(one).fill("From Grace");
  await two.getByText(/^Grace Lindqvist saved this menu at/).waitFor();
  expect(await nameField(two).inputValue()).toBe("From Priya");
  await two.getByRole("button", { name: "Show theirs" }).click();
  expect(await nameField(two).inputValue()).toBe("From Grace");
  expect(await seriousFindings(two)).toEqual([]);
  await two.close();
  await eventually(async () => {
    expect(await others(one).getByRole("listitem").count()).toBe(0);
  });
}, 60_000);

test("[K43] a menu goes live at a time, and not when that is called off", async () => {
  const page = await open("/menus/it-support", grace);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = page.getByRole("dialog").first();
  await dialog.getByText("At a time").click();
  await dialog.getByText(/^Times are in your zone/).waitFor();
  await dialog.getByRole("textbox", { name: "What is new" }).fill("For the holidays");
  const submit = dialog.getByRole("button", { name: "Schedule" });
  expect(await submit.isDisabled()).toBe(true);
  await dialog.getByRole("button", { name: /Goes live on/ }).click();
  await page.getByRole("button", { name: "Next month" }).click();
  await page.getByRole("button", { name: /^15 / }).click();
  await page.getByRole("button", { name: "Take this time" }).click();
  const sentence = /Version \d+ goes live on \w+day, \w+ 15 at 08:00/;
  await dialog.getByText(sentence).waitFor();
  await submit.click();
  await page.getByRole("button", { name: "Versions" }).click();
  const plan = page.locator(".sw-scheduled");
  await plan.getByText(sentence).waitFor();
  await plan.getByText("For the holidays · Planned by Grace Lindqvist").waitFor();
  const list = await open("/menus", priya);
  await list.getByText(sentence).waitFor();
  await plan.getByRole("button", { name: "Call it off" }).click();
  await plan.waitFor({ state: "detached" });
  // The list hears of it, too.
  await list.getByText(sentence).waitFor({ state: "detached" });
}, 60_000);

test("[K44] a number is given to a menu, and the other page shows it at once", async () => {
  const [one, two] = [await open("/menus", grace), await open("/menus", priya)];
  const card = (page: Page) => page.getByRole("region", { name: "Numbers and addresses" });
  await card(two).getByText("All other numbers").waitFor();
  await card(one).getByRole("button", { name: "Change" }).click();
  const form = one.getByRole("dialog");
  await form.getByRole("button", { name: "Add a number" }).click();
  await form.getByRole("textbox", { name: "Number 2" }).fill("021 6123 4567");
  await form.getByRole("button", { name: /^Save/ }).click();
  await form.getByText(/^Write it with a plus and the country/).waitFor();
  await form.getByRole("textbox", { name: "Number 2" }).fill("+86 (21) 6123-4567");
  await form.getByRole("combobox", { name: "Number 2 leads to" }).click();
  await one.getByRole("option").first().click();
  expect(await seriousFindings(one)).toEqual([]);
  await form.getByRole("button", { name: /^Save/ }).click();
  await card(two).getByText("+86 21 6123 4567").waitFor();
  await two
    .getByRole("row")
    .getByText(/\+86 21 6123 4567 · All other numbers/)
    .waitFor();
}, 60_000);
