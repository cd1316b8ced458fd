/**
 * Where the program says what it does, for whoever follows one request through it. Off until
 * `startTracing` is called: until then work is simply done, and nothing of OpenTelemetry is loaded.
 *
 * Attributes are ids, kinds, counts and codes. What people say, are called or can be reached at does
 * not belong in them.
 */
import type { Attributes, Beginning, Span, Tracer, TracingOptions } from "./span.js";

export type { Beginning, Pace, Span } from "./span.js";

let tracer: Tracer | null = null;

/** From here on the whole process is followed. Answers with how to end it. */
export async function startTracing(options: TracingOptions): Promise<() => Promise<void>> {
  const { openTracer } = await import("./tracer.js");
  const opened = openTracer(options);
  tracer = opened;
  return async () => {
    if (tracer === opened) tracer = null;
    await opened.close();
  };
}

/** Follows work as a part of what is under way here. */
export function traced<T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  return tracer === null ? work() : tracer.within(name, attributes, work);
}

/** Follows work that begins a story. `beginning` is asked only when somebody listens. */
export function tracedApart<T>(
  name: string,
  beginning: () => Beginning,
  work: () => Promise<T>,
): Promise<T> {
  return tracer === null ? work() : tracer.begin(name, beginning(), work);
}

/** What is under way here; null: nothing that is followed. */
export function here(): Span | null {
  return tracer === null ? null : tracer.here();
}
