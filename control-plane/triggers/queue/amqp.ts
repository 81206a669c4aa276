// A queue of a broker of AMQP 0-9-1 as a source. What was taken is acknowledged; what can't be read is rejected, so that the
// queue's own rules move it to where such messages go.

import type { Channel, ConsumeMessage } from "amqplib";
import { untilStopped } from "#executors/in-process.ts";
import type { Batch } from "../source.ts";
import { connectAmqp, endAmqp } from "./amqp-connect.ts";
import { brokerFault } from "./broker-fault.ts";
import { closing } from "./closing.ts";
import { Inbox } from "./inbox.ts";
import type { OpenQueue } from "./open.ts";
import { type ReceivedMessage, readMessage } from "./read-message.ts";

/** What the broker gives before any of it is acknowledged. */
const mostUnsettled = 100;

export const openAmqp: OpenQueue<"amqp"> = async (context) => {
  const { source, secrets, name, addresses } = context;
  const { connection } = source;
  const { signal, close } = closing(context.signal);
  const fault = (doing: string | null, error: unknown) =>
    brokerFault(`AMQP on ${connection.host}:${connection.port}`, doing, error, secrets);
  const settings = { connection, secrets, addresses, signal, name: `trunkline ${name}` };
  const client = await connectAmqp(settings).catch((error: unknown) => {
    signal.throwIfAborted();
    throw fault(null, error);
  });
  const inbox = new Inbox<ConsumeMessage>(signal);
  const hungUp = (error?: unknown) =>
    inbox.fail(fault("receiving", error ?? new Error("it hung up")));
  client.on("error", hungUp).on("close", hungUp);
  try {
    const channel = await untilStopped(consuming(client, source.name, inbox, hungUp), signal);
    const batches = new WeakMap<Batch, readonly ConsumeMessage[]>();
    return {
      async receive(limit) {
        const messages = await inbox.take(limit);
        if (messages.length === 0) return null;
        const batch: Batch = {
          messages: messages.map((message) => readMessage(received(message))),
          position: null,
        };
        batches.set(batch, messages);
        return batch;
      },
      async settle(batch) {
        const messages = batches.get(batch) ?? [];
        batches.delete(batch);
        for (const [n, message] of messages.entries())
          if ("reason" in (batch.messages[n] ?? {})) channel.nack(message, false, false);
          else channel.ack(message);
        // Acknowledgements have no answer; that to whatever is asked after them says that they have arrived.
        await untilStopped(Promise.resolve(channel.prefetch(mostUnsettled)), signal);
      },
      async close() {
        close();
        await endAmqp(client);
      },
    };
  } catch (error) {
    await endAmqp(client);
    signal.throwIfAborted();
    throw fault(`receiving from ${source.name}`, error);
  }
};

async function consuming(
  client: Awaited<ReturnType<typeof connectAmqp>>,
  queue: string,
  inbox: Inbox<ConsumeMessage>,
  hungUp: (error?: unknown) => void,
): Promise<Channel> {
  const channel = await client.createChannel();
  channel.on("error", hungUp).on("close", hungUp);
  await channel.prefetch(mostUnsettled);
  await channel.consume(queue, (message) => {
    if (message === null) hungUp(new Error(`${queue} was deleted`));
    else inbox.push(message);
  });
  return channel;
}

function received({ content, fields, properties }: ConsumeMessage): ReceivedMessage {
  const { messageId, timestamp, headers = {} } = properties;
  const own = [
    ["message-id", messageId],
    ["correlation-id", properties.correlationId],
    ["content-type", properties.contentType],
    ["type", properties.type],
    ["app-id", properties.appId],
    ["routing-key", fields.routingKey],
  ].flatMap(([name, value]) =>
    typeof value === "string" ? [[name as string, value] as const] : [],
  );
  return {
    // Nothing else tells it from others: triggers of this kind must say by what they tell messages.
    key: typeof messageId === "string" && messageId !== "" ? messageId : crypto.randomUUID(),
    headers: [
      ...Object.entries(headers).map(([name, value]) => [name, headerValue(value)] as const),
      ...own,
    ],
    body: content,
    sentAt: typeof timestamp === "number" ? new Date(timestamp * 1_000) : null,
  };
}

/** Tables and lists as JSON. */
const headerValue = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "");
