/** The built console in a real browser, over the fake server. One browser for the whole file. */
import { describe, expect, test } from "@jest/globals";
import type { Interaction } from "../../protocol/interactions.js";
import { eventually } from "../support/eventually.js";
import { type FakeServer, PASSWORD } from "./fake-server.js";
import { PHONE, type Wish, asked, consolePages, seriousFindings } from "./pages.js";
import {
  ada,
  clusteringPath,
  customers,
  interaction,
  message,
  offerOf,
  sam,
} from "./sample-desk.js";

const open = consolePages();

function ringing(desk: FakeServer, id: string): Interaction {
  const at = Date.now();
  const offered = interaction(id, "voice", {
    customer: customers.wang,
    path: clusteringPath,
    startedAt: at - 20_000,
    queuedAt: at - 14_000,
    dueAt: at + 16_000,
    state: "offered",
  });
  desk.offer(offerOf(offered, { at, seconds: 60 }));
  return offered;
}

describe("the desk", () => {
  test("[K13] an offer says who, the way they took and why; A accepts it, D declines it", async () => {
    const { desk, page } = await open();
    await page.getByText("Ana Silva").first().waitFor();
    const first = ringing(desk, "i-new");
    const card = page.locator(".sw-offer");
    await card.waitFor();
    const words = await card.innerText();
    for (const told of [
      "Wang Lei",
      "Gold",
      "Servers › Windows Server › Clustering",
      "waited 00:1",
    ]) {
      expect(words).toContain(told);
    }
    expect(await page.title()).toContain("(2)");
    await page.keyboard.press("a");
    await page.getByRole("heading", { level: 1, name: /Wang Lei/ }).waitFor();
    expect(asked(desk, "offer:accept")).toHaveLength(1);
    expect(new URL(page.url()).pathname).toBe(`/desk/${first.id}`);
    expect(await card.count()).toBe(0);

    ringing(desk, "i-next");
    await card.waitFor();
    await page.getByPlaceholder(/A note for engineers/).focus();
    await page.keyboard.type("and");
    expect(asked(desk, "offer:decline")).toHaveLength(0);
    await page.getByPlaceholder(/A note for engineers/).blur();
    await page.keyboard.press("d");
    await card.waitFor({ state: "detached" });
    expect(asked(desk, "offer:decline")).toHaveLength(1);
  }, 30_000);

  test("[K7] what was being typed is there after a reload, and goes when it is sent", async () => {
    const { desk, page } = await open({ path: "/desk/i-chat" });
    const field = page.getByPlaceholder("Write to Ana Silva");
    await field.fill("Your contract lets you add 80 cores");
    await page.reload();
    expect(await field.inputValue()).toBe("Your contract lets you add 80 cores");
    await field.focus();
    await page.keyboard.press("Control+Enter");
    await page.locator(".sw-message", { hasText: "80 cores" }).waitFor();
    expect(await field.inputValue()).toBe("");
    await page.reload();
    await page.locator(".sw-message", { hasText: "80 cores" }).waitFor();
    expect(await field.inputValue()).toBe("");
    expect(asked(desk, "message:send")).toHaveLength(1);
  }, 30_000);

  test("[K2] after a lost connection the desk is what the server knows now, without a reload", async () => {
    const { desk, page } = await open({ path: "/desk/i-chat" });
    const mine = page.getByRole("navigation", { name: "Your interactions" });
    await mine.getByText("Henrik Berg").waitFor();
    // Happens while nobody is connected, so nobody is told.
    desk.interactions.delete("i-mail");
    const chat = desk.interactions.get("i-chat");
    if (chat === undefined) throw new Error("the sample has a chat");
    desk.messages.push(
      message(chat.id, { authorName: "Ana Silva", text: "While you were away", at: Date.now() }),
    );
    desk.cut();
    await mine.getByText("Henrik Berg").waitFor({ state: "detached" });
    await page.getByText("While you were away").waitFor();
    expect(await page.locator(".sw-lost").count()).toBe(0);
  }, 30_000);

  test("[K14] a mail runs no script, loads nothing from outside until asked, and passes keys on", async () => {
    const { page } = await open({ path: "/desk/i-mail" });
    let outside = 0;
    // Reached only by what the frame's policy lets through.
    await page.route("https://tracker.example/**", async (route) => {
      outside += 1;
      await route.fulfill({ status: 204 });
    });
    await page.reload();
    const frame = page.locator("iframe.sw-mail-frame");
    await frame.waitFor();
    expect(await frame.getAttribute("sandbox")).not.toContain("allow-scripts");
    const mail = page.frameLocator("iframe.sw-mail-frame");
    await mail.getByText("since the update on").waitFor();
    expect(await mail.locator("img[alt=Screenshot]").getAttribute("src")).toBe(
      "/api/v1/attachments/a-shot",
    );
    expect(await page.evaluate("window.__ran ?? null")).toBeNull();
    expect(await page.title()).not.toContain("script");
    expect(await mail.locator("details").getAttribute("open")).toBeNull();

    await mail.getByText("since the update on").click();
    await page.keyboard.press("k");
    await page.getByRole("heading", { level: 1, name: "Ana Silva" }).waitFor();
    await page.keyboard.press("j");
    expect(outside).toBe(0);
    await page.getByRole("button", { name: "Show images from outside" }).click();
    await mail.locator('img[src^="https://tracker"]').waitFor({ state: "attached" });
    await eventually(() => {
      expect(outside).toBeGreaterThan(0);
    });
  }, 30_000);

  test("[K15] a mail can be called back while it waits; ending sends it first", async () => {
    const { desk, page } = await open({ path: "/desk/i-mail" });
    const text = page.getByRole("textbox", { name: "Your answer" });
    await text.click();
    await page.keyboard.type("Please install update 7.");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Undo" }).click();
    expect(await text.innerText()).toContain("update 7");
    expect(asked(desk, "message:send")).toHaveLength(0);
    await page.getByRole("button", { name: /^Send/ }).click();
    await page.getByRole("button", { name: /^Finish/ }).click();
    await page.getByText("How did it end?").waitFor();
    const order = desk.commands
      .map((c) => c.event)
      .filter((e) => ["message:send", "interaction:end"].includes(e));
    expect(order).toEqual(["message:send", "interaction:end"]);
    expect(asked(desk, "message:send")[0]).toMatchObject({
      text: "Please install update 7.",
      mail: { to: ["henrik@berg.example"], cc: ["it@berg.example"], quote: true },
    });
  }, 30_000);

  test("[K16] wrap-up takes a disposition and a note, and opens what is next", async () => {
    const { desk, page } = await open({ path: "/desk/i-done" });
    await page.getByText("Solved").click();
    await page.getByPlaceholder(/next engineer should know/).fill("Restarted the witness");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { level: 1, name: /Wang Lei/ }).waitFor();
    expect(asked(desk, "wrapup:complete")).toEqual([
      { interactionId: "i-done", disposition: "solved", note: "Restarted the witness" },
    ]);
  }, 30_000);

  test("[K17] at 390 px there is one pane, an offer is a sheet, and nothing is cut off", async () => {
    const { desk, page } = await open({ size: PHONE });
    await page.getByText("Ana Silva").waitFor();
    const width = "document.documentElement.scrollWidth";
    expect(await page.evaluate(width)).toBe(PHONE.width);
    await page.getByText("Ana Silva").click();
    await page.getByPlaceholder("Write to Ana Silva").waitFor();
    expect(await page.getByRole("navigation", { name: "Your interactions" }).isVisible()).toBe(
      false,
    );
    expect(await page.evaluate(width)).toBe(PHONE.width);
    ringing(desk, "i-new");
    const sheet = page.locator(".sw-offer-sheet .sw-offer");
    await sheet.waitFor();
    expect((await sheet.boundingBox())?.width).toBe(PHONE.width);
    // A second one does not cover what is left of the screen.
    ringing(desk, "i-newer");
    await page.getByText("1 more offer follows").waitFor();
    expect(await sheet.count()).toBe(1);
    await sheet.getByRole("button", { name: "Decline" }).click();
    await page.getByText("1 more offer follows").waitFor({ state: "detached" });
    expect(await sheet.count()).toBe(1);
  }, 30_000);
});

describe("the floor", () => {
  test("[K18] a number opens the interactions behind it, and a supervisor acts in place", async () => {
    const { desk, page } = await open({ me: sam });
    await page
      .getByRole("row", { name: /VPN and remote access/ })
      .getByRole("button", { name: "2" })
      .click();
    const waiting = page.getByRole("region", { name: "Waiting in VPN and remote access" });
    await waiting.waitFor();
    expect(await waiting.getByRole("listitem").count()).toBe(2);
    await waiting.getByRole("button", { name: "Actions for Tomás Rivera" }).click();
    await page.getByRole("menuitem", { name: "Priority 1" }).click();
    await eventually(() => {
      expect(asked(desk, "interaction:change")).toEqual([{ interactionId: "w1", priority: 1 }]);
    });
    await page.getByRole("button", { name: /^Bo Lindgren \d/ }).click();
    await page.getByRole("menuitem", { name: "On a break" }).click();
    await page.getByRole("heading", { name: /On a break/ }).waitFor();
    expect(asked(desk, "presence:force")).toHaveLength(1);
  }, 30_000);

  test("[K19] somebody sees the places of their role, and signs in to them", async () => {
    const { desk, page } = await open({ signedIn: false, path: "/floor" });
    await page.getByLabel("Mail address").fill(ada.email);
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("WRONG_PASSWORD").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Ana Silva").waitFor();
    expect(await page.getByRole("link", { name: "Floor" }).count()).toBe(0);
    expect(asked(desk, "board:watch")).toHaveLength(0);
  }, 30_000);

  test("[K19] a one-time link signs in once, and says so when it was used", async () => {
    const { desk, page } = await open({ signedIn: false, path: "/link/used" });
    await page.getByText("This link did not work").waitFor();
    const refused: string[] = [];
    page.on("response", (response) => {
      if (response.status() >= 400) refused.push(response.url());
    });
    await page.goto(`${desk.address}/link/good`);
    await page.getByText("Ana Silva").waitFor();
    expect(refused).toEqual([]);
    expect(new URL(page.url()).pathname).toBe("/desk");
  }, 30_000);
});

describe("accessibility", () => {
  const places: readonly (Wish & { readonly shows: string })[] = [
    { signedIn: false, shows: ".sw-sign-in form" },
    { path: "/desk/i-chat", shows: ".sw-message" },
    { path: "/desk/i-mail", scheme: "dark", shows: ".sw-mail-composer" },
    { path: "/desk/i-done", scheme: "dark", locale: "zh-CN", shows: ".sw-wrap-up" },
    { path: "/desk/i-call", size: PHONE, shows: ".sw-event" },
    { me: sam, path: "/floor", shows: ".sw-waiting-row" },
    { me: sam, path: "/wallboard", scheme: "dark", shows: ".sw-table" },
  ];

  for (const place of places) {
    test(`[K20] axe finds nothing serious: ${place.path ?? "sign-in"} ${place.scheme ?? ""}`, async () => {
      const { desk, page } = await open(place);
      await page.locator(place.shows).first().waitFor();
      if (place.me === undefined && place.signedIn !== false) {
        ringing(desk, "i-new");
        await page.locator(".sw-offer").waitFor();
      }
      expect(await seriousFindings(page)).toEqual([]);
    }, 30_000);
  }
});
