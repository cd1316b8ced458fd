/** Two real browsers: the phone on the try page and the console's softphone. Chromium has no microphone here, so both only listen. */
import { createServer, type Server as HttpServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { Server } from "socket.io";
import { EngineerId } from "../../protocol/ids.js";
import { launchBrowser } from "../support/browser.js";
import { FAKE_MENU, until } from "../support/fake-desk.js";
import { listen, openRig, type Rig } from "./support/rig.js";

const ADA = EngineerId.parse("ada");

/** Both clients on one page each; what they tell is kept in `told`. */
const CALLER_PAGE = `
  import { connectPhone } from "./widget/try/phone-client.js";
  window.told = [];
  window.phone = connectPhone({ url: "", onEvent: (event) => window.told.push(event) });
`;
const ENGINEER_PAGE = `
  import { createSoftphone } from "./console/src/phone/softphone.js";
  window.told = [];
  window.phone = createSoftphone({
    provider: "local",
    token: new URL(location.href).searchParams.get("token"),
    url: "",
    onState: (state) => window.told.push(state),
  });
`;

let rig: Rig;
let server: HttpServer;
let sockets: Server;
let browser: Browser;
let url: string;

beforeAll(async () => {
  rig = await openRig({ speed: 5 });
  const scripts = new Map([
    ["/caller", await bundle(CALLER_PAGE)],
    ["/engineer", await bundle(ENGINEER_PAGE)],
  ]);
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://x");
    const script = scripts.get(pathname);
    if (script === undefined) response.writeHead(404).end();
    else {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
      response.end(`<!doctype html><title>phone</title><script type="module">${script}</script>`);
    }
  });
  sockets = new Server(server);
  rig.carrier.attach(sockets);
  url = `http://localhost:${String(await listen(server))}`;
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await rig.close();
  await sockets.close();
});

test("[C19] the caller's browser and the engineer's really talk, and hang up for both", async () => {
  const engineer = await open(`/engineer?token=${rig.carrier.phoneToken(ADA)}`);
  await tells(engineer, { mode: "registered" });
  const caller = await open("/caller");
  await tells(caller, { type: "line", state: "ready" });
  await act(caller, `dial({ from: "+15550199", to: "+15550100" })`);
  await tells(caller, { type: "say", text: FAKE_MENU.welcome });
  await act(caller, `key("0")`);
  await until(() => rig.desk.interactions.at(-1)?.state === "waiting");
  const id = rig.desk.interactions.at(-1)?.id;
  if (id === undefined) throw new Error("no interaction");
  rig.desk.accept(id, ADA);
  await rig.desk.settle();

  await tells(engineer, { mode: "ringing" });
  await tells(engineer, { mode: "in-call", audio: "live" });
  await tells(caller, { type: "audio", state: "live" });

  await act(engineer, "mute(true)");
  await tells(engineer, { mode: "in-call", muted: true });
  await act(engineer, "hangup()");
  await tells(caller, { type: "call", state: "ended" });
  await tells(engineer, { mode: "registered", audio: "none" });
  await until(() => rig.desk.interactions.at(-1)?.outcome === "handled");
  expect(rig.desk.facts.at(-1)).toMatchObject({ by: "engineer" });
}, 60_000);

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    external: ["@twilio/voice-sdk"],
    logLevel: "silent",
  });
  return outputFiles[0]?.text.replaceAll("</script", "<\\/script") ?? "";
}

async function open(path: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url + path);
  return page;
}

function act(page: Page, call: string): Promise<unknown> {
  return page.evaluate(`window.phone.${call}`);
}

/** Waits until the page was told something with these properties. */
function tells(page: Page, wanted: object): Promise<unknown> {
  const told = `window.told.some((one) => Object.entries(${JSON.stringify(wanted)})
    .every(([name, value]) => one[name] === value))`;
  return page.waitForFunction(told, undefined, { timeout: 20_000 }).catch(async () => {
    const all = JSON.stringify(await page.evaluate("window.told"));
    throw new Error(`not told ${JSON.stringify(wanted)} in ${all}`);
  });
}
