/** A supervisor sets how a bucket routes and what an engineer can hold; an engineer takes what waits. */
import { describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { BucketId } from "../../protocol/ids.js";
import { DEFAULT_POLICY, type OverflowRule } from "../../protocol/policy.js";
import { eventually } from "../support/eventually.js";
import { PHONE, asked, consolePages, seriousFindings } from "./pages.js";
import { MINUTE, customers, interaction, sam, waitingOnFloor } from "./sample-desk.js";
import { decided, richPolicy, stillWaiting } from "./sample-routing.js";

const open = consolePages();

function bucketForm(page: Page): ReturnType<Page["getByRole"]> {
  return page.getByRole("dialog", { name: /^Bucket: VPN/ });
}

async function openBucket(page: Page): Promise<ReturnType<Page["getByRole"]>> {
  await page.getByRole("button", { name: "VPN and remote access" }).click();
  const form = bucketForm(page);
  await form.waitFor();
  return form;
}

describe("the bucket's form", () => {
  test("[K23] only what changed is sent, and it is said that it is in force", async () => {
    const { desk, page } = await open({ me: sam, path: "/floor" });
    const form = await openBucket(page);
    await form.getByRole("textbox", { name: "Wrap-up at most: Call" }).fill("1:30");
    await form.getByRole("tab", { name: "Order" }).click();
    await form.getByRole("textbox", { name: "Gold: Head start" }).fill("90");
    await form.getByRole("textbox", { name: "Gold: Call" }).fill("10 s");
    await form.getByRole("textbox", { name: "Gold: Call" }).press("Tab");
    await form.getByText("2 changes not saved").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByText("Saved. In force from now on.").waitFor();
    expect(asked(desk, "PATCH bucket")).toEqual([
      {
        wrapUpSeconds: { voice: 90, chat: 60, email: 60 },
        policy: expect.objectContaining({
          tiers: expect.objectContaining({
            gold: {
              targetSeconds: { voice: 10, chat: 60, email: 14_400 },
              headStartSeconds: 90,
              priority: null,
            },
          }),
        }),
      },
    ]);
    await form.getByText("Everything is saved.").waitFor();
  }, 30_000);

  test("[K22] a step is added, and the picture shows who may take it from when", async () => {
    const { desk, page } = await open({ me: sam, path: "/floor" });
    const form = await openBucket(page);
    await form.getByRole("tab", { name: "Who may take it" }).click();
    const picture = form.getByRole("figure", { name: "Who may take it, and from when" });
    expect(await picture.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringMatching(/3 engineers[\s\S]*at once[\s\S]*Networking 3/),
    ]);
    await form.getByRole("button", { name: "Add a step" }).click();
    await form.getByRole("button", { name: "Add a step" }).click();
    const steps = form.getByRole("region", { name: /^Step/ });
    expect(await steps.count()).toBe(2);
    await steps.nth(0).getByRole("textbox", { name: "After" }).fill("2 min");
    // Nothing moves under the hand: the step stays where it was written.
    await steps.nth(0).getByRole("combobox", { name: "Add a skill" }).nth(1).click();
    await page.getByRole("option", { name: "Networking" }).click();
    // In the picture the later one comes later, whichever was written first.
    await eventually(async () => {
      expect(await picture.getByRole("listitem").allInnerTexts()).toEqual([
        expect.stringMatching(/3 engineers[\s\S]*at once/),
        expect.stringMatching(/3 engineers[\s\S]*after 1 min/),
        expect.stringMatching(/6 engineers[\s\S]*after 2 min[\s\S]*anybody/),
      ]);
    });
    await form.getByRole("button", { name: /^Save/ }).click();
    await page.getByText("Saved. In force").waitFor();
    expect(asked(desk, "PATCH bucket")[0]).toMatchObject({
      policy: { relax: [{ afterSeconds: 60 }, { afterSeconds: 120, drop: ["network"] }] },
    });
  }, 30_000);

  test("[K23] comparisons are ordered and overflows are read out, with the keyboard alone", async () => {
    const { desk, page } = await open({ me: sam, path: "/floor" });
    const form = await openBucket(page);
    await form.getByRole("tab", { name: "Whom to ask" }).click();
    await form.getByRole("button", { name: "Move Idle longest up" }).focus();
    await page.keyboard.press("Enter");
    await form.getByRole("button", { name: "Remove Preferred skills" }).press("Enter");
    await form.getByRole("tab", { name: "Overflow" }).click();
    await form.getByRole("button", { name: "Add a rule" }).press("Enter");
    const rule = form.getByRole("region", { name: "Rule 1" });
    await rule.getByText("When it has waited 5 min, the caller is called back").waitFor();
    await rule.getByRole("combobox", { name: "Then" }).click();
    await page.getByRole("option", { name: "send it to bucket" }).click();
    await form.getByRole("button", { name: /^Save/ }).click();
    await form.getByText("the fields in red need another look").waitFor();
    expect(asked(desk, "PATCH bucket")).toHaveLength(0);
    await rule.getByRole("combobox", { name: "Bucket" }).click();
    await page.getByRole("option", { name: "Office Wi-Fi" }).click();
    await rule.getByText("it goes to Office Wi-Fi").waitFor();
    await form.getByRole("button", { name: /^Save/ }).click();
    await page.getByText("Saved. In force").waitFor();
    expect(asked(desk, "PATCH bucket")[0]).toMatchObject({
      policy: {
        pick: ["last", "level", "idle", "scarce"],
        overflow: [{ channels: ["voice"], then: { kind: "bucket", bucketId: "wifi" } }],
      },
    });
  }, 30_000);

  test("[K23] a refused save loses nothing and leads to the field; leaving asks first", async () => {
    const { desk, page } = await open({ me: sam, path: "/floor" });
    const form = await openBucket(page);
    await form.getByRole("textbox", { name: "Name" }).fill("Remote access");
    desk.refusal = {
      status: 400,
      error: {
        code: "BAD_REQUEST",
        message: "",
        details: [{ field: "body.policy.ageing.upTo", problem: "more urgent already" }],
      },
    };
    await form.getByRole("tab", { name: "Order" }).click();
    await form.getByRole("switch", { name: "Become more urgent with time" }).click();
    await form.getByRole("tab", { name: "Hours" }).click();
    await form.getByRole("button", { name: /^Save/ }).click();
    await form.getByText("more urgent already").waitFor();
    desk.refusal = { status: 409, error: { code: "OVERFLOW_CYCLE", message: "" } };
    await form.getByRole("button", { name: /^Save/ }).click();
    await form.getByText(/overflows lead in a circle/).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Keep editing" }).last().click();
    // It lies behind the drawer; somebody's own bookmark would do the same.
    await page.evaluate("document.querySelector('a[href=\"/wallboard\"]').click()");
    await page.getByRole("button", { name: "Keep editing" }).last().click();
    expect(new URL(page.url()).pathname).toBe("/floor");
    await form.getByRole("tab", { name: "Work" }).click();
    expect(await form.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Remote access");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard" }).last().click();
    await form.waitFor({ state: "detached" });
    expect(asked(desk, "PATCH bucket")).toHaveLength(0);
  }, 30_000);

  test("[K23] what somebody else changes comes in, unless it was changed here as well", async () => {
    const { desk, page } = await open({ me: sam, path: "/floor" });
    const form = await openBucket(page);
    const name = form.getByRole("textbox", { name: "Name" });
    desk.changeBucket("vpn", { priority: 3 });
    await form.getByRole("tab", { name: "Order" }).click();
    await eventually(async () => {
      expect(await form.getByRole("textbox", { name: "Priority", exact: true }).inputValue()).toBe(
        "3",
      );
    });
    await form.getByRole("tab", { name: "Work" }).click();
    await name.fill("Mine");
    desk.changeBucket("vpn", { broadcast: 4 });
    await form.getByText("Somebody changed something else here meanwhile").waitFor();
    expect(await name.inputValue()).toBe("Mine");
    expect(await form.getByRole("textbox", { name: "Ring at how many" }).inputValue()).toBe("4");
    desk.changeBucket("vpn", { name: "Theirs" });
    // The drawer bears the name that is in force.
    const renamed = page.getByRole("dialog", { name: "Bucket: Theirs" });
    await renamed.getByText("Somebody changed the same as you meanwhile").waitFor();
    const field = renamed.getByRole("textbox", { name: "Name" });
    expect(await field.inputValue()).toBe("Mine");
    await renamed.getByRole("button", { name: "Drop mine, show theirs" }).click();
    expect(await field.inputValue()).toBe("Theirs");
  }, 30_000);

  test("[K23] two who change different parts of one policy keep both", async () => {
    const { desk, page } = await open({ me: sam, path: "/floor" });
    const form = await openBucket(page);
    await form.getByRole("tab", { name: "While it waits" }).click();
    await form.getByRole("textbox", { name: "Cut off or gave up" }).fill("5 min");
    const bucket = desk.organisation.buckets.find(({ id }) => id === "vpn");
    if (bucket === undefined) throw new Error("no bucket vpn");
    desk.changeBucket("vpn", { policy: { ...bucket.policy, lastEngineerSeconds: 45 } });
    await form.getByText("Somebody changed something else here meanwhile").waitFor();
    desk.refusal = { status: 409, error: { code: "CONFLICT", message: "" } };
    await page.keyboard.press("Control+Enter");
    await form.getByText("somebody saved this a moment ago").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByText("Saved. In force").waitFor();
    expect(asked(desk, "PATCH bucket")).toEqual([
      { policy: expect.objectContaining({ reentrySeconds: 300, lastEngineerSeconds: 45 }) },
    ]);
  }, 30_000);

  test("[K23] what cannot be is refused beside its field, and stays as it was typed", async () => {
    const { desk, page } = await open({
      me: sam,
      path: "/floor",
      prepare: (server) => {
        const to = BucketId.parse("vpn");
        const overflow: OverflowRule[] = [
          { channels: ["chat"], when: { kind: "closed" }, then: { kind: "bucket", bucketId: to } },
        ];
        server.changeBucket("wifi", { policy: { ...DEFAULT_POLICY, overflow } });
      },
    });
    const form = await openBucket(page);
    const level = form.getByRole("textbox", { name: "Networking: Level" });
    await level.fill("15");
    await form.getByRole("tab", { name: "Order" }).click();
    const target = form.getByRole("textbox", { name: "Everybody: Call" });
    await target.fill("-5");
    await form.getByRole("tab", { name: "Overflow" }).click();
    await form.getByRole("button", { name: "Add a rule" }).click();
    const rule = form.getByRole("region", { name: "Rule 1" });
    await rule.getByRole("combobox", { name: "Then" }).click();
    await page.getByRole("option", { name: "send it to bucket" }).click();
    await rule.getByRole("combobox", { name: "Bucket" }).click();
    await page.getByRole("option", { name: "Office Wi-Fi" }).click();
    await form.getByRole("button", { name: /^Save/ }).click();
    await rule.getByText("It would come back here in a circle.").waitFor();
    await form.getByRole("tab", { name: "Order" }).click();
    await form.getByText("A span of time, such as").waitFor();
    expect(await target.inputValue()).toBe("-5");
    await form.getByRole("tab", { name: "Work" }).click();
    await form.getByText("At most 10.").waitFor();
    expect(await level.inputValue()).toBe("15");
    expect(asked(desk, "PATCH bucket")).toHaveLength(0);
  }, 30_000);

  test("[K24] closing at once is one reason away, stands above the floor, and is taken back there", async () => {
    const { desk, page } = await open({ me: sam, path: "/floor" });
    const form = await openBucket(page);
    await form.getByRole("button", { name: "Close now" }).click();
    await form.getByRole("textbox", { name: /^Why/ }).fill("Fire alarm");
    await form.getByRole("button", { name: "Close", exact: true }).last().click();
    await form.getByText("Closed by a supervisor: Fire alarm").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("VPN and remote access is closed: Fire alarm").waitFor();
    expect(await page.getByRole("row", { name: /VPN and remote access/ }).innerText()).toContain(
      "Closed",
    );
    await page.getByRole("button", { name: "Reopen" }).click();
    await page.getByText("is closed: Fire alarm").waitFor({ state: "detached" });
    expect(asked(desk, "PATCH bucket")).toEqual([
      { closed: { reason: "Fire alarm" } },
      { closed: null },
    ]);
  }, 30_000);

  test("[K23] hours: periods, a night shift, the holidays of a place", async () => {
    const { desk, page } = await open({ me: sam, path: "/floor" });
    const form = await openBucket(page);
    await form.getByRole("tab", { name: "Hours" }).click();
    await form.getByRole("switch", { name: "Only in these hours" }).click();
    const period = form.getByRole("group", { name: "Period 1" });
    await period.getByLabel("From").fill("22:00");
    await period.getByLabel("To").fill("06:00");
    await period.getByText("Ends on the next day.").waitFor();
    await form.getByRole("combobox", { name: "Public holidays of" }).click();
    await page.getByRole("option", { name: "Germany" }).click();
    await form.getByText(/Jan 1 New Year/).waitFor();
    await form.getByRole("button", { name: /^Save/ }).click();
    await page.getByText("Saved. In force").waitFor();
    expect(asked(desk, "PATCH bucket")[0]).toMatchObject({
      hours: {
        periods: [{ days: [1, 2, 3, 4, 5], from: "22:00", to: "06:00" }],
        holidays: { country: "DE", state: null, region: null },
      },
    });
  }, 30_000);
});

describe("the engineer's form", () => {
  test("[K23] capacity, what is put aside, what blocks, and skills", async () => {
    const { desk, page } = await open({ me: sam, path: "/floor" });
    await page.getByRole("button", { name: /^Bo Lindgren \d/ }).click();
    await page.getByRole("menuitem", { name: /Skills, capacity and hours/ }).click();
    const form = page.getByRole("dialog", { name: "Engineer: Bo Lindgren" });
    await form.getByRole("textbox", { name: "Capacity" }).fill("8");
    await form.getByRole("textbox", { name: "Chat: At most" }).fill("4");
    await form.getByRole("checkbox", { name: "Chat: Can be put aside" }).check();
    await form.getByRole("checkbox", { name: "While a Call is in hand: no Mails" }).uncheck();
    await form.getByRole("tab", { name: "Skills" }).click();
    await form.getByRole("textbox", { name: "Networking: Level" }).fill("9");
    await form.getByRole("combobox", { name: "Add a skill" }).click();
    await page.getByRole("option", { name: "Backup" }).click();
    await form.getByRole("button", { name: /^Save/ }).click();
    await page.getByText("Saved. In force").waitFor();
    expect(asked(desk, "PATCH engineer")).toEqual([
      {
        capacity: {
          units: 8,
          costs: { voice: 6, chat: 2, email: 1 },
          max: { voice: 1, chat: 4, email: 5 },
          interruptible: ["chat", "email"],
          blocks: { voice: ["chat"], chat: [], email: [] },
        },
        skills: { network: 9, backup: 5 },
      },
    ]);
  }, 30_000);
});

describe("why", () => {
  test("[K21] a decision is told with what was compared, what decided and who was passed over", async () => {
    const { page } = await open({
      path: "/desk/i-call",
      prepare: (desk) => desk.explanations.set("i-call", decided("i-call", Date.now())),
    });
    await page.getByRole("tab", { name: "Why" }).click();
    const first = page.getByRole("article").filter({ hasText: "Asked 陈晓梅" });
    const told = await first.innerText();
    for (const words of [
      "best level for this",
      "declined: in a meeting",
      "3 engineers have the skills",
      "The same for all: Had them",
      "Fatima Zahra (no room), Dana Okafor (declined or missed it just now)",
    ]) {
      expect(told).toContain(words);
    }
    const decides = first.getByRole("columnheader", { name: /Level/ });
    expect(await decides.innerText()).toContain("decided");
    expect(await first.getByRole("row").nth(1).innerText()).toMatch(/陈晓梅\s+1 met\s+9/);
    await page.getByText("Overflowed: 20 were waiting already, so on to").first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  }, 30_000);

  test("[K21] one that waits: what stops everybody, what comes next, and what can be done", async () => {
    const { desk, page } = await open({
      me: sam,
      path: "/floor",
      scheme: "dark",
      prepare: (server) => server.explanations.set("w1", stillWaiting("w1", Date.now())),
    });
    await page.getByRole("button", { name: "Actions for Tomás Rivera" }).click();
    await page.getByRole("menuitem", { name: "Why it waits" }).click();
    const why = page.getByRole("dialog", { name: "Tomás Rivera" });
    await why.getByText("Number 1 in line").waitFor();
    await why.getByText("likely 01:00 to 05:00").waitFor();
    await why.getByText("More engineers may be asked in").waitFor();
    expect(
      (await why.getByRole("listitem").allInnerTexts())
        .slice(0, 4)
        .map((text) => text.replaceAll(/\s+/g, " ")),
    ).toEqual([
      "1 no room Bo Lindgren",
      "1 declined or missed it just now Fatima Zahra",
      "1 away Dana Okafor",
      "3 skills do not suffice Ada Moreau, Emil Novák, 陈晓梅",
    ]);
    expect(await seriousFindings(page)).toEqual([]);
    await why.getByRole("button", { name: "Priority" }).click();
    await page.getByRole("menuitem", { name: "Priority 1" }).click();
    await eventually(() => {
      expect(asked(desk, "interaction:change")).toHaveLength(1);
    });
  }, 30_000);
});

describe("what waits for an engineer", () => {
  test("[K25] is in the router's order, taken with one key, and says what stands between", async () => {
    const now = Date.now();
    const { desk, page } = await open({
      prepare: (server) => {
        server.take(waitingOnFloor(now).slice(1, 6));
        server.take([
          interaction("i-back", "voice", {
            customer: customers.berg,
            state: "waiting",
            engineerId: null,
            startedAt: now - MINUTE,
            callback: { attempts: 1 },
          }),
        ]);
      },
    });
    const waiting = page.getByRole("region", { name: "Waiting" });
    await waiting.getByRole("listitem").first().waitFor();
    expect(await waiting.getByRole("button", { name: /^Take/ }).count()).toBe(4);
    const call = waiting.getByRole("listitem").filter({ hasText: "Henrik Berg" });
    await call.getByRole("img", { name: "Callback" }).waitFor();
    expect(await call.getByRole("button").isDisabled()).toBe(true);
    expect(await call.innerText()).toContain("You have no room for it");
    await waiting.getByText("2 more need other skills.").waitFor();
    await waiting.getByRole("button", { name: "Take Sender 1" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /Sender 1/ }).waitFor();
    expect(asked(desk, "interaction:pull")).toEqual([{ interactionId: "w5" }]);
    await waiting.getByRole("button", { name: "Waiting" }).click();
    await eventually(() => {
      expect(asked(desk, "waiting:watch").at(-1)).toEqual({ on: false });
    });
  }, 30_000);

  test("[K25] a transfer says whether the place is kept", async () => {
    const { desk, page } = await open({ path: "/desk/i-chat" });
    await page.getByRole("button", { name: /^Transfer/ }).click();
    const dialog = page.getByRole("dialog", { name: /^Transfer/ });
    await dialog.getByText("Due counts from now").waitFor();
    await page.getByRole("option", { name: "Office Wi-Fi" }).click();
    await dialog.getByText("Keeps its place").click();
    await page.keyboard.press("Control+Enter");
    await eventually(() => {
      expect(asked(desk, "interaction:transfer")).toEqual([
        { interactionId: "i-chat", to: { bucketId: "wifi" }, due: "keep" },
      ]);
    });
  }, 30_000);
});

describe("accessibility", () => {
  test("[K20] axe finds nothing serious on the pages of a bucket's form", async () => {
    const { page } = await open({
      me: sam,
      path: "/floor",
      prepare: (server) => server.changeBucket("vpn", { policy: richPolicy }),
    });
    const form = await openBucket(page);
    // The others are looked at in the dark, below.
    for (const tab of [1, 2, 5]) {
      await form.getByRole("tab").nth(tab).click();
      await form.getByRole("tabpanel").waitFor();
      expect([tab, await seriousFindings(page)]).toEqual([tab, []]);
    }
  }, 30_000);

  test("[K17] forms are no wider than a telephone, in Chinese and in the dark", async () => {
    const { page } = await open({
      me: sam,
      path: "/floor",
      size: PHONE,
      scheme: "dark",
      locale: "zh-CN",
      prepare: (server) => server.changeBucket("vpn", { policy: richPolicy }),
    });
    await page.getByRole("button", { name: "VPN and remote access" }).click();
    const form = page.getByRole("dialog", { name: /^技能组/ });
    await form.waitFor();
    for (const tab of [0, 1, 2, 3, 4, 5, 6]) {
      await form.getByRole("tab").nth(tab).click();
      await form.getByRole("tabpanel").waitFor();
      const wide = await page.evaluate<number>(
        "Math.max(...[...document.querySelectorAll('.sw-edit-panel')].map((e) => e.scrollWidth - e.clientWidth))",
      );
      expect([tab, wide]).toEqual([tab, 0]);
      const found = [0, 3, 4, 6].includes(tab) ? await seriousFindings(page) : [];
      expect([tab, found]).toEqual([tab, []]);
    }
  }, 30_000);
});
