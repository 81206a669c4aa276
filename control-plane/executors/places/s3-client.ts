// A client of one bucket's store: its address judged, its answers bounded, every request ended with whoever asked.

import type { S3Client } from "@aws-sdk/client-s3";
import { type S3Connection, s3 } from "#core/connections/s3.ts";
import { printable } from "#core/printable.ts";
import type { JudgeAddress } from "../addresses.ts";
import { awsClientConfig } from "../aws-client.ts";
import type { AttemptRequest } from "../executor.ts";
import { TaskFailure } from "../in-process.ts";
import { RefusedAddress } from "../judged-lookup.ts";
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

/** @throws TaskFailure for a place that may not be reached */
export async function openS3Session(settings: S3Settings): Promise<S3Session> {
  const { connection, secrets, judge, signal } = settings;
  for (const place of s3.places(connection)) {
    const refused = settings.refusal?.(place) ?? null;
    if (refused !== null) throw new TaskFailure(refused, { mayRetry: false });
  }
  const refusedAddress = (error: RefusedAddress) =>
    new TaskFailure(`${connection.endpoint} is refused: ${error.message}.`, { mayRetry: false });
  // 0.2 s to load, which workers without such tasks don't pay.
  const library = await import("@aws-sdk/client-s3");
  const config = await awsClientConfig({
    ...{ connection, secrets, judge, maxAnswerBytes },
    isStreamed: ({ query }) => query?.["x-id"] === "GetObject",
  }).catch((error: unknown) => {
    throw error instanceof RefusedAddress ? refusedAddress(error) : error;
  });
  const client = new library.S3Client({
    ...config,
    forcePathStyle: connection.pathStyle,
    // Ours are SHA-256 and given with each part; what a store adds by itself is not asked for.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
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
