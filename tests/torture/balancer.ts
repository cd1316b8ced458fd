/**
 * What stands in front of several nodes: takes a request, asks any node, and when that one does not
 * answer, or answers that it cannot, asks another with the same request. The carrier's fallback
 * address does no more.
 */
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Chance } from "./chance.js";

/** A node that says nothing for so long is taken for dead. */
const ANSWER_MS_MAX = 4000;
/** The carrier itself gives up after 15 s. */
const WHOLE_MS_MAX = 14_500;
/** Between one round over all nodes and the next. */
const ROUND_PAUSE_MS = 100;

export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

export async function openBalancer(
  nodes: readonly { readonly url: string }[],
  chance: Chance,
): Promise<Balancer> {
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request);
    const until = Date.now() + WHOLE_MS_MAX;
    while (Date.now() < until && !response.destroyed) {
      for (const node of chance.shuffled(nodes)) {
        const answer = await forward(request, body, node.url).catch(() => null);
        if (answer === null || answer.status >= 500) continue;
        response.writeHead(answer.status, answer.headers).end(answer.body);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, ROUND_PAUSE_MS));
    }
    response.writeHead(502).end();
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function forward(from: IncomingMessage, body: Buffer, node: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = ask(
      new URL(from.url ?? "/", node),
      {
        method: from.method ?? "GET",
        headers: {
          ...from.headers,
          connection: "close",
          "x-forwarded-for": from.socket.remoteAddress ?? "",
        },
        timeout: ANSWER_MS_MAX,
      },
      (response) => {
        read(response).then((whole) => {
          const type = response.headers["content-type"];
          const cache = response.headers["cache-control"];
          resolve({
            status: response.statusCode ?? 502,
            headers: {
              ...(type === undefined ? {} : { "content-type": type }),
              ...(cache === undefined ? {} : { "cache-control": cache }),
            },
            body: whole,
          });
        }, reject);
      },
    );
    sent.on("error", reject);
    sent.on("timeout", () => sent.destroy(new Error(`${node} does not answer`)));
    sent.end(body);
  });
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
