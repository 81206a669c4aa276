// Clients of Amazon's queues and streams, and what they say when something is wrong.

import type { AwsConnection } from "#core/connections/aws.ts";
import { type AddressSettings, judgeAddresses } from "#executors/addresses.ts";
import { awsClientConfig } from "#executors/aws-client.ts";
import { brokerFault } from "./broker-fault.ts";

export interface AwsSettings {
  connection: AwsConnection;
  secrets: Readonly<Record<string, string>>;
  addresses: AddressSettings;
  signal: AbortSignal;
}

/** Ten messages of SQS, or what one answer of Kinesis holds at most, in Base64. */
const maxAnswerBytes = 32 * 2 ** 20;

/** Settings of a client. @throws RefusedAddress */
export const awsConfig = ({ connection, secrets, addresses }: AwsSettings) =>
  awsClientConfig({ connection, secrets, judge: judgeAddresses(addresses), maxAnswerBytes });

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
