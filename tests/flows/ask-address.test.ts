/** Asks a real HTTPS server on this machine, which the program itself would refuse to ask. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createAskAddress, isInside, type AskAddress } from "../../src/desk/ask-address.js";

let server: Server;
let url = "";
let ask: AskAddress;
let ca = "";
let folder = "";

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "strowger-tls-"));
  const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  const made = [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost"],
    ...["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
  ];
  execFileSync("openssl", made, { stdio: "ignore" });
  ca = readFileSync(cert, "utf8");
  server = createServer({ key: readFileSync(key), cert: ca }, (request, response) => {
    const say = (status: number, body: string) => response.writeHead(status).end(body);
    switch (request.url) {
      case "/found":
        return say(200, '{"plan":"gold"}');
      case "/list":
        return say(200, "[]");
      case "/broken":
        return say(200, "{");
      case "/long":
        return say(200, JSON.stringify({ text: "x".repeat(70_000) }));
      case "/away":
        return response.writeHead(302, { location: `${url}/found` }).end();
      case "/never":
        return response.writeHead(200).write("{");
      default:
        return say(404, "");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://localhost:${String((server.address() as AddressInfo).port)}`;
  ask = createAskAddress({ ca, isRefused: () => false });
});

afterAll(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  rmSync(folder, { recursive: true });
});

test("[F48] an object is what was found, and 404 is that there is none", async () => {
  expect(await ask(`${url}/found`, 5000)).toEqual({ plan: "gold" });
  expect(await ask(`${url}/nobody`, 5000)).toBeNull();
});

test("[F48] whatever else is answered, and silence, is a failure", async () => {
  for (const place of ["/list", "/broken", "/long", "/away"]) {
    await expect(ask(url + place, 5000)).rejects.toThrow();
  }
  await expect(ask(`${url}/never`, 200)).rejects.toThrow();
  await expect(ask("https://localhost:1/", 5000)).rejects.toThrow();
  await expect(ask(url.replace("https", "http"), 5000)).rejects.toThrow("only https");
});

test("[F48] nobody inside our own network is asked, by name or by address", async () => {
  const careful = createAskAddress({ ca });
  const { port } = new URL(url);
  for (const host of ["localhost", "127.0.0.1", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]) {
    await expect(careful(`https://${host}:${port}/found`, 5000)).rejects.toThrow("is not asked");
  }
});

test("[F48] inside is what is not the public internet", () => {
  for (const address of [
    ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.8.8.8", "169.254.169.254", "172.31.0.1"],
    ...["192.168.1.1", "198.19.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "::ffff:8.8.8.8"],
    ...["64:ff9b::a00:1", "fe80::1%eth0", "fd00::1", "ff02::1", "2002:a00:1::", "nonsense", ""],
  ]) {
    expect([address, isInside(address)]).toEqual([address, true]);
  }
  for (const address of ["8.8.8.8", "172.32.0.1", "2606:4700::1111"]) {
    expect([address, isInside(address)]).toEqual([address, false]);
  }
});
