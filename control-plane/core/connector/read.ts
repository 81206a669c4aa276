// A file of `connectors/` → a connector, or what is wrong with it.

import type { ConnectorSpec } from "#schemas/types.ts";
import { validateConnector } from "#schemas/validators.js";
import type { SpecFile } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { validateFile } from "../validate-schema.ts";
import { checkConnector } from "./check.ts";
import type { Connector } from "./connector.ts";

/** A connector that was read. */
export interface ConnectorFile {
  path: string;
  file: SpecFile;
  /** As written, for people and tests; null while the file has errors. */
  spec: ConnectorSpec | null;
  /** What pipelines keep of it. */
  connector: Connector | null;
  problems: Problem[];
}

export const connectorPath = (name: string): string => `connectors/${name}.yaml`;

/** `connectors/warehouse.yaml` is `warehouse`; null for a path that is no connector's. */
export const connectorNameOf = (path: string): string | null =>
  /^connectors\/([a-z][a-z0-9-]*)\.yaml$/.exec(path)?.[1] ?? null;

/** Checks a connector by itself, once, whoever uses it. */
export function readConnector(path: string, file: SpecFile): ConnectorFile {
  const problems: Problem[] = [];
  const spec = validateFile<ConnectorSpec>(file, validateConnector, problems);
  if (spec !== undefined) checkConnector(file, spec, problems);
  const isBroken =
    spec === undefined ||
    problems.length > 0 ||
    file.diagnostics.some(({ severity }) => severity === "error");
  if (isBroken) return { path, file, spec: null, connector: null, problems };
  const { description: _, proof: __, ...connector } = spec;
  return { path, file, spec, connector, problems };
}
