/** The policy over HTTP: who sets it, what it must be, what it would delete, and what is gone. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CustomerId } from "../../protocol/ids.js";
import { KEEP_FOR_EVER, NOTHING_PURGED } from "../../protocol/retention.js";
import type { Settings } from "../../protocol/organisation.js";
import { leaseOf } from "../support/lease.js";
import { purge } from "../../src/desk/retention.js";
import {
  decided,
  message,
  newInteractionId,
  queued,
  routed,
  turn,
  write,
} from "../contracts/store-samples.js";
import { plainSettings } from "../support/organisation.js";
import { refusal, startHttp, type HttpServer } from "./http-server.js";

const DAY = 86_400_000;
const MONTH = { messagesDays: 30, interactionsDays: 30, journalDays: null };
const grace = CustomerId.parse("cus_grace");

let server: HttpServer;
beforeAll(async () => {
  server = await startHttp();
});
afterAll(() => server.close());

test("[D1] settings of an earlier release keep everything", async () => {
  const { retention: _, ...old } = plainSettings;
  await server.store.putSettings(old as Settings);
  const { body } = await server.ask("GET", "/api/v1/settings", { as: "engineer" });
  expect(body).toEqual(plainSettings);
});

test("[D13] each number is at least 15 days and as long as the one before it", async () => {
  const patch = async (retention: object, as: "engineer" | "supervisor" = "supervisor") =>
    refusal(await server.ask("PATCH", "/api/v1/settings", { as, json: { retention } }));
  expect(await patch(MONTH, "engineer")).toBe("403 WRONG_ROLE");
  for (const wrong of [
    { ...MONTH, messagesDays: 14 },
    { ...MONTH, messagesDays: null },
    { ...MONTH, interactionsDays: 29 },
    { ...MONTH, journalDays: 29 },
    { messagesDays: 30 },
  ]) {
    expect(await patch(wrong)).toBe("400 BAD_REQUEST");
  }
  expect(await server.store.settings()).toEqual(plainSettings);
  expect(await patch(MONTH)).toBe("200 without a code");
});

test("[D13] a change of the settings that does not speak of it leaves it as it is", async () => {
  const { retention: _, ...silent } = plainSettings;
  const as = "supervisor";
  for (const [method, json] of [
    ["PUT", silent],
    ["PATCH", { organisation: "Other" }],
  ] as const) {
    const { body } = await server.ask(method, "/api/v1/settings", { as, json });
    expect(body).toMatchObject({ retention: MONTH });
  }
  await server.ask("PUT", "/api/v1/settings", { as, json: plainSettings });
  expect((await server.store.settings()).retention).toEqual(KEEP_FOR_EVER);
});

test("[D15] a purged contact is not found, with a reason of its own while the journal knows it", async () => {
  const { store, clock } = server;
  const epoch = await leaseOf(store);
  const closedAt = clock.now - 40 * DAY;
  const id = newInteractionId();
  const given = decided(id);
  await store.putCustomer(
    { id: grace, name: "Grace", company: null, tier: "basic", language: null, addresses: [] },
    clock.now,
  );
  await store.commitTurn(
    turn({
      epoch,
      commands: [given],
      events: [{ commandId: given.command.id, event: queued(id) }],
      interactions: [routed(id, { state: "closed", closedAt, customerId: grace })],
      messages: [write(message(id, { at: closedAt }))],
    }),
  );
  const as = "supervisor";
  const preview = (json: object) =>
    server.ask("POST", "/api/v1/retention/preview", { as, json }).then(({ body }) => body);
  expect(await preview(KEEP_FOR_EVER)).toEqual({ counts: NOTHING_PURGED, whole: true });
  const counts = { ...NOTHING_PURGED, messages: 1, interactions: 1 };
  expect(await preview(MONTH)).toEqual({ counts, whole: true });
  const run = await store.startPurge({ by: "timer", at: clock.now });
  await purge({ store, retention: MONTH, at: clock.now, run });
  await store.endPurge(run, clock.now);
  for (const where of [id, `${id}/why`]) {
    const answered = await server.ask("GET", `/api/v1/interactions/${where}`, { as });
    expect(refusal(answered)).toBe("404 INTERACTION_PURGED");
  }
  const unknown = await server.ask("GET", "/api/v1/interactions/int_never", { as });
  expect(refusal(unknown)).toBe("404 INTERACTION_UNKNOWN");
  const listed = await server.ask("GET", "/api/v1/interactions", { as });
  expect(listed.body).toEqual({ items: [], nextCursor: null });
  const { body } = await server.ask("GET", "/api/v1/retention/runs", { as });
  expect(body).toMatchObject({ items: [{ seq: run, by: "timer", counts: { interactions: 1 } }] });
});

test("[D12] an admin has a customer forgotten, and is refused while a contact is open", async () => {
  const { store } = server;
  const epoch = await leaseOf(store);
  const id = newInteractionId();
  const forget = () => server.ask("POST", `/api/v1/customers/${grace}/forget`, { as: "admin" });
  await store.commitTurn(turn({ epoch, interactions: [routed(id, { customerId: grace })] }));
  expect(refusal(await forget())).toBe("409 CUSTOMER_BUSY");
  const closed = routed(id, { customerId: grace, state: "closed", closedAt: server.clock.now });
  await store.commitTurn(turn({ epoch, interactions: [closed] }));
  expect((await forget()).body).toEqual({ ...NOTHING_PURGED, interactions: 1, customers: 1 });
  expect(refusal(await forget())).toBe("404 NOT_FOUND");
});
