// One OTLP request over HTTP: resolves with the receiver's answer when it accepted, rejects otherwise; never retries.

import { readFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { OtlpSettings } from "./otlp-settings.ts";

const compress = promisify(gzip);

/** A receiver that is down or filtered must not hold up a sweep for the whole timeout of a slow one. */
const CONNECT_TIMEOUT_MS = 1_500;
/** Answers hold at most one message for people. */
const ANSWER_LIMIT = 65_536;

export class ExportError extends Error {
  override name = "ExportError";
  /** The receiver will never take this data: sending it again is of no use. */
  readonly permanent: boolean;
  /** How long the receiver asked to be left alone, when it did. */
  readonly retryAfterMs: number | null;
  constructor(message: string, permanent: boolean, retryAfterMs: number | null, cause?: unknown) {
    super(message, { cause });
    this.permanent = permanent;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Statuses after which the specification allows another try, and those that speak of a wrong token or address: they
 * would cost every run of the time until somebody puts it right. Every other refusal is of the data, and final.
 */
const RETRYABLE = new Set([429, 502, 503, 504, 401, 403, 404, 407]);

export async function sendOtlp(
  settings: OtlpSettings,
  body: Uint8Array,
  stop: AbortSignal,
): Promise<Uint8Array> {
  const { url, protocol } = settings;
  const payload = settings.gzip ? await compress(body) : body;
  const headers: http.OutgoingHttpHeaders = {
    ...settings.headers,
    "user-agent": "trunkline",
    "content-type": protocol === "http/json" ? "application/json" : "application/x-protobuf",
    "content-length": payload.byteLength,
    ...(settings.gzip ? { "content-encoding": "gzip" } : {}),
  };
  const signal = AbortSignal.any([stop, AbortSignal.timeout(settings.timeoutMs)]);
  const options = { method: "POST", headers, signal, ...(await tlsOptions(settings)) };
  try {
    return await exchange(url, options, payload);
  } catch (error) {
    if (error instanceof ExportError) throw error;
    throw new ExportError(
      `no answer from ${placeOf(url)}: ${reasonOf(error, signal)}`,
      false,
      null,
      error,
    );
  }
}

function exchange(
  url: URL,
  options: https.RequestOptions,
  payload: Uint8Array,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? https : http).request(url, options);
    request.on("error", reject);
    request.on("socket", (socket) => {
      if (!socket.connecting) return;
      const timer = setTimeout(() => {
        request.destroy(new Error(`no connection within ${CONNECT_TIMEOUT_MS} ms`));
      }, CONNECT_TIMEOUT_MS);
      socket.once("connect", () => clearTimeout(timer));
      socket.once("close", () => clearTimeout(timer));
    });
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= ANSWER_LIMIT) chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        const answer = Buffer.concat(chunks);
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(answer);
        else reject(refusal(url, status, response.headers["retry-after"]));
      });
    });
    request.end(payload);
  });
}

/** Credentials and query of an endpoint never get into a message. */
const placeOf = (url: URL): string => `${url.origin}${url.pathname}`;

function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted)
    return signal.reason?.name === "TimeoutError" ? "it took too long" : "stopped";
  // When every address of a name refuses, Node reports an AggregateError without a message.
  const { code, message } = error as NodeJS.ErrnoException;
  return message || code || "unknown";
}

function refusal(url: URL, status: number, retryAfter: string | undefined): ExportError {
  const seconds = Number(retryAfter);
  const wait = retryAfter !== undefined && Number.isFinite(seconds) ? seconds * 1000 : null;
  return new ExportError(
    `${placeOf(url)} refused the traces with status ${status}`,
    !RETRYABLE.has(status),
    wait,
  );
}

async function tlsOptions({ url, tls }: OtlpSettings): Promise<https.RequestOptions> {
  if (url.protocol !== "https:") return {};
  const read = async (file: string | null) => (file === null ? undefined : readFile(file));
  const [ca, cert, key] = await Promise.all([read(tls.ca), read(tls.certificate), read(tls.key)]);
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
