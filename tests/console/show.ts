/**
 * Serves the built console over the fake server, to look at it while working on it:
 * `npx esbuild tests/console/show.ts --bundle --platform=node --format=esm --packages=external | node --input-type=module - [desk|empty|floor] [port]`.
 */
import { BucketId, SkillId } from "../../protocol/ids.js";
import { FakeServer } from "./fake-server.js";
import {
  MINUTE,
  ada,
  busyDesk,
  engineers,
  interaction,
  offerOf,
  sam,
  stateOf,
  waitingOnFloor,
  customers,
  clusteringPath,
} from "./sample-desk.js";

import { decided, nobodyCan, richPolicy, stillWaiting } from "./sample-routing.js";

const [scene = "desk", port = "4100"] = process.argv.slice(2);
const now = Date.now();
const server = await FakeServer.open({
  me: scene.startsWith("floor") ? sam : ada,
  built: "dist/web/console",
  port: Number(port),
});
server.signIn();
if (scene === "desk" || scene === "floor") {
  const desk = busyDesk(now);
  server.take(desk.interactions, desk.messages);
}
if (scene === "desk") {
  const old = interaction("i-old", "email", {
    customer: customers.wang,
    state: "closed",
    outcome: "handled",
    disposition: "solved",
    subject: "Quorum witness moved",
    startedAt: now - 3 * 1440 * MINUTE,
  });
  server.take([old]);
  const offered = interaction("i-offer", "voice", {
    customer: customers.wang,
    path: clusteringPath,
    startedAt: now - 60_000,
    queuedAt: now - 14_000,
    dueAt: now + 16_000,
    lastMessage: {
      from: "customer",
      text: "Node 3 is down again since ten minutes",
      at: now - 20_000,
    },
  });
  server.offer(offerOf(offered, { at: now, seconds: 600 }));
  server.explanations.set("i-call", decided("i-call", now));
  server.take(waitingOnFloor(now).slice(0, 6));
  server.take([
    interaction("i-back", "voice", {
      customer: customers.berg,
      state: "waiting",
      engineerId: null,
      startedAt: now - 8 * MINUTE,
      queuedAt: now - 8 * MINUTE,
      dueAt: now + 2 * MINUTE,
      callback: { attempts: 1 },
    }),
  ]);
  server.change("i-call", { callback: { attempts: 1 } });
}
if (scene === "floor") {
  server.take(waitingOnFloor(now));
  server.changeBucket("vpn", { policy: richPolicy });
  server.changeBucket("wifi", { closed: { reason: "Access points are being replaced" } });
  server.change("w1", { bucketId: BucketId.parse("vpn"), callback: { attempts: 0 } });
  server.change("w2", {
    skills: [{ skillId: SkillId.parse("chinese"), level: 10, required: true }],
  });
  server.explanations.set("w1", stillWaiting("w1", now));
  server.explanations.set("w2", nobodyCan());
  const set = (n: number, part: Parameters<typeof stateOf>[2]): void => {
    const engineer = engineers[n];
    if (engineer !== undefined) server.states.set(engineer.id, stateOf(engineer, now, part));
  };
  set(2, { status: "break", reason: "lunch", statusAt: now - 22 * MINUTE });
  set(3, { status: "not_responding", statusAt: now - 90_000 });
  set(4, { status: "offline", connected: false, statusAt: now - 600 * MINUTE });
  server.trend = Array.from({ length: 12 }, (_, n) => ({
    at: now - (12 - n) * 5 * MINUTE,
    waiting: [2, 3, 2, 5, 8, 7, 9, 14, 12, 9, 8, 34][n] ?? 0,
    answered: [9, 8, 10, 12, 11, 9, 12, 14, 13, 12, 10, 8][n] ?? 0,
    abandoned: [0, 0, 1, 0, 2, 1, 0, 3, 1, 0, 0, 1][n] ?? 0,
  }));
}
if (scene === "floor-empty")
  server.organisation = { ...server.organisation, buckets: [], engineers: [] };
process.stdout.write(`${server.address}\n`);
