/** What `/metrics` prints, the page that lists it, and what the dashboard and the alerts make of it. */
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { z } from "zod";
import { watchCluster, type ClusterFigures } from "../../src/observe/cluster-metrics.js";
import { createMetrics, type Metrics } from "../../src/observe/metrics.js";

const alone: ClusterFigures = {
  partitions: [{ partition: 0, isLeader: true, epoch: null, streamLag: null, turnsBehind: 0 }],
  busConnected: null,
  nodesAlive: 1,
  takeovers: 0,
};

function metricsWith(figures: () => ClusterFigures): Metrics {
  const metrics = createMetrics();
  watchCluster(metrics.registry, figures);
  return metrics;
}

async function printed(): Promise<string[]> {
  const text = await metricsWith(() => alone).text();
  return [...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1] ?? "");
}

test("[O9] the page of metrics lists what is printed, and nothing else", async () => {
  const page = readFileSync("docs/operating/metrics.md", "utf8");
  const listed = [...page.matchAll(/^\| `([a-z0-9_]+)`/gm)].map((match) => match[1] ?? "");
  const names = await printed();
  const ours = (name: string): boolean => name.startsWith("strowger_");
  expect(listed.filter(ours).sort()).toEqual(names.filter(ours).sort());
  // Those of Node.js differ from system to system; none is printed that is not explained.
  expect(names.filter((name) => !listed.includes(name))).toEqual([]);
  expect(listed.filter((name, index) => listed.indexOf(name) !== index)).toEqual([]);
});

test("[O10] what is not known is left out, and what fails takes nothing with it", async () => {
  const several: ClusterFigures = {
    partitions: [
      { partition: 0, isLeader: true, epoch: 7, streamLag: 3, turnsBehind: 0 },
      { partition: 1, isLeader: false, epoch: 2, streamLag: null, turnsBehind: 12 },
    ],
    busConnected: false,
    nodesAlive: 3,
    takeovers: 2,
  };
  const values = (text: string): string[] =>
    text
      .split("\n")
      .filter((line) => /^strowger_(leader|lease|stream|replica|bus|nodes|takeovers)/.test(line));
  const metrics = metricsWith(() => several);
  const expected = [
    'strowger_leader{partition="0"} 1',
    'strowger_leader{partition="1"} 0',
    'strowger_lease_epoch{partition="0"} 7',
    'strowger_lease_epoch{partition="1"} 2',
    'strowger_stream_lag{partition="0"} 3',
    'strowger_replica_turns_behind{partition="0"} 0',
    'strowger_replica_turns_behind{partition="1"} 12',
    "strowger_bus_connected 0",
    "strowger_nodes_alive 3",
    "strowger_takeovers_total 2",
  ];
  expect(values(await metrics.text())).toEqual(expected);
  // A total is told again, not added up.
  expect(values(await metrics.text())).toEqual(expected);
  expect(values(await metricsWith(() => alone).text())).not.toContainEqual(
    expect.stringMatching(/^strowger_(bus|lease|stream)/),
  );
  const broken = metricsWith(() => {
    throw new Error("nobody knows");
  });
  broken.turn(0.002, 3);
  const text = await broken.text();
  expect(values(text)).not.toContainEqual(expect.stringMatching(/^strowger_(leader|nodes)/));
  expect(text).toContain("strowger_turn_commands_sum 3");
});

const Panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string().min(1),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.object({ expr: z.string().min(1) })).default([]),
});
const Dashboard = z.object({
  uid: z.literal("strowger"),
  schemaVersion: z.int().min(39),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(Panel),
});

/** Names in a query, as the registry has them: a histogram has three. */
function asked(text: string): string[] {
  const names = [...text.matchAll(/\b(?:strowger|nodejs|process)_\w+/g)].map(([name]) => name);
  return names.map((name) =>
    /_seconds_(bucket|sum|count)$|_commands_(bucket|sum|count)$/.test(name)
      ? name.replace(/_[a-z]+$/, "")
      : name,
  );
}

test("[O13] every metric that the dashboard and the alerts ask for exists", async () => {
  const names = await printed();
  const dashboard = Dashboard.parse(
    JSON.parse(readFileSync("docs/operating/grafana/strowger.json", "utf8")),
  );
  const alerts = readFileSync("docs/operating/grafana/alerts.yaml", "utf8");
  const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const used = asked([...queries, alerts].join("\n"));
  expect(used.length).toBeGreaterThan(30);
  expect(used.filter((name) => !names.includes(name))).toEqual([]);
  expect(dashboard.templating.list).toContainEqual(
    expect.objectContaining({ name: "datasource", type: "datasource" }),
  );
  // Whoever is woken is told what to do.
  const silent = dashboard.panels.filter(
    ({ type, description = "" }) => type !== "row" && description.length < 40,
  );
  expect(silent.map(({ title }) => title)).toEqual([]);
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  expect(alerts.match(/- alert:/g)).toHaveLength(5);
  expect(alerts.match(/action:/g)).toHaveLength(5);
});

test("no two panels of the dashboard lie on the same place", () => {
  const { panels } = Dashboard.parse(
    JSON.parse(readFileSync("docs/operating/grafana/strowger.json", "utf8")),
  );
  const taken = new Set<string>();
  const twice: string[] = [];
  for (const { title, gridPos } of panels) {
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        const place = `${String(x)},${String(y)}`;
        if (x >= 24 || taken.has(place)) twice.push(title);
        taken.add(place);
      }
    }
  }
  expect(twice).toEqual([]);
});
