// Triggers that messages of other systems set off, as the engine takes them. Part of a pipeline's revision.

import type { AmqpConnection } from "../connections/amqp.ts";
import type { KinesisConnection, SqsConnection } from "../connections/aws.ts";
import type { KafkaConnection } from "../connections/kafka.ts";
import type { NatsConnection } from "../connections/nats.ts";
import type { PostgresConnection } from "../connections/postgres.ts";
import type { FileWatch } from "../files/watch.ts";
import type { Scalar } from "../pipeline.ts";

/** A run for each message of a source. Texts may hold `${{ }}` over `message`. */
export interface MessageTrigger {
  /** CEL text; a message for which it is false makes no run. Null: every one does. */
  condition: string | null;
  /** Business date; null: the present one. */
  date: string | null;
  /** What tells a message from others; null: the source's own key. */
  key: string | null;
  /** Nothing more is taken while so many runs that messages made are unfinished. */
  maxWaiting: number;
  params: Record<string, Scalar>;
  /** Labels of the worker that follows it, sorted and each once. */
  runsOn: string[];
  source: MessageSource;
}

/** By kind; `kinds.ts` has what the core knows of each. */
export type MessageSource = DatabaseSource | FileSource | QueueSource | WebhookSource;

export interface DatabaseSource {
  connection: PostgresConnection;
  connectionName: string;
  kind: "database";
  /** Channel of NOTIFY; with a poll it only wakes that. */
  notify: string | null;
  /** Null: the notifications are the messages. */
  poll: DatabasePoll | null;
}

export interface DatabasePoll {
  everyMs: number;
  overlapMs: number;
  query: string;
  /** What `:watermark` is at first, as text. */
  start: string;
  /** The column. */
  watermark: string;
}

export interface FileSource extends FileWatch {
  kind: "file";
  on: "created" | "changed";
  /** Whether files that are there at the first look make runs, too. */
  existing: boolean;
}

export interface QueueSource {
  connection: KafkaConnection | SqsConnection | KinesisConnection | AmqpConnection | NatsConnection;
  connectionName: string;
  kind: "queue";
  /** Of the topic, queue or stream. */
  name: string;
  /** Where nothing was read yet; null: the broker keeps the place. */
  startAt: "latest" | "earliest" | null;
  /** Of NATS; null: all. */
  subject: string | null;
}

export interface WebhookSource {
  kind: "webhook";
  /** The last part of its address. */
  name: string;
  proof: WebhookProof;
}

/** How a request shows that it comes from who has the secret; `secret` is its name. */
export type WebhookProof =
  | {
      algorithm: "sha256" | "sha384" | "sha512" | "sha1";
      encoding: "hex" | "base64";
      /** In lower case, as all headers here. */
      header: string;
      kind: "hmac";
      prefix: string;
      secret: string;
    }
  | { kind: "standardWebhooks" | "stripe" | "slack"; secret: string; toleranceMs: number }
  /** Null: `Authorization`, after `Bearer `. */
  | { header: string | null; kind: "bearer"; secret: string };
