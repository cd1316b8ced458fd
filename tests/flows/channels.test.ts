/** Menus on a phone and in a chat, over the real desk and router. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { CustomerId } from "../../protocol/ids.js";
import type { MenuScreen } from "../../protocol/menu-session.js";
import { MenuTree } from "../../protocol/menu-tree.js";
import { pinned } from "../../flows/parts.js";
import { loadParts } from "../../src/menu-parts.js";
import { PART, tapes, treeOf } from "./any-valid-tree.js";
import { draw, drawTree } from "./draw.js";
import { ACCOUNT } from "../voice/support/rig.js";
import { openExchange, type Exchange } from "./exchange.js";
import { NOON } from "./walker.js";

let exchange: Exchange;
beforeAll(async () => {
  exchange = await openExchange();
  for (const id of ["servers", "post", "desk"]) await exchange.put(id);
}, 60_000);
afterAll(() => exchange.close());

const SPOKEN = drawTree(`
  main     menu 1>servers=host|the_machine_room 2>post=mail|post 3>bye
  servers  bucket
  post     bucket
  bye      hangup
  desk     operator`);

test("[F35] a phone listens for what a chat may write, and both are led alike", async () => {
  await exchange.publish(SPOKEN);
  const phone = await exchange.call();
  expect(phone.twiml).toContain(
    '<Gather input="dtmf speech" hints="host,the machine room,mail,post" language="en-US" speechTimeout="auto"',
  );
  const unheard = await phone.answer({ SpeechResult: "Something else." });
  expect(unheard.twiml).toContain(">wrong key</Say>");
  const reached = await unheard.answer({ SpeechResult: "My host is down." });
  const chat = await (await (await exchange.chat()).write("something else")).write("my host");
  const [called, written] = [await reached.interaction(), await chat.interaction()];
  expect(called).toMatchObject({ bucketId: "servers", path: [{ key: "1", label: "servers" }] });
  expect(written).toMatchObject({ bucketId: "servers", path: called.path });
});

test("[F37] the carrier is told that keys do not interrupt", async () => {
  const patient = structuredClone(SPOKEN);
  const [main] = patient.nodes;
  if (main?.kind === "menu") main.bargeIn = false;
  await exchange.publish(patient);
  expect((await exchange.call()).twiml).toContain('actionOnEmptyResult="true" bargeIn="false"');
});

test("[F38] the desk knows the customer, the called address and the queues", async () => {
  await exchange.publish(
    drawTree(`
      main   menu 1>asked
      asked  condition tier=gold>servers to=+15550999>desk length@post=1>bye >post
      servers bucket
      post   bucket
      bye    hangup
      desk   operator`),
  );
  const gold = { name: "Grace", company: null, language: null, tier: "gold" as const };
  const addresses = [{ kind: "phone" as const, value: "+4930111" }];
  await exchange.store.putCustomer({ id: CustomerId.parse("cus_grace"), ...gold, addresses }, NOON);
  const led = async (from: string) => {
    const reached = await (await exchange.call(from)).answer({ Digits: "1" });
    return (await reached.interaction()).bucketId;
  };
  expect(await led("+4930111")).toBe("servers");
  expect(await led("+4930222")).toBe("post");
  exchange.clock.at += 1000;
  expect(await led("+4930333")).toBeNull();
  const chat = await (await exchange.chat()).write("1");
  expect(chat.stage).toMatchObject({ stage: "ended", by: "menu", says: [{ text: "bye" }] });
});

test("[F1] a tree that was stored by an earlier release is walked as before", async () => {
  const old = structuredClone(SPOKEN) as unknown as { nodes: Record<string, unknown>[] };
  for (const node of old.nodes) {
    delete node["bargeIn"];
    for (const option of (node["options"] ?? []) as Record<string, unknown>[])
      delete option["words"];
  }
  await exchange.publish(old as unknown as MenuTree);
  const phone = await exchange.call();
  expect(phone.twiml).toContain('<Gather input="dtmf" action');
  const reached = await (await phone.answer({ SpeechResult: "host" })).answer({ Digits: "1" });
  expect((await reached.interaction()).bucketId).toBe("servers");
});

const LETTING_GO = drawTree(`
  main   menu 1>later 2>note 3>bye
  later  callback servers
  note   voicemail post
  bye    hangup
  desk   operator`);

test("[F41] a caller who is called back hears so and may hang up", async () => {
  await exchange.publish(LETTING_GO);
  const reached = await (await exchange.call()).answer({ Digits: "1" });
  expect(await reached.interaction()).toMatchObject({
    state: "waiting",
    bucketId: "servers",
    callback: { attempts: 0 },
  });
  expect(reached.twiml).not.toContain("later");
  const [farewell, ...more] = await exchange.perform();
  expect(more).toEqual([]);
  expect(farewell).toMatch(/>later<.*You keep your place.*<Hangup\/>/);
});

test("[F41] a caller who leaves a message is recorded, and what they said is in the conversation", async () => {
  await exchange.publish(LETTING_GO);
  const reached = await (await exchange.call()).answer({ Digits: "2" });
  const [record = ""] = await exchange.perform();
  expect(record).toMatch(/>note<.*after the tone.*<Record action="[^"]*recorded/);
  const over = await exchange.told(reached, record).answer({
    RecordingSid: "RE1",
    RecordingUrl: "https://sound.example/1",
    RecordingDuration: "7",
  });
  expect(over.twiml).toContain("<Hangup/>");
  await exchange.desk.leave(reached.id);
  const after = await reached.interaction();
  expect(after).toMatchObject({ state: "waiting", bucketId: "post", callback: { attempts: 0 } });
  expect(after.lastMessage?.text).toBe("Voice message, 7 s: https://sound.example/1");
});

test("[F42] a withheld number goes to the bucket and waits on the line", async () => {
  await exchange.publish(LETTING_GO);
  for (const Digits of ["1", "2"]) {
    const reached = await (await exchange.call("anonymous")).answer({ Digits });
    expect(reached.twiml).toContain("<Response><Enqueue ");
    expect(await reached.interaction()).toMatchObject({ state: "waiting", callback: null });
  }
  expect(await exchange.perform()).toEqual([]);
});

test("[F43] a chat waits, and what is written meanwhile is in the conversation", async () => {
  await exchange.publish(LETTING_GO);
  const chat = await (await exchange.chat()).write("2");
  expect(chat.stage).toMatchObject({ stage: "waiting", says: [{ text: "note" }] });
  const text = "The printer burns.";
  await exchange.desk.say({ interactionId: chat.id, clientId: "1", authorName: "Guest", text });
  expect(await chat.interaction()).toMatchObject({
    bucketId: "post",
    callback: null,
    lastMessage: { text },
  });
});

test("[F45] a chat shows an article with its link, a phone says its text", async () => {
  await exchange.publish(
    drawTree(`
      main   menu 1>reset
      reset  article https://help.example/reset >bye >servers
      servers bucket
      bye    hangup
      desk   operator`),
  );
  const phone = await (await exchange.call()).answer({ Digits: "1" });
  expect(phone.twiml).toContain(">reset text</Say>");
  expect(phone.twiml).not.toContain("https://help.example");
  const chat = await (await exchange.chat()).write("1");
  expect(JSON.stringify(chat.stage)).toContain("https://help.example/reset");
  expect((await (await chat.write("No")).interaction()).bucketId).toBe("servers");
  const solved = await (await phone.answer({ Digits: "1" })).interaction();
  expect(solved).toMatchObject({ state: "closed", outcome: "menu_ended" });
});

const LOOKING = drawTree(`
  main     menu 1>pin 2>who
  pin      collect 4-15 # >customer
  customer lookup digits:pin >asked >post ~desk
  who      lookup https://crm.example/{number} plan=plan secret=no >servers >post ~desk
  asked    condition tier=gold>servers >desk
  servers  bucket
  post     bucket
  desk     operator`);

test("[F46] what was looked up leads on, and the engineer sees it", async () => {
  await exchange.publish(LOOKING);
  exchange.answers.push({ plan: "gold\u0000", secret: { no: 1 } }, null, new Error("too late"));
  const asked = async () => (await exchange.call()).answer({ Digits: "2" });
  const found = await (await asked()).interaction();
  expect(found).toMatchObject({ bucketId: "servers", collected: { plan: "gold" } });
  expect(exchange.asked).toEqual([["https://crm.example/%2B15550199", 5000]]);
  expect(await (await asked()).interaction()).toMatchObject({ bucketId: "post", collected: {} });
  const failed = await asked();
  expect(await failed.interaction()).toMatchObject({ bucketId: "desk" });
  const { menuSteps } = await exchange.store.timeline(failed.id);
  expect(menuSteps.at(-1)).toMatchObject({ input: "failed", result: "fallback" });
});

test("[F46] a withheld number is not asked about, and a chat is led the same way", async () => {
  await exchange.publish(LOOKING);
  const withheld = await (await exchange.call("anonymous")).answer({ Digits: "2" });
  expect((await withheld.interaction()).bucketId).toBe("post");
  const chat = await (await exchange.chat()).write("2");
  expect((await chat.interaction()).bucketId).toBe("post");
});

test("[F46] a customer is found by the number they entered, unless they are new", async () => {
  await exchange.publish(LOOKING);
  const gold = { name: "Ada", company: null, language: null, tier: "gold" as const };
  const addresses = [{ kind: "phone" as const, value: "+4930999" }];
  const { at } = exchange.clock;
  await exchange.store.putCustomer({ id: CustomerId.parse("cus_ada"), ...gold, addresses }, at);
  exchange.clock.at += 120_000;
  const entered = async (digits: string) => {
    const phone = await (await exchange.call()).answer({ Digits: "1" });
    return (await phone.answer({ Digits: digits, FinishedOnKey: "#" })).interaction();
  };
  expect(await entered("4930999")).toMatchObject({
    bucketId: "servers",
    collected: { customer: "Ada" },
  });
  expect((await entered("4930888")).bucketId).toBe("post");
});

test("[F46] the contact's own customer is known when they were one before", async () => {
  await exchange.publish(
    drawTree(`
      who      lookup >servers >post
      servers  bucket
      post     bucket
      desk     operator`),
  );
  const first = await (await exchange.call("+4930777")).interaction();
  expect(first.bucketId).toBe("post");
  exchange.clock.at += 120_000;
  expect((await (await exchange.call("+4930777")).interaction()).bucketId).toBe("servers");
});

test("[F50] a contact stays in the version of the part that its tree was published with", async () => {
  const part = (end: string): MenuTree =>
    MenuTree.parse({ ...draw(`ask menu 1>${end} ~${end} \n ${end} bucket`), id: "part" });
  await exchange.publish(part("servers"));
  const main = drawTree("main menu 1>inner \n inner subtree part \n desk operator");
  const { published } = await loadParts(exchange.store, main);
  await exchange.publish(pinned(main, published));
  const phone = await exchange.call();
  await exchange.publish(part("post"));
  const inside = await phone.answer({ Digits: "1" });
  expect(inside.twiml).toContain(">ask</Say>");
  expect((await (await inside.answer({ Digits: "1" })).interaction()).bucketId).toBe("servers");
});

/** Of the options, one by chance, by its key, its label or a word for it; of digits, some. */
function answerTo(screen: MenuScreen, chance: number): string | null {
  const { expects } = screen;
  if (expects.kind === "digits") return "123";
  if (expects.kind !== "key") return null;
  const option = expects.options[chance % expects.options.length];
  if (option === undefined) return null;
  // The operator, back and repeat, too; often enough to be met, seldom enough to arrive.
  if (chance % 23 === 0) return "#";
  if (chance % 37 === 0) return "0";
  if (chance % 17 === 0) return "*";
  return option.key;
}

test("[C102] phone, chat and text messages lead the same answers to the same place, on any valid tree", async () => {
  for (const id of ["fire", "x"]) await exchange.put(id);
  await exchange.publish(PART);
  let count = 0;
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(tapes, async (tape) => {
      const tree = treeOf(tape);
      const { published } = await loadParts(exchange.store, tree);
      await exchange.publish(pinned(tree, published));
      let [phone, chat, text] = await Promise.all([
        exchange.call("anonymous"),
        exchange.chat(),
        exchange.text(`+1555${String(1_000_000 + count++)}`),
      ]);
      for (let step = 0; step < 30 && chat.stage.stage === "menu"; step += 1) {
        const { screen } = chat.stage;
        const answer = answerTo(screen, tape[step % tape.length] ?? 0);
        if (answer === null) break;
        const says = screen.says.map((said) => said.text).join("\n");
        expect(text.answer).toContain(says);
        phone = await phone.answer({ Digits: answer });
        chat = await chat.write(answer);
        text = await text.write(answer);
      }
      const reached = await Promise.all(
        [phone, chat, text].map(async (contact) => {
          const { bucketId, outcome, path, collected, language } = await contact.interaction();
          return { bucketId, outcome, path, collected, language };
        }),
      );
      expect(reached[1]).toEqual(reached[0]);
      expect(reached[2]).toEqual(reached[0]);
      ends.add(reached[0]?.outcome ?? "bucket");
    }),
    { numRuns: 6 },
  );
  expect(ends).toContain("bucket");
}, 60_000);

test("[C100] a number's own menu is that of its texts, and the first words are kept for the engineer", async () => {
  await exchange.publish(SPOKEN);
  const other = MenuTree.parse({ ...draw("ask menu 1>post ~post \n post bucket"), id: "texts" });
  await exchange.publish(other);
  const numbers = [{ number: ACCOUNT.number, menuTreeId: other.id }];
  await exchange.set({ chatMenuTreeId: SPOKEN.id, numbers });
  const text = await exchange.text("+15551234567");
  expect(text.answer).toBe("ask\n1 post");
  exchange.clock.at += 1000;
  const reached = await (await text.write("1")).interaction();
  expect(reached).toMatchObject({
    channel: "chat",
    bucketId: "post",
    to: ACCOUNT.number,
    subject: "Hello",
  });
  const said = (await exchange.desk.messages(reached.id)).map((message) => message.text);
  expect(said).toEqual(["Hello", "1"]);
});

test("[F35] by text, words choose where a menu has them", async () => {
  await exchange.publish(SPOKEN);
  const unheard = await (await exchange.text("+15551234568")).write("something else");
  expect(unheard.answer).toContain("wrong key");
  const reached = await (await unheard.write("My host is down.")).interaction();
  expect(reached).toMatchObject({ bucketId: "servers", path: [{ key: "1", label: "servers" }] });
});
