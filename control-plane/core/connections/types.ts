// All kinds of native connections by their `type`; any other `type` names a connector.

import { type AmqpConnection, amqp } from "./amqp.ts";
import { type KinesisConnection, kinesis, type SqsConnection, sqs } from "./aws.ts";
import { type ContainerConnection, container } from "./container.ts";
import { type KafkaConnection, kafka } from "./kafka.ts";
import { type KubernetesConnection, kubernetes } from "./kubernetes.ts";
import { type NatsConnection, nats } from "./nats.ts";
import { type PostgresConnection, postgres } from "./postgres.ts";
import { type S3Connection, s3 } from "./s3.ts";
import { type SshConnection, ssh } from "./ssh.ts";
import type { ConnectionType } from "./type.ts";

export type Connection =
  | PostgresConnection
  | SshConnection
  | S3Connection
  | ContainerConnection
  | KubernetesConnection
  | KafkaConnection
  | SqsConnection
  | KinesisConnection
  | AmqpConnection
  | NatsConnection;

type ConnectionTypes = {
  readonly [T in Connection["type"]]: ConnectionType<Extract<Connection, { type: T }>>;
};

const types: ConnectionTypes = {
  ...{ postgres, ssh, s3, container, kubernetes },
  ...{ kafka, sqs, kinesis, amqp, nats },
};

export const isNativeType = (type: string): type is Connection["type"] =>
  Object.hasOwn(types, type);

export const connectionType = <C extends Connection>({ type }: C): ConnectionType<C> =>
  types[type] as unknown as ConnectionType<C>;

/** @param spec Of a file without errors whose `type` is native. */
export const normalizeConnection = (
  spec: Readonly<Record<string, unknown>> & { type: Connection["type"] },
): Connection => types[spec.type].normalize(spec);
