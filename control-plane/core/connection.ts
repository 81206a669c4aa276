// `connections/NAME.yaml`: how to reach a system. What it says becomes a part of the pipelines that use it, so a changed
// connection is a changed pipeline: planned, recorded and pinned by its runs. Secrets are named, never held.

import type { SystemConnectionSpec } from "#schemas/types.ts";
import { validateConnection } from "#schemas/validators.js";
import { type Connection, isNativeType, normalizeConnection } from "./connections/types.ts";
import type { ConnectorFile } from "./connector/read.ts";
import type { SpecFile } from "./parse.ts";
import type { Scalar } from "./pipeline.ts";
import type { Problem } from "./problem.ts";
import { validateFile } from "./validate-schema.ts";

/** A system that a connector reaches; what its values mean is the connector's matter. */
export interface SystemConnection {
  /** Name of the connector. */
  type: string;
  values: Readonly<Record<string, Scalar>>;
}

type NativeSpec = Parameters<typeof normalizeConnection>[0];

/** A file of `connections/` that was read. */
export interface ConnectionFile {
  path: string;
  file: SpecFile;
  /** Null while the file has errors, and for a connector's. */
  connection: Connection | null;
  /** Null while the file has errors, and for one that native tasks use. */
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

/** Checks a connection by itself, once, whoever uses it. */
export function readConnection(path: string, file: SpecFile): ConnectionFile {
  const problems: Problem[] = [];
  const spec = validateFile<NativeSpec | SystemConnectionSpec>(file, validateConnection, problems);
  const isBroken =
    problems.length > 0 || file.diagnostics.some(({ severity }) => severity === "error");
  const sound = spec === undefined || isBroken ? null : spec;
  return {
    ...{ path, file, problems },
    connection: sound !== null && isNative(sound) ? normalizeConnection(sound) : null,
    system: sound === null || isNative(sound) ? null : systemConnection(sound),
  };
}

const isNative = (spec: NativeSpec | SystemConnectionSpec): spec is NativeSpec =>
  isNativeType(spec.type);

const systemConnection = ({ type, description: _, ...values }: SystemConnectionSpec) => ({
  type,
  values: values as Record<string, Scalar>,
});
