/** A collector that takes OTLP over HTTP in JSON, as those of OpenTelemetry do, and shows it. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

const Value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
  arrayValue: z.object({ values: z.array(z.object({ stringValue: z.string() })) }).optional(),
});
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .transform((list) =>
    Object.fromEntries(
      list.map(({ key, value }) => [
        key,
        value.arrayValue?.values.map((one) => one.stringValue) ??
          value.stringValue ??
          value.doubleValue ??
          value.boolValue ??
          Number(value.intValue),
      ]),
    ),
  );
const SpanTold = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: Attributes,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })),
  status: z.object({ code: z.number() }),
});
const Batch = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(SpanTold) })),
    }),
  ),
});

export type ToldSpan = z.output<typeof SpanTold>;

export interface Collector {
  readonly url: string;
  readonly spans: ToldSpan[];
  /** Attributes of whoever sent the last batch. */
  readonly resource: Record<string, unknown>;
  /** The batches as they came. */
  readonly raw: string[];
  readonly headers: Record<string, string | string[] | undefined>[];
  /** takes: answers with 200. refuses: 400. holds: takes the bytes and answers nobody. */
  mode: "takes" | "refuses" | "holds";
  named(name: string): ToldSpan[];
  close(): Promise<void>;
}

export async function openCollector(): Promise<Collector> {
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      collector.headers.push(request.headers);
      if (request.url !== "/v1/traces" || collector.mode === "refuses") {
        response.writeHead(400).end();
        return;
      }
      if (collector.mode === "holds") {
        held.push(response);
        return;
      }
      const text = Buffer.concat(chunks).toString();
      collector.raw.push(text);
      for (const { resource, scopeSpans } of Batch.parse(JSON.parse(text)).resourceSpans) {
        Object.assign(collector.resource, resource.attributes);
        collector.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
      }
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const collector: Collector = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    spans: [],
    resource: {},
    raw: [],
    headers: [],
    mode: "takes",
    named: (name) => collector.spans.filter((span) => span.name === name),
    close: async () => {
      for (const response of held) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return collector;
}
