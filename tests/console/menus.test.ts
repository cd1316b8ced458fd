/** A supervisor draws a menu from nothing, in a real browser and with the whole program behind it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.js";
import { eventually } from "../support/eventually.js";
import {
  programFolder,
  startProgram,
  type Program,
  type ProgramFolder,
} from "../support/program.js";
import { PHONE, WIDE, seriousFindings } from "./pages.js";

let folder: ProgramFolder;
let program: Program;
let browser: Browser;
let signedIn: Awaited<ReturnType<BrowserContext["storageState"]>>;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  folder = await programFolder();
  [program, browser] = await Promise.all([startProgram(folder, { DEMO: "1" }), launchBrowser()]);
  const [link] = await program.links("Supervisor");
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link ?? "");
  await page.waitForURL(/floor|desk/);
  signedIn = await context.storageState();
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

interface Wish {
  readonly size?: { readonly width: number; readonly height: number };
  readonly scheme?: "light" | "dark";
}

async function open(path: string, wish: Wish = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: wish.size ?? WIDE,
    colorScheme: wish.scheme ?? "light",
    locale: "en-GB",
    reducedMotion: "reduce",
    storageState: signedIn,
  });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${program.url}${path}`);
  return page;
}

const form = (page: Page): Locator => page.getByRole("region", { name: "Form" });

/** A list may still move while it opens; whoever missed clicks again. */
async function choose(page: Page, field: Locator, option: string): Promise<void> {
  await field.click();
  await field.fill(option);
  const wanted = page.getByRole("option", { name: option, exact: true }).first();
  await eventually(async () => {
    await wanted.click({ timeout: 2000 });
    await wanted.waitFor({ state: "detached", timeout: 2000 });
  });
}

/** A tree of one menu, made by hand; answers with its page. */
async function drawNew(name: string): Promise<Page> {
  const page = await open("/menus");
  await page.getByRole("button", { name: "New menu" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await choose(page, dialog.getByRole("combobox", { name: /operator/ }), "Service desk");
  await dialog.getByRole("button", { name: "New menu" }).click();
  await page.locator(".sw-node").first().waitFor();
  return page;
}

function saved(page: Page): Promise<void> {
  return page.getByRole("status").filter({ hasText: "· saved" }).waitFor();
}

describe("the editor", () => {
  test("[K30] a tree of four levels is drawn from nothing, mended, tried, published and called", async () => {
    const page = await drawNew("Printers");
    const publish = page.getByRole("button", { name: "Publish", exact: true });
    await page.getByText(/^Mend \d+ findings? first/).waitFor({ state: "attached" });
    expect(await publish.getAttribute("aria-disabled")).toBe("true");
    await page.locator('.sw-node[data-kind="menu"]').click();
    for (const [n, name] of ["Printing", "Office", "Laser", "Paper"].entries()) {
      const here = form(page);
      await here
        .getByRole("textbox", { name: "What the caller hears: English" })
        .fill(`For ${name}, press 1.`);
      await here.getByRole("textbox", { name: "Key 1: English" }).fill(name);
      const to = here.getByRole("combobox", { name: "Key 1 leads to" });
      await choose(page, to, n === 3 ? "New: Bucket" : "New: Menu");
    }
    // The list of findings leads to the last node that wants something.
    await page.getByRole("button", { name: /finding/ }).click();
    await page.getByRole("button", { name: /Unknown bucket/ }).click();
    await choose(page, form(page).getByRole("combobox", { name: "Bucket" }), "Printers");
    await eventually(async () => {
      // What is left to mend is told when this fails.
      expect(await page.locator(".sw-menu-beside").allInnerTexts()).toEqual([
        expect.stringContaining("Nothing to mend. The menu can be published."),
      ]);
    }, 15_000);
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByRole("button", { name: "Call", exact: true }).click();
    for (let n = 0; n < 4; n += 1) {
      await page.locator(".sw-try").getByRole("button", { name: "Key 1" }).click();
    }
    await page.getByText("The caller waits in Printers.").waitFor();
    await page.getByRole("button", { name: "Show the whole tree" }).click();
    await eventually(async () => {
      expect(await page.locator(".sw-way-lit").count()).toBe(4);
    });
    await saved(page);
    await publish.click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox").fill("The first one");
    await dialog.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Version 1 · saved").waitFor();
    await page.getByRole("link", { name: "All menus" }).click();
    const row = page.getByRole("row", { name: /Printers/ });
    await row.getByText("As published").waitFor();
    await callIt(page);
    await row.getByRole("link", { name: "Printers" }).click();
    await page.getByRole("button", { name: "Numbers" }).click();
    // The call stands on the node it came through, and on the bucket it waits in.
    const came = page.getByRole("img", { name: /^1 came here \(100%\)/ });
    await eventually(async () => {
      expect(await came.count()).toBeGreaterThan(1);
    });
  }, 90_000);

  test("[K40] a proposal of the advisor is looked at, taken, and taken back", async () => {
    const page = await open("/menus/it-support");
    await page.getByRole("button", { name: "Advice" }).click();
    const proposals = page.getByRole("list", { name: "Proposals" });
    await proposals.getByRole("button", { name: "Preview" }).first().click();
    await page.locator('.sw-node[data-change="changed"]').first().waitFor();
    const take = proposals.getByRole("button", { name: "Make it the draft" }).first();
    await take.click();
    await page.getByText("The draft has changed since this advice was given.").waitFor();
    expect(await take.isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually(async () => {
      expect(await take.isDisabled()).toBe(false);
    });
    await saved(page);
  }, 60_000);

  test("[K27] what the keyboard did is taken back and done again with the keyboard", async () => {
    const page = await drawNew("Keys");
    await page.locator(".sw-canvas").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Insert");
    await page.keyboard.press("Insert");
    // What is out of sight is not drawn, but stands on the map.
    const cards = page.locator(".react-flow__minimap-node");
    await eventually(async () => {
      expect(await cards.count()).toBe(4);
    });
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete all of it" }).click();
    await eventually(async () => {
      expect(await cards.count()).toBe(2);
    });
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await eventually(async () => {
      expect(await cards.count()).toBe(3);
    });
    await page.keyboard.press("Control+Shift+Z");
    await eventually(async () => {
      expect(await cards.count()).toBe(4);
    });
    await saved(page);
  }, 60_000);

  test("[K26] a card dropped on a port hangs there, and its branch with it", async () => {
    const page = await drawNew("Dragged");
    await page.locator('.sw-node[data-kind="menu"]').click();
    const here = form(page);
    await here.getByRole("button", { name: "Add a key" }).click();
    await choose(page, here.getByRole("combobox", { name: "Key 1 leads to" }), "New: Announcement");
    const card = page.locator('.sw-node[data-kind="say"]');
    const port = page.locator('.sw-node[data-kind="menu"] .sw-node-port').nth(1);
    await eventually(async () => {
      expect(await page.locator(".react-flow__edge").count()).toBeGreaterThan(0);
    });
    const [from, to] = await Promise.all([card.boundingBox(), port.boundingBox()]);
    if (from === null || to === null) throw new Error("both are drawn");
    await page.mouse.move(from.x + 60, from.y + 30);
    await page.mouse.down();
    await page.mouse.move(from.x + 40, from.y + 40, { steps: 3 });
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 6 });
    await page.mouse.up();
    await page.locator('.sw-node[data-kind="menu"]').click({ position: { x: 80, y: 20 } });
    await eventually(async () => {
      const second = form(page).getByRole("combobox", { name: "Key 2 leads to" });
      expect(await second.inputValue()).toContain("Announcement");
    });
    const first = form(page).getByRole("combobox", { name: "Key 1 leads to" });
    expect(await first.inputValue()).toBe("");
  }, 60_000);

  test("[K28] two supervisors edit one tree: whoever is later is told, and nothing is lost", async () => {
    const mine = await drawNew("Shared");
    await saved(mine);
    const theirs = await open(new URL(mine.url()).pathname);
    await mine.route("**/draft", (route) => route.abort());
    await form(mine).getByRole("textbox", { name: "Name" }).fill("Shared by Sam");
    await mine.getByText(/no connection/).waitFor();
    await form(theirs).getByRole("textbox", { name: "Name" }).fill("Shared by Ada");
    await saved(theirs);
    await mine.unroute("**/draft");
    const alert = mine.getByRole("alert").filter({ hasText: "Somebody else saved" });
    await alert.getByRole("button", { name: "Look at theirs" }).click();
    await mine.getByRole("heading", { name: "Shared by Ada" }).waitFor();
    await alert.getByRole("button", { name: "Go on with mine" }).click();
    await mine.getByRole("heading", { name: "Shared by Sam" }).waitFor();
    await saved(mine);
    await mine.getByRole("button", { name: "Undo" }).click();
    await mine.getByRole("heading", { name: "Shared by Ada" }).waitFor();
    await saved(mine);
    expect(await alert.count()).toBe(0);
  }, 60_000);

  test("[K32] what could not be saved is there again after a reload", async () => {
    const page = await drawNew("Offline");
    await saved(page);
    await page.route("**/draft", (route) => route.abort());
    await form(page).getByRole("textbox", { name: "Name" }).fill("Typed offline");
    await page.getByText(/no connection/).waitFor();
    await page.unroute("**/draft");
    page.once("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await page.getByRole("heading", { name: "Typed offline" }).waitFor();
    await saved(page);
    await page.reload();
    await page.locator(".sw-node").first().waitFor();
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Typed offline");
  }, 60_000);

  test("[K29] the outline shows the same tree, and fits a phone", async () => {
    const page = await open("/menus/it-support", { size: PHONE });
    const tree = page.getByRole("tree");
    await tree
      .getByRole("treeitem", { name: /Windows Server clustering/ })
      .first()
      .waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
    await tree.getByRole("treeitem", { name: /Welcome to IT support/ }).click();
    await form(page).getByText("Language choice").waitFor();
    await form(page).getByRole("button", { name: "Outline" }).click();
    await tree.focus();
    await page.keyboard.press("ArrowDown");
    await tree.getByRole("treeitem", { selected: true, name: /Announcement/ }).waitFor();
  }, 60_000);

  test.each(["light", "dark"] as const)(
    "[K20] axe finds nothing serious in the menus, %s",
    async (scheme) => {
      const page = await open("/menus", { scheme });
      await page.getByRole("link", { name: "IT support" }).waitFor();
      await page.getByText("As published").first().waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await page.getByRole("link", { name: "IT support" }).click();
      await page.locator('.sw-node[data-kind="menu"]').first().click();
      expect(await seriousFindings(page)).toEqual([]);
      await page.getByRole("button", { name: "Try it" }).click();
      await page.getByRole("button", { name: "Call", exact: true }).click();
      await page.getByText("Outline", { exact: true }).click();
      await page.getByRole("tree").waitFor();
      expect(await seriousFindings(page)).toEqual([]);
    },
    60_000,
  );
});

/** The published tree answers the telephone. */
async function callIt(supervisor: Page): Promise<void> {
  await supervisor.evaluate(async () => {
    const settings = (await (await fetch("/api/v1/settings")).json()) as object;
    const body = JSON.stringify({ ...settings, menuTreeId: "printers", numbers: [] });
    const headers = { "content-type": "application/json" };
    const answer = await fetch("/api/v1/settings", { method: "PUT", headers, body });
    if (!answer.ok) throw new Error(await answer.text());
  });
  const customer = await open("/try");
  const phone = customer.locator(".handset");
  await phone.getByRole("button", { name: "Call", exact: true }).click();
  for (const name of ["Printing", "Office", "Laser", "Paper"]) {
    await phone.getByText(`For ${name}, press 1.`).first().waitFor();
    await phone.locator(".keys button").first().click();
  }
  await eventually(async () => {
    const answer = await supervisor.evaluate<{ items: readonly { bucketId: string }[] }>(
      "fetch('/api/v1/interactions?state=waiting').then((r) => r.json())",
    );
    expect(answer.items.map(({ bucketId }) => bucketId)).toContain("printers");
  });
}
