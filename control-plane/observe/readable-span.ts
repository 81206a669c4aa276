// Our spans in the shape that OpenTelemetry's serializers read.

import type { HrTime, Attributes as OtelAttributes, SpanContext } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { Attributes, TraceSpan } from "#core/trace.ts";

const scope = { name: "trunkline" };
const NANOS = 1_000_000_000n;
/** Values of the API's enums, which would have to be loaded to be named. */
const KIND = { internal: 0, server: 1 } as const;
const STATUS = { unset: 0, error: 2 } as const;

export const readableSpan = (span: TraceSpan, resource: Resource): ReadableSpan => ({
  name: span.name,
  kind: KIND[span.kind],
  spanContext: () => contextOf(span.traceId, span.spanId, false),
  ...(span.parentSpanId === null
    ? {}
    : { parentSpanContext: contextOf(span.traceId, span.parentSpanId, span.parentIsRemote) }),
  startTime: hrTime(span.start),
  endTime: hrTime(span.end),
  duration: secondsAndNanos(span.end.epochNanoseconds - span.start.epochNanoseconds),
  ended: true,
  status: {
    code: span.failed ? STATUS.error : STATUS.unset,
    ...(span.message === null ? {} : { message: span.message }),
  },
  attributes: otelAttributes(span.attributes),
  links: span.links.map((link) => ({
    context: contextOf(link.traceId, link.spanId, true),
    attributes: otelAttributes(link.attributes),
  })),
  events: [],
  resource,
  instrumentationScope: scope,
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
});

/** Flag 1: sampled, as every traceparent we hand out says. */
const contextOf = (traceId: string, spanId: string, isRemote: boolean): SpanContext => ({
  traceId,
  spanId,
  traceFlags: 1,
  isRemote,
});

const otelAttributes = (attributes: Attributes): OtelAttributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "object" ? [...value] : value,
    ]),
  );

const hrTime = (instant: Temporal.Instant): HrTime => secondsAndNanos(instant.epochNanoseconds);

const secondsAndNanos = (nanos: bigint): HrTime => [Number(nanos / NANOS), Number(nanos % NANOS)];
