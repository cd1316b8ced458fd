/** What is in memory beside the router, when the router's memory is read again. */
import { expect, test } from "@jest/globals";
import { InteractionId } from "../../protocol/ids.js";
import { createContacts } from "../../src/desk/contacts.js";
import { freshContent } from "../../src/desk/contents.js";
import { openStore } from "../../src/store/open.js";

test("[T4] a contact whose first commit failed still knows what it is about when it is tried again", async () => {
  const store = await openStore({ dataDir: null, databaseUrl: null });
  const contacts = createContacts(store);
  const id = InteractionId.parse("int_pending");
  contacts.put(id, { content: freshContent({ subject: "Backup fails" }) });
  await contacts.load([]);
  expect(contacts.get(id)?.content.subject).toBe("Backup fails");
  await store.close();
});
