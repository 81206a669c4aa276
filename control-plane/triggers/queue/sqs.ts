// A queue of Amazon SQS as a source. A message is hidden from others while its run is made, and deleted after that.

import type { Message as SqsMessage } from "@aws-sdk/client-sqs";
import type { Batch } from "../source.ts";
import { askAws, awsConfig } from "./aws-client.ts";
import { brokerFault } from "./broker-fault.ts";
import { closing } from "./closing.ts";
import { waitMs } from "./inbox.ts";
import type { OpenQueue } from "./open.ts";
import { headerText, type ReceivedMessage, readMessage } from "./read-message.ts";

/** The service gives no more at once. */
const mostMessages = 10;
/** How long others don't see a message; extended, twice before it is over, while it is worked on. Seconds. */
const hiddenS = 30;
const extendMs = (hiddenS * 1_000) / 3;
/** What was not settled is given back when the source is closed, if that takes no longer. Milliseconds. */
const giveBackMs = 2_000;

export const openSqs: OpenQueue<"sqs"> = async (context) => {
  const { source, secrets, addresses } = context;
  const { connection } = source;
  const { signal, close } = closing(context.signal);
  const settings = { connection, secrets, addresses, signal };
  const ask = askAws(settings);
  const library = await import("@aws-sdk/client-sqs");
  const config = await awsConfig(settings).catch((error: unknown) => {
    throw brokerFault(connection.endpoint, null, error);
  });
  // An address in a queue's URL is the service's word, not the user's.
  const client = new library.SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  const input = new library.GetQueueUrlCommand({ QueueName: source.name });
  const answer = await ask(`looking for the queue ${source.name}`, (options) =>
    client.send(input, options),
  ).catch((error: unknown) => {
    client.destroy();
    throw error;
  });
  const QueueUrl = answer.QueueUrl ?? "";

  /** Receipts by their batches: of what is neither deleted nor given back. */
  const held = new Map<Batch, readonly SqsMessage[]>();
  const hideFor = (messages: readonly SqsMessage[], seconds: number) =>
    new library.ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: messages.map(({ ReceiptHandle }, n) => ({
        ...{ Id: String(n), ReceiptHandle, VisibilityTimeout: seconds },
      })),
    });
  const extend = setInterval(() => {
    // What can't be hidden for longer comes again, with the same key.
    for (const messages of held.values())
      client.send(hideFor(messages, hiddenS), { abortSignal: signal }).catch(() => {});
  }, extendMs);

  return {
    async receive(limit) {
      const command = new library.ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(limit, mostMessages),
        WaitTimeSeconds: waitMs / 1_000,
        VisibilityTimeout: hiddenS,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      });
      const { Messages = [] } = await ask(`receiving from ${source.name}`, (options) =>
        client.send(command, options),
      );
      if (Messages.length === 0) return null;
      const batch: Batch = {
        messages: Messages.map((message) => readMessage(received(message))),
        position: null,
      };
      held.set(batch, Messages);
      return batch;
    },
    async settle(batch) {
      const messages = held.get(batch) ?? [];
      held.delete(batch);
      // Of what can't be read nothing is kept but the reason: it stays, until the queue's own rules move it.
      const done = messages.filter((_, n) => !("reason" in (batch.messages[n] ?? {})));
      if (done.length === 0) return;
      const command = new library.DeleteMessageBatchCommand({
        QueueUrl,
        Entries: done.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle })),
      });
      const { Failed = [] } = await ask(`deleting from ${source.name}`, (options) =>
        client.send(command, options),
      );
      const [first] = Failed;
      if (first !== undefined)
        throw brokerFault(
          connection.endpoint,
          `deleting from ${source.name}`,
          new Error(
            `${Failed.length} messages stay: ${first.Message ?? first.Code ?? "no reason"}`,
          ),
        );
    },
    async close() {
      close();
      clearInterval(extend);
      const left = [...held.values()];
      held.clear();
      const options = { abortSignal: AbortSignal.timeout(giveBackMs) };
      await Promise.allSettled(left.map((messages) => client.send(hideFor(messages, 0), options)));
      client.destroy();
    },
  };
};

function received(message: SqsMessage): ReceivedMessage {
  const { MessageId = "", Body = "", Attributes = {}, MessageAttributes = {} } = message;
  const { SentTimestamp, MessageGroupId, MessageDeduplicationId } = Attributes;
  const own = [
    ["sqs-message-group-id", MessageGroupId],
    ["sqs-message-deduplication-id", MessageDeduplicationId],
  ] as const;
  const headers = [
    ...own.filter((header): header is [(typeof own)[number][0], string] => header[1] !== undefined),
    ...Object.entries(MessageAttributes).map(
      ([name, { StringValue, BinaryValue }]) =>
        [name, StringValue ?? headerText(BinaryValue ?? new Uint8Array())] as const,
    ),
  ];
  const body = Buffer.from(Body);
  const sentAt = SentTimestamp === undefined ? null : new Date(Number(SentTimestamp));
  return { key: MessageId, headers, body, sentAt };
}
