// `type: sqs` and `type: kinesis`: queues and streams of Amazon, or of what speaks their protocols, for `queue` triggers.

import type { KinesisConnectionSpec, SqsConnectionSpec } from "#schemas/types.ts";
import { placeOfText } from "../ceilings/pattern.ts";
import { namesOf } from "./broker.ts";
import type { ConnectionType } from "./type.ts";

type AwsService = "sqs" | "kinesis";

export interface AwsConnection<S extends AwsService = AwsService> {
  type: S;
  /** Without a path: `https://sqs.eu-central-1.amazonaws.com`. */
  endpoint: string;
  region: string;
  /** PEM text. */
  ca: string | null;
  /** Names of secrets. */
  accessKey: string;
  secretKey: string;
  sessionToken: string | null;
}

export type SqsConnection = AwsConnection<"sqs">;
export type KinesisConnection = AwsConnection<"kinesis">;

/** Declared here only; the schema's descriptions repeat them for people. */
const defaults = { region: "us-east-1" } as const;

const service = <S extends AwsService>(type: S): ConnectionType<AwsConnection<S>> => ({
  normalize(written) {
    const spec = written as unknown as SqsConnectionSpec | KinesisConnectionSpec;
    const region = spec.region ?? defaults.region;
    return {
      type,
      endpoint: spec.endpoint ?? `https://${type}.${region}.amazonaws.com`,
      region,
      ca: spec.ca ?? null,
      accessKey: spec.accessKey,
      secretKey: spec.secretKey,
      sessionToken: spec.sessionToken ?? null,
    };
  },
  places: ({ endpoint }) => [placeOfText(endpoint)].filter((place) => place !== null),
  secrets: ({ accessKey, secretKey, sessionToken }) => namesOf(accessKey, secretKey, sessionToken),
  text: ({ endpoint, region }) => `${endpoint}, region ${region}`,
});

export const sqs = service("sqs");
export const kinesis = service("kinesis");
