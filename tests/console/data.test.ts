/** A supervisor says how long data is kept, and is asked before it goes. */
import { describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import {
  KEEP_FOR_EVER,
  NOTHING_PURGED,
  type PurgeCounts,
  type Retention,
  type RetentionRun,
} from "../../protocol/retention.js";
import { eventually } from "../support/eventually.js";
import { consolePages, PHONE, seriousFindings, type Wish } from "./pages.js";
import { sam, settings } from "./sample-desk.js";

const open = consolePages();

/** By the policy that is asked about; the more days, the less goes. */
function countsFor({ messagesDays, interactionsDays }: Retention): PurgeCounts {
  return {
    ...NOTHING_PURGED,
    messages: messagesDays === null ? 0 : 120_000 / messagesDays,
    interactions: interactionsDays === null ? 0 : 1,
  };
}

interface Opened {
  readonly page: Page;
  /** What was saved. */
  readonly saved: unknown[];
}

async function openData(
  wish: Wish & { readonly runs?: readonly RetentionRun[] } = {},
): Promise<Opened> {
  const saved: unknown[] = [];
  const { page } = await open({ me: sam, ...wish });
  await page.route("**/api/v1/retention/preview", (route) =>
    route.fulfill({
      json: { counts: countsFor(route.request().postDataJSON() as Retention), whole: true },
    }),
  );
  await page.route("**/api/v1/retention/runs", (route) =>
    route.fulfill({ json: { items: wish.runs ?? [], nextCursor: null } }),
  );
  await page.route("**/api/v1/settings", async (route) => {
    saved.push(route.request().postDataJSON());
    await route.fulfill({ json: settings });
  });
  const place = (wish.locale ?? "en").startsWith("zh") ? "数据" : "Data";
  await page.getByRole("link", { name: place, exact: true }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  return { page, saved };
}

describe("the page about kept data", () => {
  test("[D13] whoever lets more go is told how much that is, and asked", async () => {
    const { page, saved } = await openData();
    await page.getByText("Nothing: everything is kept for ever.").waitFor();
    await page.getByText("Nothing so far.").waitFor();
    const said = page.getByRole("textbox", { name: "What was said: days" });
    const contacts = page.getByRole("textbox", { name: "Contacts and customers: days" });
    await said.fill("10");
    await page.getByText("Between 15 and 36500 days").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    await said.fill("100");
    await contacts.fill("90");
    await page.getByText("Not shorter than the number above it").waitFor();
    await contacts.fill("");
    await page.getByRole("button", { name: "Save" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete this for ever?" });
    await dialog.getByText("1,200 messages and mails").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "No, keep it" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(saved).toEqual([]);
    await page.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("button", { name: "Yes, delete it" }).click();
    await page.getByText("Saved. In force from the next hour on.").waitFor();
    const retention = { ...KEEP_FOR_EVER, messagesDays: 100 };
    expect(saved).toEqual([{ retention, was: { retention: KEEP_FOR_EVER } }]);
  }, 60_000);

  test("[D13] what was deleted stands there, also on a telephone and in Chinese", async () => {
    const at = Date.now() - 3_600_000;
    const counts = { ...NOTHING_PURGED, messages: 4321, customers: 2 };
    const runs: RetentionRun[] = [
      { seq: 3, by: "timer", startedAt: at, endedAt: null, counts: NOTHING_PURGED },
      { seq: 2, by: "forget", startedAt: at, endedAt: at, counts },
    ];
    const { page } = await openData({ runs, size: PHONE, locale: "zh-CN", scheme: "dark" });
    await eventually(async () => {
      const told = await page.getByRole("list").last().getByRole("listitem").allInnerTexts();
      expect(told.join(" ")).toMatch(/4,321\s*条消息或邮件/);
    });
    await page.getByText("未完成").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  }, 60_000);
});
