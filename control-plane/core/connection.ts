// `connections/NAME.yaml`: how to reach a system. What it says becomes a part of the pipelines that use it, so a changed
// connection is a changed pipeline: planned, recorded and pinned by its runs. Secrets are named, never held.

import type { ConnectionSpec, SystemConnectionSpec } from "#schemas/types.ts";
import { validateConnection } from "#schemas/validators.js";
import type { ConnectorFile } from "./connector/read.ts";
import type { SpecFile } from "./parse.ts";
import type { Scalar } from "./pipeline.ts";
import type { Problem } from "./problem.ts";
import { validateFile } from "./validate-schema.ts";

/** A database as its tasks find it. */
export interface Connection {
  type: "postgres";
  /** Host name or address, or the directory of a Unix socket. */
  host: string;
  port: number;
  database: string;
  user: string;
  /** Name of the secret. */
  password: string | null;
  ssl: "verify" | "off";
  /** PEM text. */
  ca: string | null;
}

/** A system that a connector reaches; what its values mean is the connector's matter. */
export interface SystemConnection {
  /** Name of the connector. */
  type: string;
  values: Readonly<Record<string, Scalar>>;
}

/** A file of `connections/` that was read. */
export interface ConnectionFile {
  path: string;
  file: SpecFile;
  /** Null while the file has errors, and for another kind of system. */
  connection: Connection | null;
  /** Null while the file has errors, and for a database. */
  system: SystemConnection | null;
  problems: Problem[];
}

export interface ConnectionSource {
  /** By name; undefined when there is no such file. */
  connection(name: string): ConnectionFile | undefined;
  /** Names of known connections, to suggest one. */
  connectionNames: readonly string[];
  /** By name: the project's own, or the one that comes with Trunkline; undefined when there is neither. */
  connector(name: string): ConnectorFile | undefined;
  /** Names of known connectors, to suggest one. */
  connectorNames: readonly string[];
}

export const connectionPath = (name: string): string => `connections/${name}.yaml`;

/** `connections/orders-db.yaml` is `orders-db`; null for a path that is no connection's. */
export const connectionName = (path: string): string | null =>
  /^connections\/([^/]+)\.yaml$/.exec(path)?.[1] ?? null;

const defaultPort = 5432;

/** Checks a connection by itself, once, whoever uses it. */
export function readConnection(path: string, file: SpecFile): ConnectionFile {
  const problems: Problem[] = [];
  const spec = validateFile<ConnectionSpec | SystemConnectionSpec>(
    file,
    validateConnection,
    problems,
  );
  const isBroken =
    problems.length > 0 || file.diagnostics.some(({ severity }) => severity === "error");
  const sound = spec === undefined || isBroken ? null : spec;
  return {
    ...{ path, file, problems },
    connection: sound !== null && isPostgres(sound) ? normalizeConnection(sound) : null,
    system: sound === null || isPostgres(sound) ? null : systemConnection(sound),
  };
}

const isPostgres = (spec: ConnectionSpec | SystemConnectionSpec): spec is ConnectionSpec =>
  spec.type === "postgres";

const systemConnection = ({ type, description: _, ...values }: SystemConnectionSpec) => ({
  type,
  values: values as Record<string, Scalar>,
});

const normalizeConnection = (spec: ConnectionSpec): Connection => ({
  type: spec.type,
  host: spec.host,
  port: spec.port ?? defaultPort,
  database: spec.database,
  user: spec.user,
  password: spec.password ?? null,
  ssl: spec.ssl ?? "verify",
  ca: spec.ca ?? null,
});
