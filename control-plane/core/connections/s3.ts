// `type: s3`: a bucket of Amazon S3, or of a store that speaks its protocol.

import type { S3ConnectionSpec } from "#schemas/types.ts";
import { placeOfUrl } from "../ceilings/pattern.ts";
import { parseWebUrl } from "../web-url.ts";
import type { ConnectionType } from "./type.ts";

export interface S3Connection {
  type: "s3";
  /** Without a path: `https://s3.eu-central-1.amazonaws.com`. */
  endpoint: string;
  region: string;
  bucket: string;
  /** Whether the bucket is named in the path of a URL; else in its host. */
  pathStyle: boolean;
  /** PEM text. */
  ca: string | null;
  /** Names of secrets. */
  accessKey: string;
  secretKey: string;
  sessionToken: string | null;
}

/** Declared here only; the schema's descriptions repeat them for people. */
const defaults = { region: "us-east-1" } as const;

export const s3: ConnectionType<S3Connection> = {
  normalize(written) {
    const spec = written as unknown as S3ConnectionSpec;
    const region = spec.region ?? defaults.region;
    return {
      type: "s3",
      endpoint: spec.endpoint ?? `https://s3.${region}.amazonaws.com`,
      ...{ region, bucket: spec.bucket },
      // A certificate for `*.s3…` is none for two further parts of a name.
      pathStyle: spec.pathStyle ?? (spec.endpoint !== undefined || spec.bucket.includes(".")),
      ca: spec.ca ?? null,
      accessKey: spec.accessKey,
      secretKey: spec.secretKey,
      sessionToken: spec.sessionToken ?? null,
    };
  },
  places: (connection) => {
    const host = s3Host(connection);
    return host === null ? [] : [placeOfUrl(host)];
  },
  secrets: ({ accessKey, secretKey, sessionToken }) =>
    [...new Set([accessKey, secretKey, sessionToken])].filter((name) => name !== null).sort(),
  text: ({ endpoint, bucket }) => `s3://${bucket} of ${endpoint}`,
};

/** Where requests go; null for an endpoint that is no URL. */
function s3Host({ endpoint, bucket, pathStyle }: S3Connection): URL | null {
  const parsed = parseWebUrl(endpoint);
  if ("problem" in parsed) return null;
  const { url } = parsed;
  return pathStyle ? url : URL.parse(`${url.protocol}//${bucket}.${url.host}`);
}
