/** A supervisor records prompts, in a real browser and with the whole program behind it; a caller hears them. */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { drawTree } from "../flows/draw.js";
import { WITH_MICROPHONE, launchBrowser } from "../support/browser.js";
import { eventually } from "../support/eventually.js";
import {
  programFolder,
  startProgram,
  type Program,
  type ProgramFolder,
} from "../support/program.js";
import { PNG, recordingId, wav } from "../support/sounds.js";
import { PHONE, WIDE, seriousFindings } from "./pages.js";

let folder: ProgramFolder;
let program: Program;
let browser: Browser;
let signedIn: Awaited<ReturnType<BrowserContext["storageState"]>>;
const contexts: BrowserContext[] = [];

const HUM = wav({ seconds: 2 });

/** Four levels, the first of which greets. */
const TREE = drawTree(
  `hello         say >main
   main          menu 1>two ~service-desk
   two           menu 1>three ~service-desk
   three         menu 1>four ~service-desk
   four          menu 1>vpn ~service-desk
   vpn           bucket
   service-desk  operator`,
  ["en", "zh"],
);

/** Notes what sounds and when it has ended, and lets it through. */
const LISTEN = `
  window.sounded = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    const path = new URL(this.src).pathname;
    this.addEventListener("playing", () => window.sounded.push("began " + path));
    this.addEventListener("ended", () => window.sounded.push("ended " + path));
    return play.call(this);
  };`;

beforeAll(async () => {
  folder = await programFolder();
  [program, browser] = await Promise.all([
    startProgram(folder, { DEMO: "1" }),
    launchBrowser(WITH_MICROPHONE),
  ]);
  const [link] = await program.links("Supervisor");
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link ?? "");
  await page.waitForURL(/floor|desk/);
  signedIn = await context.storageState();
  await ask(page, "POST /api/v1/menus", { tree: TREE });
  await context.close();
}, 90_000);

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

afterAll(async () => {
  await browser.close();
  await program.stop();
  folder.remove();
});

async function open(path: string, size = WIDE): Promise<Page> {
  const context = await browser.newContext({
    viewport: size,
    locale: "en-GB",
    reducedMotion: "reduce",
    storageState: signedIn,
  });
  contexts.push(context);
  await context.addInitScript(LISTEN);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${program.url}${path}`);
  return page;
}

/** The form of the node that greets. */
async function openGreeting(): Promise<{ readonly page: Page; readonly form: Locator }> {
  const page = await open("/menus/drawn");
  await page.locator('.sw-node[data-kind="say"]').click();
  return { page, form: page.getByRole("region", { name: "Form" }) };
}

const file = (name: string, bytes: Uint8Array) => ({
  name,
  mimeType: "audio/wav",
  buffer: Buffer.from(bytes),
});

async function choose(page: Page, button: Locator, given: ReturnType<typeof file>): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button.click()]);
  await chooser.setFiles(given);
}

function sounded(page: Page): Promise<string[]> {
  return page.evaluate<string[]>("window.sounded");
}

const saved = (page: Page): Promise<void> =>
  page.getByRole("status").filter({ hasText: "· saved" }).waitFor();

test("[K33] a recording is uploaded, listened to, removed, and undone like any other change", async () => {
  const { page, form } = await openGreeting();
  const button = (what: string): Locator =>
    form.getByRole("button", { name: `${what}: What the caller hears: English` });
  await choose(page, button("Upload a recording"), file("prompt.wav", PNG));
  await form.getByRole("alert").filter({ hasText: "A telephone cannot play this" }).waitFor();
  await choose(page, button("Upload a recording"), file("prompt.wav", HUM));
  await form.getByText("recorded, 2 s").waitFor();
  expect(await form.getByRole("alert").count()).toBe(0);
  // What a telephone cannot play, but this browser can, becomes what a telephone plays.
  const fine = file("fine.wav", wav({ seconds: 3, rate: 96_000, channels: 2 }));
  await choose(page, button("Upload another recording"), fine);
  await form.getByText("recorded, 3 s").waitFor();
  await page.keyboard.press("Control+z");
  await form.getByText("recorded, 2 s").waitFor();
  await button("Play").click();
  const address = `/api/v1/recordings/${recordingId(HUM)}`;
  await eventually(async () => {
    expect(await sounded(page)).toEqual([`began ${address}`, `ended ${address}`]);
  });
  await button("Remove the recording").click();
  await button("Upload a recording").waitFor();
  await page.keyboard.press("Control+z");
  await form.getByText("recorded, 2 s").waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await saved(page);
}, 60_000);

test("[K33] the microphone records, and what it heard is kept as a telephone plays it", async () => {
  const { page, form } = await openGreeting();
  await form
    .getByRole("button", { name: "Record with the microphone: What the caller hears: 中文" })
    .click();
  await form.getByText("Recording, 1 s").waitFor();
  await form.getByRole("button", { name: "Discard" }).click();
  expect(await form.getByText(/^recorded/).count()).toBe(1);
  await form
    .getByRole("button", { name: "Record with the microphone: What the caller hears: 中文" })
    .click();
  await form.getByText("Recording, 1 s").waitFor();
  await form.getByRole("button", { name: "Stop and use it" }).click();
  await eventually(async () => {
    expect(await form.getByText(/^recorded/).count()).toBe(2);
  });
  const list = (await ask(page, "GET /api/v1/recordings")) as {
    readonly items: readonly { readonly type: string; readonly seconds: number }[];
  };
  expect(list.items[0]?.type).toBe("audio/wav");
  expect(list.items[0]?.seconds).toBeGreaterThan(0.5);
  await page.keyboard.press("Control+z");
  await eventually(async () => {
    expect(await form.getByText(/^recorded/).count()).toBe(1);
  });
  await saved(page);
}, 60_000);

test("[K34] the telephone beside the drawing plays it, and shows its words", async () => {
  const { page } = await openGreeting();
  await page.getByRole("button", { name: "Try it" }).click();
  const phone = page.locator(".sw-try");
  await phone.getByRole("switch", { name: "Speak aloud" }).click();
  await phone.getByRole("button", { name: "Call", exact: true }).click();
  await phone.locator(".sw-try-says", { hasText: "hello" }).getByLabel("Recorded").waitFor();
  const address = `/api/v1/recordings/${recordingId(HUM)}`;
  await eventually(async () => {
    expect(await sounded(page)).toEqual([`began ${address}`, `ended ${address}`]);
  });
}, 60_000);

test("[C93] whoever calls on /try hears the recording", async () => {
  const page = await open("/menus/drawn", PHONE);
  await ask(page, "POST /api/v1/menus/drawn/publish", { note: "Recorded" });
  const settings = (await ask(page, "GET /api/v1/settings")) as object;
  await ask(page, "PUT /api/v1/settings", { ...settings, menuTreeId: "drawn", numbers: [] });
  const customer = await open("/try");
  const phone = customer.locator(".handset");
  await phone.getByRole("button", { name: "Call", exact: true }).click();
  await phone.getByText("♪ A recorded prompt").waitFor();
  const address = `/twilio/recordings/${recordingId(HUM)}`;
  await eventually(async () => {
    expect(await sounded(customer)).toEqual([`began ${address}`, `ended ${address}`]);
  });
  await phone.getByText("main").waitFor();
}, 60_000);

/** `what`: such as `GET /api/v1/settings`. */
async function ask(page: Page, what: string, body: object | null = null): Promise<unknown> {
  const [method, path] = what.split(" ");
  const wish = JSON.stringify({ method, path, body });
  return page.evaluate<unknown>(`(async () => {
    const { method, path, body } = ${wish};
    const headers = { "content-type": "application/json" };
    const sent = body === null ? {} : { headers, body: JSON.stringify(body) };
    const answer = await fetch(path, { method, ...sent });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  })()`);
}
