/** Menus on a phone and in a chat, over the real desk and router. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CustomerId } from "../../protocol/ids.js";
import type { MenuTree } from "../../protocol/menu-tree.js";
import { drawTree } from "./draw.js";
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
