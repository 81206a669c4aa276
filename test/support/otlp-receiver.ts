// An OTLP/HTTP receiver for tests: takes protobuf and JSON, plain and gzipped, and keeps what arrived.

import http from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import protobuf from "protobufjs";

export type Value = string | number | boolean | Value[];

export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  /** 1 internal, 2 server. */
  kind: number;
  startNanos: bigint;
  endNanos: bigint;
  /** 0 unset, 2 error. */
  status: number;
  message: string;
  attributes: Record<string, Value>;
  links: { traceId: string; spanId: string; attributes: Record<string, Value> }[];
  resource: Record<string, Value>;
}

export interface Answer {
  status: number;
  body?: Uint8Array;
  headers?: Record<string, string>;
}

export interface OtlpReceiver {
  endpoint: string;
  spans: ReceivedSpan[];
  /** Decompressed bodies of all requests, and their headers. */
  bodies: Buffer[];
  headers: http.IncomingHttpHeaders[];
  /** What it answers from now on; 200 at first. A function sees the spans and may take its time. */
  answer: Answer | ((spans: readonly ReceivedSpan[]) => Answer | Promise<Answer>);
  /** Encodes an answer in which spans were dropped. */
  partialSuccess(rejectedSpans: number, errorMessage: string): Uint8Array;
  close(): Promise<void>;
}

interface RawValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string | number;
  doubleValue?: number;
  arrayValue?: { values?: RawValue[] };
}
type RawAttributes = { key: string; value: RawValue }[] | undefined;
interface RawSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status?: { code?: number; message?: string };
  attributes?: RawAttributes;
  links?: { traceId: string; spanId: string; attributes?: RawAttributes }[];
}
interface RawRequest {
  resourceSpans: {
    resource?: { attributes?: RawAttributes };
    scopeSpans: { spans: RawSpan[] }[];
  }[];
}

const schema = protobuf.loadSync(fileURLToPath(new URL("otlp/trace.proto", import.meta.url)));
const requestType = schema.lookupType("ExportTraceServiceRequest");
const responseType = schema.lookupType("ExportTraceServiceResponse");

/** `port` of one that was closed makes it come back; 0 is any free one. */
export async function startOtlpReceiver(port = 0): Promise<OtlpReceiver> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const raw = Buffer.concat(chunks);
      const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
      const isJson = request.headers["content-type"] === "application/json";
      receiver.headers.push(request.headers);
      receiver.bodies.push(body);
      const known = request.method === "POST" && request.url === "/v1/traces";
      const spans = known ? flatten(decode(body, isJson)) : [];
      const { answer } = receiver;
      const given = typeof answer === "function" ? await answer(spans) : answer;
      const { status, headers = {} } = given;
      if (status === 200) receiver.spans.push(...spans);
      response.writeHead(known ? status : 404, {
        "content-type": isJson ? "application/json" : "application/x-protobuf",
        ...headers,
      });
      response.end(given.body ?? (isJson ? "{}" : ""));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const receiver: OtlpReceiver = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    bodies: [],
    headers: [],
    answer: { status: 200 },
    partialSuccess: (rejectedSpans, errorMessage) =>
      responseType.encode({ partialSuccess: { rejectedSpans, errorMessage } }).finish(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** Both wire formats in the shape of the JSON one, where ids are hex. */
function decode(body: Buffer, isJson: boolean): RawRequest {
  if (isJson) return JSON.parse(body.toString("utf8"));
  const message = requestType.decode(body);
  return requestType.toObject(message, { longs: String, bytes: Buffer }) as RawRequest;
}

const flatten = ({ resourceSpans }: RawRequest): ReceivedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId ?? ""),
        name: span.name,
        kind: span.kind,
        startNanos: BigInt(span.startTimeUnixNano),
        endNanos: BigInt(span.endTimeUnixNano),
        status: span.status?.code ?? 0,
        message: span.status?.message ?? "",
        attributes: attributesOf(span.attributes),
        links: (span.links ?? []).map((link) => ({
          traceId: hex(link.traceId),
          spanId: hex(link.spanId),
          attributes: attributesOf(link.attributes),
        })),
        resource: attributesOf(resource?.attributes),
      })),
    ),
  );

const hex = (id: string | Buffer): string => (typeof id === "string" ? id : id.toString("hex"));

const attributesOf = (attributes: RawAttributes): Record<string, Value> =>
  Object.fromEntries((attributes ?? []).map(({ key, value }) => [key, plain(value)]));

const plain = (value: RawValue): Value =>
  value.arrayValue !== undefined
    ? (value.arrayValue.values ?? []).map(plain)
    : value.intValue !== undefined
      ? Number(value.intValue)
      : (value.stringValue ?? value.boolValue ?? value.doubleValue ?? "");
