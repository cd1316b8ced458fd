/**
 * Draws the pictures of `docs/routing.md` from simulations: `npm run bench -- plots` writes
 * `docs/pictures/*.svg`. The same seeds give the same pictures.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { init, use } from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { readScenario } from "../routing/simulation/scenario.js";
import { seriesOf } from "../routing/simulation/series.js";
import { truths } from "./estimates-truth.js";

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** Readable on white and on black, and by people who do not tell red from green. */
const COLOURS = ["#2f7ed8", "#e08214", "#7b5ea7", "#4d9a6a", "#8c8c8c"];
const TEXT = { color: "#767676", fontFamily: "sans-serif", fontSize: 13 };
const PICTURES = join("docs", "pictures");

drawDay("three-types-two-groups");
drawEstimates();

/** Who waits and who works, over the day. */
function drawDay(name: string): void {
  const read = readScenario(
    JSON.parse(readFileSync(join("bench", "scenarios", `${name}.json`), "utf8")),
  );
  if (!("scenario" in read)) throw new Error(`${name} is not a scenario`);
  const { scenario } = read;
  const { intervals } = seriesOf({ ...scenario, replications: 200 }, 10);
  const minutes = intervals.map(({ minute }) => minute + 10);
  const line = (label: string, values: readonly number[], dashed = false): object => ({
    name: label,
    type: "line",
    showSymbol: false,
    lineStyle: { type: dashed ? "dashed" : "solid", width: 2 },
    data: values.map((value) => Math.round(value * 100) / 100),
  });
  save("simulated-day", {
    title: { text: "A simulated day: how many wait, and how many work", textStyle: TEXT, left: 12 },
    legend: { bottom: 4, textStyle: TEXT },
    grid: { left: 56, right: 24, top: 48, bottom: 76 },
    xAxis: axis({ type: "category", data: minutes, name: "minute", nameLocation: "middle" }),
    yAxis: axis({ type: "value" }),
    series: [
      ...scenario.buckets.map(({ id }) =>
        line(
          `waiting ${id}`,
          intervals.map(({ waiting }) => waiting[id] ?? 0),
        ),
      ),
      ...scenario.groups.map(({ id }) =>
        line(
          `busy ${id}`,
          intervals.map(({ busy }) => busy[id] ?? 0),
          true,
        ),
      ),
    ],
  });
}

/** How far off the estimate is, beside the average of the last five, and how often its range holds. */
function drawEstimates(): void {
  const all = truths().toReversed();
  const names = all.map(({ name }) => name.replaceAll("-", " "));
  const percent = (values: readonly number[]): number[] =>
    values.map((value) => Math.round(value * 100));
  save("estimates", {
    title: {
      text: "Mean error of the estimated wait, in per cent of the mean wait",
      textStyle: TEXT,
      left: 12,
    },
    legend: { bottom: 4, textStyle: TEXT },
    grid: { left: 210, right: 40, top: 44, bottom: 64 },
    xAxis: axis({ type: "value" }),
    yAxis: axis({ type: "category", data: names }),
    series: [
      {
        name: "Strowger",
        type: "bar",
        data: percent(all.map(({ error }) => error)),
        label: { show: true, position: "right", ...TEXT },
      },
      {
        name: "average of the last five waits",
        type: "bar",
        data: percent(all.map(({ lastFiveError }) => lastFiveError)),
        label: { show: true, position: "right", ...TEXT },
      },
    ],
  });
}

function axis(more: object): object {
  return { axisLabel: TEXT, nameTextStyle: TEXT, nameGap: 28, splitLine: SPLIT, ...more };
}
const SPLIT = { lineStyle: { color: "#8c8c8c44" } };

function save(name: string, option: object): void {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 900, height: 480 });
  chart.setOption({ ...option, color: COLOURS, animation: false, backgroundColor: "transparent" });
  writeFileSync(join(PICTURES, `${name}.svg`), `${chart.renderToSVGString()}\n`);
  chart.dispose();
  process.stdout.write(`${join(PICTURES, `${name}.svg`)}\n`);
}
