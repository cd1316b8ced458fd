/** A supervisor takes menus in and out as files, in a real browser and with the whole program behind it. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
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
let page: Page;

beforeAll(async () => {
  folder = await programFolder();
  [program, browser] = await Promise.all([startProgram(folder, { DEMO: "1" }), launchBrowser()]);
  const [link] = await program.links("Supervisor");
  const context = await browser.newContext({
    viewport: WIDE,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(link ?? "");
  await page.waitForURL(/floor|desk/);
}, 90_000);

afterAll(async () => {
  await browser.close();
  await program.stop();
  folder.remove();
});

const XML = `<configuration><menus>
  <menu name="repair_shop" greet-long="say:For printers press 1, for opening hours press 2." exit-sound="bye.wav">
    <entry action="menu-exec-app" digits="1" param="transfer Printers XML default"/>
    <entry action="menu-play-sound" digits="2" param="ivr/hours.wav"/>
    <entry action="menu-exec-app" digits="3" param="bridge user/1000"/>
    <entry action="menu-top" digits="#"/>
  </menu>
</menus></configuration>`;

async function importFile(name: string, text: string): Promise<void> {
  await page.goto(`${program.url}/menus`);
  await page.getByRole("button", { name: "Import" }).click();
  const input = page.getByRole("dialog").locator('input[type="file"]');
  await input.setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
}

test("[K35] a FreeSWITCH file becomes a menu, and what it lacks is told", async () => {
  await importFile("shop.xml", "<menus><menu");
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/shop\.xml was not imported/).waitFor();
  await dialog.getByText(/MENU_FILE_BROKEN/).waitFor();
  await dialog.locator('input[type="file"]').setInputFiles({
    name: "shop.xml",
    mimeType: "text/xml",
    buffer: Buffer.from(XML),
  });
  await dialog.getByText("4 things could not be carried over as they were").waitFor();
  const row = dialog.getByRole("row", { name: /repair_shop › 3/ });
  await row.getByText("bridge user/1000").waitFor();
  await row.getByText(/A bucket that does not exist yet/).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.setViewportSize(PHONE);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
  await page.setViewportSize(WIDE);
  await dialog.getByRole("button", { name: "Open it" }).click();
  await page.getByRole("heading", { name: "repair_shop" }).waitFor();
  await eventually(async () => {
    expect(await page.locator('.sw-node[data-kind="bucket"]').count()).toBe(2);
  });
}, 60_000);

test("[K35] a menu that is exported can be imported again", async () => {
  await page.goto(`${program.url}/menus/it-support`);
  await page.getByRole("button", { name: "More", exact: true }).click();
  const waiting = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Export version 1 as JSON" }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe("it-support-version-1.json");
  const text = readFileSync(await download.path(), "utf8");
  await importFile("it-support.json", text);
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/No findings: the menu can be published/).waitFor();
  await dialog.getByText("Another id: this one is taken here.").waitFor();
}, 60_000);
