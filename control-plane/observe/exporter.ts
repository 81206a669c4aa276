// Hands finished runs' traces to an OTLP receiver. The caller marks a run exported only when this resolves, and
// comes back later with the same rows, hence the same ids, when it rejects.

import type { ISerializer } from "@opentelemetry/otlp-transformer";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { type RunTrace, traceSpans } from "#core/trace.ts";
import { sendOtlp } from "./otlp-request.ts";
import { type Environment, type OtlpSettings, otlpSettings } from "./otlp-settings.ts";
import { readableSpan } from "./readable-span.ts";

export interface Exporter {
  /**
   * Resolves when the receiver accepted all; rejects with ExportError otherwise, although a part may have arrived:
   * sent again it has the same ids.
   */
  export(traces: readonly RunTrace[]): Promise<void>;
  /** Waits this long (2 s) for what is on its way, then drops it: it will be sent after the next start. */
  close(waitMs?: number): Promise<void>;
}

export interface ExporterOptions {
  /** Told when the receiver took a request but dropped spans of it, which the protocol forbids to send again. */
  warn?: (message: string) => void;
}

/** About 0.6 MB a request; collectors take 20 MB by default. */
export const SPANS_PER_REQUEST = 512;
export const CLOSE_TIMEOUT_MS = 2_000;

/** Null when the environment names no receiver: then no OpenTelemetry module is loaded. Throws OtlpSettingsError. */
export function createExporter(env: Environment, options: ExporterOptions = {}): Exporter | null {
  const settings = otlpSettings(env);
  return settings === null ? null : exporterTo(settings, options);
}

function exporterTo(settings: OtlpSettings, { warn = () => {} }: ExporterOptions): Exporter {
  const stop = new AbortController();
  const underway = new Set<Promise<void>>();
  let codec: Promise<Codec> | null = null;

  const send = async (traces: readonly RunTrace[]): Promise<void> => {
    codec ??= loadCodec(settings);
    const { serializer, resource } = await codec;
    const spans = traces.flatMap(traceSpans).map((span) => readableSpan(span, resource));
    for (let start = 0; start < spans.length; start += SPANS_PER_REQUEST) {
      const page = serializer.serializeRequest(spans.slice(start, start + SPANS_PER_REQUEST));
      if (page === undefined) throw new Error("OpenTelemetry could not serialize the spans");
      const answer = await sendOtlp(settings, page, stop.signal);
      const rejected = rejectedOf(serializer, answer);
      if (rejected !== null) warn(rejected);
    }
  };

  return {
    export(traces) {
      const sent = send(traces).finally(() => underway.delete(sent));
      underway.add(sent);
      return sent;
    },
    async close(waitMs = CLOSE_TIMEOUT_MS) {
      const timer = setTimeout(() => stop.abort(), waitMs);
      await Promise.allSettled(underway);
      clearTimeout(timer);
      stop.abort();
    },
  };
}

interface PartialAnswer {
  partialSuccess?: { rejectedSpans?: number | string; errorMessage?: string };
}

interface Codec {
  serializer: ISerializer<ReadableSpan[], PartialAnswer>;
  resource: Resource;
}

/** 105 ms and 25 MB of memory, paid only by servers that export. */
async function loadCodec({ protocol, resource }: OtlpSettings): Promise<Codec> {
  const [otlp, resources] = await Promise.all([
    import("@opentelemetry/otlp-transformer"),
    import("@opentelemetry/resources"),
  ]);
  return {
    serializer: protocol === "http/json" ? otlp.JsonTraceSerializer : otlp.ProtobufTraceSerializer,
    resource: resources.resourceFromAttributes(resource),
  };
}

/** What the receiver says about spans that it did not keep; an answer that can't be read says nothing. */
function rejectedOf(serializer: Codec["serializer"], answer: Uint8Array): string | null {
  if (answer.byteLength === 0) return null;
  try {
    const partial = serializer.deserializeResponse(answer).partialSuccess;
    const count = Number(partial?.rejectedSpans ?? 0);
    return count > 0 || partial?.errorMessage
      ? `the receiver dropped ${count} spans: ${partial?.errorMessage || "no reason given"}`
      : null;
  } catch {
    return null;
  }
}
