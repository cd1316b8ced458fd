import { Writable } from "node:stream";
import { expect, test } from "@jest/globals";
import { createLog } from "../../src/observe/log.js";
import { createMetrics } from "../../src/observe/metrics.js";

test("the log hides secrets and customers' words, at every depth it is used at", () => {
  const lines: string[] = [];
  const out = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = createLog("info", out);
  log.info(
    {
      interactionId: "int-1",
      password: "hidden",
      twilio: { authToken: "hidden", account: "AC1" },
      request: { headers: { cookie: "hidden", authorization: "hidden" } },
      message: { text: "hidden", id: "msg-1" },
    },
    "something happened",
  );
  expect(lines.join("")).not.toContain("hidden");
  expect(JSON.parse(lines[0] ?? "null")).toMatchObject({
    level: "info",
    interactionId: "int-1",
    twilio: { account: "AC1" },
    msg: "something happened",
  });
});

test("metrics: counters count, gauges are asked for, a gauge that fails leaves the others", async () => {
  const metrics = createMetrics();
  metrics.offer("made");
  metrics.offer("expired");
  metrics.turn(0.002, 3);
  metrics.commit(0.001);
  metrics.effect("voice", "done");
  metrics.watch({
    queues: () => [{ bucketId: "vpn", waiting: 4, oldestWaitSeconds: 61 }],
    engineers: () => ({ available: 2 }),
    sockets: () => ({ console: 3, chat: 1 }),
    outbox: () => Promise.reject(new Error("the database is away")),
    mailboxes: () => [{ mailbox: "imap:a@b", isRead: true, ageSeconds: 5 }],
  });
  const text = await metrics.text();
  for (const line of [
    'strowger_offers_total{result="expired"} 1',
    "strowger_turn_seconds_count 1",
    "strowger_commands_total 3",
    'strowger_queue_waiting{bucket="vpn"} 4',
    'strowger_queue_oldest_wait_seconds{bucket="vpn"} 61',
    'strowger_engineers{status="available"} 2',
    'strowger_sockets{namespace="chat"} 1',
  ]) {
    expect(text).toContain(line);
  }
});
