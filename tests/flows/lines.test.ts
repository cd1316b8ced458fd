/** Which menu answers: by the number that was called, and what happens where there is none. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { BucketId, MenuTreeId } from "../../protocol/ids.js";
import type { MenuTree } from "../../protocol/menu-tree.js";
import { drawTree } from "./draw.js";
import { openExchange, type Exchange } from "./exchange.js";
import { NOON } from "./walker.js";

/** The number that the exchange's calls are made to. */
const OURS = "+15550100";
const OTHER = "+15550101";

let exchange: Exchange;
beforeAll(async () => {
  exchange = await openExchange();
  for (const id of ["first", "servers", "post", "mail", "desk"]) await exchange.put(id);
}, 60_000);
afterAll(() => exchange.close());

/** One key, and the bucket of that name. */
function leadingTo(bucketId: string): MenuTree {
  const tree = drawTree(`
    main  menu 1>${bucketId}
    ${bucketId}  bucket
    desk  operator`);
  return { ...tree, id: MenuTreeId.parse(`to-${bucketId}`) };
}
const servers = leadingTo("servers");
const post = leadingTo("post");

async function bucketOfCall(): Promise<string | null> {
  const reached = await (await exchange.call()).answer({ Digits: "1" });
  return (await reached.interaction()).bucketId;
}

test("[C94] the called number has its menu, every other number the common one", async () => {
  await exchange.publish(servers);
  await exchange.publish(post);
  await exchange.set({
    numbers: [{ number: OURS, menuTreeId: servers.id }],
    menuTreeId: post.id,
  });
  expect(await bucketOfCall()).toBe("servers");
  await exchange.set({
    numbers: [{ number: OTHER, menuTreeId: servers.id }],
    menuTreeId: post.id,
  });
  expect(await bucketOfCall()).toBe("post");
});

test("[C94] a change counts for the next caller; whoever is in a menu stays in it", async () => {
  await exchange.set({ menuTreeId: servers.id });
  const before = await exchange.call();
  await exchange.set({ menuTreeId: post.id });
  expect(await bucketOfCall()).toBe("post");
  const reached = await before.answer({ Digits: "1" });
  expect((await reached.interaction()).bucketId).toBe("servers");
});

test("[C95] without a published menu a contact goes straight to the bucket of the mail, or the first", async () => {
  const mailBucketId = BucketId.parse("mail");
  const bucketsOf = async (): Promise<unknown[]> => {
    const [call, chat] = [await exchange.call(), await exchange.chat()];
    return [(await call.interaction()).bucketId, (await chat.interaction()).bucketId];
  };
  await exchange.set({ mailBucketId });
  expect(await bucketsOf()).toEqual(["mail", "mail"]);
  await exchange.set({});
  expect(await bucketsOf()).toEqual(["first", "first"]);
  // The menu of its own was never published: the common one is not asked instead.
  const draft = { ...servers, id: MenuTreeId.parse("draft") };
  await exchange.store.saveDraft({ tree: draft, revision: null, at: NOON });
  const numbers = [{ number: OURS, menuTreeId: draft.id }];
  await exchange.set({ numbers, menuTreeId: post.id, chatMenuTreeId: draft.id, mailBucketId });
  expect(await bucketsOf()).toEqual(["mail", "mail"]);
});
