/**
 * Spans over OpenTelemetry's library. Loaded by `trace.ts` when there is a collector to tell, and
 * never otherwise.
 *
 * A collector that is slow, wrong or away costs nothing but its spans: they wait in a queue of a
 * fixed length, leave in batches, and what finds the queue full is dropped.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  defaultTextMapGetter,
  trace,
  type Context,
  type Span as OtelSpan,
} from "@opentelemetry/api";
import { ExportResultCode, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace";
import type { Attributes, Pace, Span, Tracer, TracingOptions } from "./span.js";

/** Some 2 MB; at a busy hour's thousand spans a second they bridge a pause of four seconds. */
const QUEUE_MAX = 4096;
const BATCH_MAX = 512;
const PACE: Pace = { batchEveryMs: 2000, answerMsMax: 5000, lastBatchMsMax: 2000 };

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
} as const;

export function openTracer(options: TracingOptions): Tracer {
  const { batchEveryMs, answerMsMax, lastBatchMsMax } = options.pace ?? PACE;
  const exporter = heard(
    new OTLPTraceExporter({
      url: `${options.endpoint}/v1/traces`,
      timeoutMillis: answerMsMax,
    }),
    options,
  );
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": options.serviceName,
      "service.version": options.version,
      "service.instance.id": options.instance,
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: QUEUE_MAX,
        maxExportBatchSize: BATCH_MAX,
        scheduledDelayMillis: batchEveryMs,
        exportTimeoutMillis: answerMsMax,
      }),
    ],
  });
  const spans = provider.getTracer("strowger", options.version);
  const around = new AsyncLocalStorage<FollowedSpan>();
  /** Timers remember where they were set; what is over by then has nothing to do with them. */
  const here = (): FollowedSpan | null => {
    const span = around.getStore();
    return span === undefined || span.isOver ? null : span;
  };

  function follow<T>(span: FollowedSpan, work: () => Promise<T>): Promise<T> {
    return around.run(span, async () => {
      try {
        return await work();
      } catch (error) {
        span.note({ "error.type": typeOf(error) });
        if (!isRefusal(error)) span.fail(typeOf(error));
        throw error;
      } finally {
        span.end();
      }
    });
  }

  return {
    within: (name, attributes, work) => {
      const above = here();
      const context = above === null ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, above.inner);
      const span = spans.startSpan(name, { attributes: given(attributes) }, context);
      return follow(new FollowedSpan(span), work);
    },
    begin: (name, { kind, attributes, links = [], traceparent }, work) => {
      const asked = links.flatMap((link) =>
        link instanceof FollowedSpan ? [{ context: link.inner.spanContext() }] : [],
      );
      const span = spans.startSpan(
        name,
        { kind: KINDS[kind], attributes: given(attributes), links: asked },
        contextOf(traceparent),
      );
      return follow(new FollowedSpan(span), work);
    },
    here,
    close: async () => {
      let late: NodeJS.Timeout | undefined;
      const bound = new Promise<void>((resolve) => {
        late = setTimeout(resolve, lastBatchMsMax);
      });
      // What could not be handed over was said when it happened.
      await Promise.race([provider.shutdown().catch(() => undefined), bound]);
      clearTimeout(late);
    },
  };
}

class FollowedSpan implements Span {
  readonly inner: OtelSpan;
  isOver = false;
  constructor(inner: OtelSpan) {
    this.inner = inner;
  }
  note(attributes: Attributes): void {
    this.inner.setAttributes(given(attributes));
  }
  rename(name: string): void {
    this.inner.updateName(name);
  }
  end(): void {
    this.isOver = true;
    this.inner.end();
  }
  fail(type: string): void {
    this.inner.setAttribute("error.type", type).setStatus({ code: SpanStatusCode.ERROR });
  }
}

function given(attributes: Attributes): Record<string, string | number | boolean | string[]> {
  const copied: Record<string, string | number | boolean | string[]> = {};
  for (const [name, value] of Object.entries(attributes)) {
    copied[name] = typeof value === "object" ? [...value] : value;
  }
  return copied;
}

/** `tracestate` is left where it is: it may say anything, and nobody here needs it. */
function contextOf(traceparent: string | undefined): Context {
  if (traceparent === undefined) return ROOT_CONTEXT;
  return new W3CTraceContextPropagator().extract(
    ROOT_CONTEXT,
    { traceparent },
    defaultTextMapGetter,
  );
}

/** A message may repeat what somebody wrote, so only the kind of an error is told. */
function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** An ordinary answer to somebody who may not, or came too late: no fault of the program. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name.endsWith("Refusal");
}

/** Says once in the log that the collector is away, and once that it is back. */
function heard(exporter: SpanExporter, { log, endpoint }: TracingOptions): SpanExporter {
  let isAway = false;
  return {
    export: (batch, done) => {
      exporter.export(batch, (result) => {
        const failed = result.code !== ExportResultCode.SUCCESS;
        if (failed && !isAway) {
          log.warn({ endpoint, err: result.error }, "spans are lost: the collector takes none");
        } else if (!failed && isAway) {
          log.info({ endpoint }, "the collector takes spans again");
        }
        isAway = failed;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
