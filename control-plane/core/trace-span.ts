// A span of a run's trace, before a protocol gives it its form.

export type AttributeValue = string | number | boolean | readonly string[];
export type Attributes = Record<string, AttributeValue>;

export interface TraceSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  /** The parent is a span of someone else's process. */
  parentIsRemote: boolean;
  name: string;
  kind: "server" | "internal";
  start: Temporal.Instant;
  end: Temporal.Instant;
  attributes: Attributes;
  failed: boolean;
  message: string | null;
  links: readonly { traceId: string; spanId: string; attributes: Attributes }[];
}
