/**
 * A shop on one origin that embeds the widget of a Strowger server on another, as customers meet
 * it: the built widget, the chat channel over the fake desk, and a page with styles of its own.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import express from "express";
import type { Page } from "playwright-core";
import { type ChatServer, type ChatServerOptions, openChatServer } from "../chat/chat-server.js";

const run = promisify(execFile);

export interface Built {
  /** Where Vite put its files. */
  readonly dir: string;
  remove(): Promise<void>;
}

/** Runs Vite with one of our configurations, into a folder of the test's own. */
export async function build(config: string): Promise<Built> {
  const dir = await mkdtemp(join(tmpdir(), "strowger-web-"));
  await run(process.execPath, [
    "node_modules/vite/bin/vite.js",
    "build",
    "--config",
    config,
    "--outDir",
    dir,
    "--logLevel",
    "warn",
  ]);
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

export interface Shop {
  /** The shop's page; `?attributes` go into the script tag. */
  url(attributes?: string): string;
  readonly server: ChatServer;
  close(): Promise<void>;
}

export async function openShop(
  widget: Built,
  options: Pick<ChatServerOptions, "desk" | "through"> = {},
): Promise<Shop> {
  const app = express();
  app.use(express.static(widget.dir));
  const server = await openChatServer({ ...options, pages: app, allowOrigin: () => true });
  const shop = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://shop");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(shopPage(server.url, searchParams.get("attributes") ?? ""));
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${String((shop.address() as AddressInfo).port)}`;
  return {
    server,
    url: (attributes = "") => `${origin}/?attributes=${encodeURIComponent(attributes)}`,
    close: async () => {
      shop.closeAllConnections();
      shop.close();
      await server.close();
    },
  };
}

/** A page whose styles would ruin a widget that did not keep to itself. */
function shopPage(server: string, attributes: string): string {
  return `<!doctype html>
<html lang="en"><head><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
  html { font-size: 40px; }
  * { letter-spacing: 3px; }
  button, input, textarea { background: red !important; font-family: fantasy !important; }
  strowger-chat { position: static; display: none; opacity: 0.1; }
</style></head>
<body><main><h1>A shop</h1><p id="sample">Screws</p><button id="own">Buy</button></main>
<script src="${server}/widget.js" data-name="Screws &amp; Co" ${attributes} async></script>
</body></html>`;
}

export interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds that is serious or worse, shadow roots included. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile("node_modules/axe-core/axe.min.js", "utf8"));
  const findings = await page.evaluate<readonly Finding[]>(
    "axe.run(document).then((result) => result.violations)",
  );
  return findings
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ""}`).join(" | ")}`,
    );
}
