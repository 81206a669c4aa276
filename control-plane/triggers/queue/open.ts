// Brokers as sources of messages, by the `type` of their connections. Libraries are loaded by the first source that needs them.

import type { QueueSource } from "#core/triggers/message-trigger.ts";
import type { Source } from "../source.ts";
import type { OpenContext } from "../sources.ts";
import { openAmqp } from "./amqp.ts";
import { openKafka } from "./kafka.ts";
import { openKinesis } from "./kinesis.ts";
import { openNats } from "./nats.ts";
import { openSqs } from "./sqs.ts";

type Broker = QueueSource["connection"]["type"];

/** A `queue` whose connection is of one type. */
export type QueueOf<B extends Broker> = QueueSource & {
  connection: Extract<QueueSource["connection"], { type: B }>;
};
export type OpenQueue<B extends Broker> = (context: OpenContext<QueueOf<B>>) => Promise<Source>;

const openers: { readonly [B in Broker]: OpenQueue<B> } = {
  amqp: openAmqp,
  kafka: openKafka,
  kinesis: openKinesis,
  nats: openNats,
  sqs: openSqs,
};

/** @throws Error when the broker can't be reached or refuses. */
export const openQueue = (context: OpenContext<QueueSource>): Promise<Source> =>
  (openers[context.source.connection.type] as unknown as OpenQueue<Broker>)(context);
