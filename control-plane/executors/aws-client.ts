// What clients of Amazon's services, and of what speaks as they do, have in common: credentials that are given, addresses
// that are judged, answers that end.

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Readable, Transform } from "node:stream";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { JudgeAddress } from "./addresses.ts";
import { judgedLookup, mustBeAllowed } from "./judged-lookup.ts";

export interface AwsClientSettings {
  connection: {
    endpoint: string;
    region: string;
    /** PEM text; null: the well-known authorities. */
    ca: string | null;
    /** Names of secrets. */
    accessKey: string;
    secretKey: string;
    sessionToken: string | null;
  };
  secrets: Readonly<Record<string, string>>;
  judge: JudgeAddress;
  /** Of one answer, which the library reads into memory as a whole. */
  maxAnswerBytes: number;
  /** Answers that whoever asked reads bit by bit, and bounds. */
  isStreamed?: (request: Parameters<NodeHttpHandler["handle"]>[0]) => boolean;
}

const connectTimeoutMs = 20_000;
/** Without a byte: longer than any answer is waited for. */
const idleTimeoutMs = 60_000;
const maxAttempts = 3;

/** Settings of a client. @throws RefusedAddress */
export async function awsClientConfig(settings: AwsClientSettings) {
  const { connection, secrets, judge } = settings;
  const { endpoint, region, accessKey, secretKey, sessionToken } = connection;
  mustBeAllowed(judge, new URL(endpoint).hostname);
  const { NodeHttpHandler } = await import("@smithy/node-http-handler");
  const agent = { keepAlive: true, lookup: judgedLookup(judge) as never };
  const ca = connection.ca === null ? {} : { ca: connection.ca };
  return {
    ...{ endpoint, region, maxAttempts },
    credentials: {
      accessKeyId: secrets[accessKey] ?? "",
      secretAccessKey: secrets[secretKey] ?? "",
      ...(sessionToken === null ? {} : { sessionToken: secrets[sessionToken] ?? "" }),
    },
    // It advises programmers, on the worker's own output.
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    requestHandler: bounded(
      new NodeHttpHandler({
        connectionTimeout: connectTimeoutMs,
        socketTimeout: idleTimeoutMs,
        httpAgent: new HttpAgent(agent),
        httpsAgent: new HttpsAgent({ ...agent, ...ca }),
      }),
      settings,
    ),
  };
}

function bounded(
  handler: NodeHttpHandler,
  { maxAnswerBytes, isStreamed }: AwsClientSettings,
): NodeHttpHandler {
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, options) => {
    const { response } = await handle(request, options);
    const { body } = response;
    const isLeft = response.statusCode < 300 && isStreamed?.(request) === true;
    if (!isLeft && body instanceof Readable) {
      const limit = limited(maxAnswerBytes);
      body.on("error", (error) => limit.destroy(error));
      response.body = body.pipe(limit);
    }
    return { response };
  };
  return handler;
}

function limited(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxBytes) done(null, chunk);
      else done(new Error(`an answer has more than ${maxBytes} bytes`));
    },
  });
}
