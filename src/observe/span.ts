/** The words of tracing: what is followed, and who follows it. Nothing of OpenTelemetry is in them. */

export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A piece of work that is followed. */
export interface Span {
  /** What came out only on the way. */
  note(attributes: Attributes): void;
  rename(name: string): void;
  /** It went wrong in a way that somebody should look at; `type` is a code or the kind of error. */
  fail(type: string): void;
}

/** What begins a story of its own, whatever happens to be under way around it. */
export interface Beginning {
  readonly kind: "server" | "client" | "internal";
  readonly attributes: Attributes;
  /** What asked for it; null: somebody whom nobody follows. */
  readonly links?: readonly (Span | null)[];
  /** W3C `traceparent` of the request that brought it. */
  readonly traceparent?: string | undefined;
}

export interface Tracer {
  within<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T>;
  begin<T>(name: string, beginning: Beginning, work: () => Promise<T>): Promise<T>;
  here(): Span | null;
  /** Hands over what is left, for as long as a stop can wait. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** An OTLP collector's address, without `/v1/traces`. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly version: string;
  /** This process, among others of the same service. */
  readonly instance: string;
  readonly log: {
    info(details: object, message: string): void;
    warn(details: object, message: string): void;
  };
  /** Left out: what suits a collector nearby. */
  readonly pace?: Pace;
}

/** How spans leave. */
export interface Pace {
  readonly batchEveryMs: number;
  /** An answer that takes longer is none. */
  readonly answerMsMax: number;
  /** A stop waits so long for the last batch; the rest of the stop has its own time. */
  readonly lastBatchMsMax: number;
}
