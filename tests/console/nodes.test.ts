/** An admin looks at the nodes: one, several, and several in trouble. */
import { describe, expect, test } from "@jest/globals";
import { NodeWarning } from "../../protocol/cluster.js";
import { en } from "../../console/src/i18n/en.js";
import { PHONE, consolePages, seriousFindings } from "./pages.js";
import { sam } from "./sample-desk.js";
import { aloneAt, inTroubleAt, rita, threeAt } from "./sample-nodes.js";

const open = consolePages();

describe("the page of nodes", () => {
  test("[O14] every state has a word and every warning says what to do, wide and narrow", async () => {
    const { page } = await open({
      me: rita,
      path: "/nodes",
      prepare: (desk) => {
        desk.cluster = inTroubleAt(Date.now());
      },
    });
    await page.getByText("0 of 3 nodes are well.").waitFor();
    const words = await page.locator(".sw-nodes").innerText();
    const { warning, state, vacant, redisLost } = en.nodes;
    const troubles = NodeWarning.options.map((code) => warning[code]);
    for (const { what, todo } of [...troubles, redisLost]) {
      expect(words).toContain(what);
      expect(words).toContain(todo);
    }
    expect(words).toContain(vacant.what.replace("{{name}}", "asia"));
    expect(words).toContain(vacant.todo);
    expect(await page.locator(".sw-node-state").allInnerTexts()).toEqual([
      state.silent,
      state.look,
      state.look,
    ]);
    expect(words).toContain("Invalid credentials");
    expect(await seriousFindings(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    // Nothing is wider than the screen.
    expect(await page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth")).toBe(
      true,
    );
  }, 60_000);

  test("[O15] a takeover is seen by itself, and a server that is silent is said to be", async () => {
    const { desk, page } = await open({
      me: rita,
      path: "/nodes",
      prepare: (fake) => {
        fake.cluster = threeAt(Date.now());
      },
    });
    const second = page.getByRole("article", { name: "10.0.0.2:3000" });
    await second.getByText("Decides for main").waitFor();
    const after = threeAt(Date.now());
    const [first] = after.nodes;
    desk.cluster = {
      ...after,
      partitions: after.partitions.map((row) => ({ ...row, leaderId: first?.id ?? null })),
    };
    await page
      .getByRole("article", { name: "10.0.0.1:3000" })
      .getByText("Decides for main, asia")
      .waitFor();
    desk.cluster = null;
    await page.getByText(/^No answer since/).waitFor();
    // What was known is still there.
    expect(await second.isVisible()).toBe(true);
    desk.cluster = aloneAt(Date.now());
    await page.getByText("One node does everything, and it is well.").waitFor();
    expect(await page.getByText(/^No answer since/).count()).toBe(0);
    await page.getByText("Why there is one").waitFor();
  }, 60_000);

  test("the place is an admin's; others are led to their own", async () => {
    const { page } = await open({ me: sam, path: "/nodes" });
    await page.waitForURL(/\/floor$/);
    expect(await page.getByRole("link", { name: "Nodes" }).count()).toBe(0);
  }, 30_000);
});
