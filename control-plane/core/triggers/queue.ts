// `queue:` of a trigger: messages of a topic, queue or stream of a broker.

import type { QueueTriggerSpec } from "#schemas/types.ts";
import type { ConnectionSource } from "../connection.ts";
import { checkConnection, connectionNamed } from "../connections/named.ts";
import { connectionType } from "../connections/types.ts";
import { connectionUses } from "../connections/uses.ts";
import type { Place, Problem } from "../problem.ts";
import type { SourceKind } from "./kind.ts";
import type { QueueSource } from "./message-trigger.ts";

type Broker = QueueSource["connection"]["type"];
type Called = "topic" | "queue" | "stream";

/** What is followed is called so; `keepsPlace`: we say from where, so that one can begin at the earliest. */
const brokers: Readonly<Record<Broker, { called: Called; keepsPlace: boolean }>> = {
  kafka: { called: "topic", keepsPlace: true },
  sqs: { called: "queue", keepsPlace: false },
  kinesis: { called: "stream", keepsPlace: true },
  amqp: { called: "queue", keepsPlace: false },
  nats: { called: "stream", keepsPlace: true },
};
const types = ["kafka", "sqs", "kinesis", "amqp", "nats"] as const;
const names = ["topic", "queue", "stream"] as const;

/** The schema's description repeats it for people. */
const defaultStart = "latest";

export const queue: SourceKind<QueueSource> = {
  isFollowed: true,
  isKept: () => true,
  check(written, at, source, problems, trigger) {
    const spec = written as Partial<QueueTriggerSpec>;
    if (spec.connection === undefined) return;
    checkConnection(
      { name: spec.connection, place: at("connection"), types, by: "a `queue` trigger" },
      ...([source, problems] as const),
    );
    const type = brokerOf(spec.connection, source);
    if (type === null) return;
    checkNames(spec, type, at, problems);
    if (type === "amqp" && trigger.key === undefined)
      problems.push({
        ...{ ...at("connection"), code: "invalid-trigger" },
        message: "AMQP doesn't tell a message that comes again from another one: `key` is needed",
        help: 'name what differs: `key: ${{ message.headers["message-id"] }}` where senders give it, or a part of the body',
      });
  },
  normalize({ queue: written }, source) {
    const spec = written as QueueTriggerSpec;
    const connection = connectionNamed(source, spec.connection, ...types);
    const { called, keepsPlace } = brokers[connection.type];
    return {
      ...{ connection, connectionName: spec.connection, kind: "queue" },
      name: spec[called] ?? "",
      startAt: keepsPlace ? (spec.startAt ?? defaultStart) : null,
      subject: spec.subject ?? null,
    };
  },
  spec: ({ connection, connectionName, name, startAt, subject }) => ({
    queue: {
      connection: connectionName,
      [brokers[connection.type].called]: name,
      ...(subject === null ? {} : { subject }),
      ...(startAt === null ? {} : { startAt }),
    },
  }),
  connections: ({ connectionName }) => [connectionName],
  secrets: ({ connection }) => connectionType(connection).secrets(connection),
  places: ({ connection }) => connectionType(connection).places(connection),
  uses: ({ connection }, source) => connectionUses(connection, ["connection"], source),
  reaches: (source) => [`each ${messageText(source)}`],
  text: messageText,
  // Other servers of one cluster are the same place, but nobody can tell: whoever names others begins anew. Who logs in is
  // no part of it.
  identity: ({ connection, name, subject }) => ({
    ...{ type: connection.type, name, subject },
    at: connectionType(connection).places(connection),
    ...(connection.type === "amqp" ? { vhost: connection.vhost } : {}),
  }),
};

function messageText({ connection, connectionName, name, subject }: QueueSource): string {
  const of = subject === null ? "" : `, subject ${subject},`;
  return `message of the ${brokers[connection.type].called} ${name}${of} on ${connectionName}`;
}

function brokerOf(name: string, source: ConnectionSource): Broker | null {
  const type = source.connection(name)?.connection?.type;
  return types.find((one) => one === type) ?? null;
}

function checkNames(
  spec: Partial<QueueTriggerSpec>,
  type: Broker,
  at: (...path: string[]) => Place,
  problems: Problem[],
): void {
  const { called, keepsPlace } = brokers[type];
  if (!(called in spec))
    problems.push({
      ...{ ...at("connection"), code: "invalid-trigger" },
      message: `the connection is of type ${type}: \`${called}\` is needed`,
    });
  const others = names.filter((name) => name !== called);
  const notOf = [
    ...others,
    ...(type === "nats" ? [] : ["subject"]),
    ...(keepsPlace ? [] : ["startAt"]),
  ];
  for (const key of notOf)
    if (key in spec)
      problems.push({
        ...{ ...at(key), at: "key", code: "invalid-trigger" },
        message: `the connection is of type ${type}, which has no \`${key}\` here`,
        ...(key === "startAt" ? { help: "the broker itself keeps what was taken" } : {}),
      });
}
