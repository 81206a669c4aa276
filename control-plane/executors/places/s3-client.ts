// A client of one bucket's store: its address judged, its answers bounded, every request ended with whoever asked.

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Readable, Transform } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { type S3Connection, s3 } from "#core/connections/s3.ts";
import { printable } from "#core/printable.ts";
import type { JudgeAddress } from "../addresses.ts";
import type { AttemptRequest } from "../executor.ts";
import { TaskFailure } from "../in-process.ts";
import { judgedLookup, mustBeAllowed, RefusedAddress } from "../judged-lookup.ts";
import { reason } from "../stop.ts";

export interface S3Settings {
  connection: S3Connection;
  /** Values by the names that the connection has for them. */
  secrets: AttemptRequest["secrets"];
  judge: JudgeAddress;
  refusal?: AttemptRequest["refusal"];
  /** Ends what is asked, at any time. */
  signal: AbortSignal;
}

export interface S3Session {
  client: S3Client;
  library: typeof import("@aws-sdk/client-s3");
  /** Never throws anything but an Error for people, a TaskFailure and the signal's reason. @param doing Such as `listing`. */
  ask<T>(doing: string, ask: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T>;
  close(): void;
}

/** What the store answered instead of doing it. */
export class S3Refused extends Error {
  override name = "S3Refused";
  readonly status: number | null;
  /** Such as `NoSuchKey`. */
  readonly code: string;

  constructor(doing: string, error: unknown) {
    const { name = "", $metadata } = error as {
      name?: string;
      $metadata?: { httpStatusCode?: number };
    };
    const status = $metadata?.httpStatusCode ?? null;
    const said = [status, name === "Error" ? "" : name, reason(error)].filter(Boolean).join(" ");
    super(`${doing} failed: ${printable(said).slice(0, 300)}`, { cause: error });
    this.status = status;
    this.code = name;
  }
}

/** Of one answer but that to a read of an object, whose own reader bounds it; a list of 1,000 keys has 2 MB at most. */
const maxAnswerBytes = 16 * 2 ** 20;
const connectTimeoutMs = 20_000;
/** Without a byte. */
const idleTimeoutMs = 60_000;
const maxAttempts = 3;

/** @throws TaskFailure for a place that may not be reached */
export async function openS3Session(settings: S3Settings): Promise<S3Session> {
  const { connection, secrets, judge, signal } = settings;
  for (const place of s3.places(connection)) {
    const refused = settings.refusal?.(place) ?? null;
    if (refused !== null) throw new TaskFailure(refused, { mayRetry: false });
  }
  const refusedAddress = (error: RefusedAddress) =>
    new TaskFailure(`${connection.endpoint} is refused: ${error.message}.`, { mayRetry: false });
  try {
    mustBeAllowed(judge, new URL(connection.endpoint).hostname);
  } catch (error) {
    throw error instanceof RefusedAddress ? refusedAddress(error) : error;
  }
  // 0.2 s to load, which workers without such tasks don't pay.
  const [library, { NodeHttpHandler }] = await Promise.all([
    import("@aws-sdk/client-s3"),
    import("@smithy/node-http-handler"),
  ]);
  const lookup = judgedLookup(judge) as never;
  const ca = connection.ca === null ? {} : { ca: connection.ca };
  const { accessKey, secretKey, sessionToken } = connection;
  const client = new library.S3Client({
    endpoint: connection.endpoint,
    region: connection.region,
    forcePathStyle: connection.pathStyle,
    credentials: {
      accessKeyId: secrets[accessKey] ?? "",
      secretAccessKey: secrets[secretKey] ?? "",
      ...(sessionToken === null ? {} : { sessionToken: secrets[sessionToken] ?? "" }),
    },
    // Ours are SHA-256 and given with each part; what a store adds by itself is not asked for.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts,
    // It advises programmers, on the worker's own output.
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    requestHandler: bounded(
      new NodeHttpHandler({
        connectionTimeout: connectTimeoutMs,
        socketTimeout: idleTimeoutMs,
        httpAgent: new HttpAgent({ keepAlive: true, lookup } as never),
        httpsAgent: new HttpsAgent({ keepAlive: true, lookup, ...ca } as never),
      }),
    ),
  });
  return {
    ...{ client, library },
    async ask(doing, ask) {
      signal.throwIfAborted();
      try {
        return await ask({ abortSignal: signal });
      } catch (error) {
        signal.throwIfAborted();
        const cause = refusedWithin(error);
        throw cause === null ? new S3Refused(doing, error) : refusedAddress(cause);
      }
    },
    close: () => client.destroy(),
  };
}

function refusedWithin(error: unknown): RefusedAddress | null {
  for (let one = error; one instanceof Error; one = one.cause)
    if (one instanceof RefusedAddress) return one;
  return null;
}

/** The library reads whole answers into memory, however long they are. */
function bounded(handler: NodeHttpHandler): NodeHttpHandler {
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, options) => {
    const { response } = await handle(request, options);
    const isObject = request.query?.["x-id"] === "GetObject" && response.statusCode < 300;
    if (!isObject && response.body instanceof Readable) {
      const { body } = response;
      const limit = limited();
      body.on("error", (error) => limit.destroy(error));
      response.body = body.pipe(limit);
    }
    return { response };
  };
  return handler;
}

function limited(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxAnswerBytes)
        done(new Error(`an answer has more than ${maxAnswerBytes} bytes`));
      else done(null, chunk);
    },
  });
}
