// What clients of Amazon's services have in common: credentials that are given, addresses that are judged, answers that end.

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Readable, Transform } from "node:stream";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsConnection } from "#core/connections/aws.ts";
import { type AddressSettings, judgeAddresses } from "#executors/addresses.ts";
import { judgedLookup, mustBeAllowed } from "#executors/judged-lookup.ts";
import { brokerFault } from "./broker-fault.ts";

export interface AwsSettings {
  connection: AwsConnection;
  secrets: Readonly<Record<string, string>>;
  addresses: AddressSettings;
  signal: AbortSignal;
}

/** Ten messages of SQS, or what one answer of Kinesis holds at most, in Base64. */
const mostAnswerBytes = 32 * 2 ** 20;
const connectTimeoutMs = 20_000;
/** Without a byte: longer than any answer is waited for. */
const idleTimeoutMs = 60_000;
const maxAttempts = 3;

/** Settings of a client. @throws RefusedAddress */
export async function awsConfig({ connection, secrets, addresses }: AwsSettings) {
  const { endpoint, region, ca, accessKey, secretKey, sessionToken } = connection;
  const judge = judgeAddresses(addresses);
  mustBeAllowed(judge, new URL(endpoint).hostname);
  const { NodeHttpHandler } = await import("@smithy/node-http-handler");
  const agent = { keepAlive: true, lookup: judgedLookup(judge) as never };
  return {
    ...{ endpoint, region, maxAttempts },
    credentials: {
      accessKeyId: secrets[accessKey] ?? "",
      secretAccessKey: secrets[secretKey] ?? "",
      ...(sessionToken === null ? {} : { sessionToken: secrets[sessionToken] ?? "" }),
    },
    requestHandler: bounded(
      new NodeHttpHandler({
        connectionTimeout: connectTimeoutMs,
        socketTimeout: idleTimeoutMs,
        httpAgent: new HttpAgent(agent),
        httpsAgent: new HttpsAgent({ ...agent, ...(ca === null ? {} : { ca }) }),
      }),
    ),
  };
}

export type AskAws = <T>(
  doing: string,
  work: (options: { abortSignal: AbortSignal }) => Promise<T>,
) => Promise<T>;

/** Gives what work gives. @throws Error for people, whose cause is the service's, and the signal's reason */
export const askAws =
  ({ connection, secrets, signal }: AwsSettings): AskAws =>
  async (doing, work) => {
    signal.throwIfAborted();
    try {
      return await work({ abortSignal: signal });
    } catch (error) {
      signal.throwIfAborted();
      throw brokerFault(connection.endpoint, doing, error, {
        secretKey: secrets[connection.secretKey] ?? "",
      });
    }
  };

/** What the service calls its answer, such as `ExpiredIteratorException`. */
export const awsErrorName = (error: unknown): string =>
  ((error as Error).cause as Error | undefined)?.name ?? "";

/** The library reads whole answers into memory, however long they are. */
function bounded(handler: NodeHttpHandler): NodeHttpHandler {
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, options) => {
    const { response } = await handle(request, options);
    const { body } = response;
    if (body instanceof Readable) {
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
      if (bytes <= mostAnswerBytes) done(null, chunk);
      else done(new Error(`an answer has more than ${mostAnswerBytes} bytes`));
    },
  });
}
