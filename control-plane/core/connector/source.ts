// Connections and connectors of one state of a project, each read once, whoever uses it.

import {
  type ConnectionFile,
  type ConnectionSource,
  connectionName,
  connectionPath,
  readConnection,
} from "../connection.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import { parseFile, type SpecFile } from "../parse.ts";
import { type ConnectorFile, connectorNameOf, connectorPath, readConnector } from "./read.ts";
import { shippedConnectors } from "./shipped.ts";

/** @param paths of `connections/` and `connectors/`, to suggest one */
export function createSystemReader(
  parse: (path: string) => SpecFile | undefined,
  paths: readonly string[],
): ConnectionSource & { diagnostics(): Diagnostic[] } {
  const connections = new Map<string, ConnectionFile | null>();
  const connectors = new Map<string, ConnectorFile | null>();
  const readNamed = (name: string): ConnectionFile | null => {
    const path = connectionPath(name);
    const file = parse(path);
    return file === undefined ? null : readConnection(path, file);
  };
  const readSystem = (name: string): ConnectorFile | null => {
    const path = connectorPath(name);
    if (connectorNameOf(path) === null) return null;
    const file = parse(path);
    return file === undefined ? shippedConnector(name) : readConnector(path, file);
  };
  return {
    connection: (name) => connections.getOrInsertComputed(name, readNamed) ?? undefined,
    connectionNames: paths.flatMap((path) => connectionName(path) ?? []),
    connector: (name) => connectors.getOrInsertComputed(name, readSystem) ?? undefined,
    connectorNames: [
      ...Object.keys(shippedConnectors),
      ...paths.flatMap((path) => connectorNameOf(path) ?? []),
    ],
    diagnostics: () =>
      [...connections.values(), ...connectors.values()].flatMap((found) =>
        found ? locateAll([found.file], found.problems) : [],
      ),
  };
}

const shipped = new Map<string, ConnectorFile>();

/** A connector that comes with Trunkline; null where there is none of that name. */
export function shippedConnector(name: string): ConnectorFile | null {
  if (!Object.hasOwn(shippedConnectors, name)) return null;
  return shipped.getOrInsertComputed(name, () => {
    const path = connectorPath(name);
    return readConnector(path, parseFile(path, shippedConnectors[name] as string));
  });
}
