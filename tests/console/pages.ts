/** The built console in a real browser, over the fake server. One browser for a whole file. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, afterEach, beforeAll } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { User } from "../../protocol/organisation.js";
import { launchBrowser } from "../support/browser.js";
import { FakeServer } from "./fake-server.js";
import { ada, busyDesk, waitingOnFloor } from "./sample-desk.js";

const BUILT = "dist/web/console";
export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface Wish {
  readonly me?: User;
  readonly path?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly scheme?: "light" | "dark";
  readonly locale?: string;
  readonly signedIn?: boolean;
  /** Before the page is opened. */
  readonly prepare?: (desk: FakeServer) => void;
}

export interface Opened {
  readonly desk: FakeServer;
  readonly page: Page;
}

/** Opens and closes around the tests of the file that calls it. */
export function consolePages(): (wish?: Wish) => Promise<Opened> {
  let browser: Browser;
  let server: FakeServer | null = null;
  let context: BrowserContext | null = null;

  beforeAll(async () => {
    if (!existsSync(`${BUILT}/index.html`)) {
      throw new Error("The console is not built. Run `node scripts/build.js`.");
    }
    browser = await launchBrowser();
  }, 30_000);

  afterEach(async () => {
    await context?.close();
    await server?.close();
  });

  afterAll(async () => {
    await browser.close();
  });

  return async (wish = {}) => {
    const me = wish.me ?? ada;
    const desk = await FakeServer.open({ me, built: BUILT });
    server = desk;
    if (wish.signedIn !== false) desk.signIn();
    const { interactions, messages } = busyDesk(Date.now());
    desk.take(interactions, messages);
    if (me.role === "supervisor") desk.take(waitingOnFloor(Date.now()));
    wish.prepare?.(desk);
    context = await browser.newContext({
      viewport: wish.size ?? WIDE,
      colorScheme: wish.scheme ?? "light",
      locale: wish.locale ?? "en-GB",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    // Shorter than a test may take, so that it says what it was waiting for.
    page.setDefaultTimeout(12_000);
    await page.goto(`${desk.address}${wish.path ?? "/"}`);
    return { desk, page };
  };
}

/** What was asked for, by the name of the command. */
export function asked(desk: FakeServer, event: string): unknown[] {
  return desk.commands.filter((c) => c.event === event).map((c) => c.payload);
}

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly html: string }[];
}

/** What axe finds serious or worse. Goes past the page's CSP, because the debugger does. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(
    readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"),
  );
  const found = await page.evaluate<readonly Finding[]>(
    "axe.run(document, { iframes: false }).then((r) => r.violations)",
  );
  return found
    .filter((f) => f.impact === "serious" || f.impact === "critical")
    .flatMap((f) => f.nodes.map((n) => `${f.id}: ${n.target.join(" ")} ${n.html.slice(0, 160)}`));
}
