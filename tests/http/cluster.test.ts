/** The admins' view of the nodes, over HTTP. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Cluster } from "../../protocol/cluster.js";
import { refusal, startHttp, type HttpServer } from "./http-server.js";

let server: HttpServer;
beforeAll(async () => {
  server = await startHttp();
});
afterAll(() => server.close());

test("[O11] a node that is alone answers with itself, leading everything", async () => {
  const { status, body } = await server.ask("GET", "/api/v1/cluster", { as: "admin" });
  expect(status).toBe(200);
  const cluster = Cluster.parse(body);
  expect(cluster).toMatchObject({
    mode: "one",
    nodes: [{ id: "nod-1", isSelf: true, silentMs: 0, warnings: [] }],
    partitions: [{ partition: 0, leaderId: "nod-1" }],
    outbox: { waiting: 0, oldestSeconds: 0 },
    mailboxes: [{ mailbox: "imap:a@b" }],
    redis: "off",
  });
});

test("[O12] nodes, addresses and mailboxes are shown to admins only", async () => {
  for (const role of ["engineer", "supervisor"] as const) {
    expect(refusal(await server.ask("GET", "/api/v1/cluster", { as: role }))).toBe(
      "403 WRONG_ROLE",
    );
  }
  expect(refusal(await server.ask("GET", "/api/v1/cluster"))).toBe("401 NOT_SIGNED_IN");
});
