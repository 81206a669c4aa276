// The `with` of a task that uses a connector, as an action: every default supplied, connector and connection in place of
// their names.

import type { ConnectorAction } from "../action.ts";
import type { SystemConnection } from "../connection.ts";
import type { Scalar } from "../pipeline.ts";
import type { Connector } from "./connector.ts";

/** The action of inputs without problems; `outputs` are the names that the task declares. */
export function connectorAction(
  connectorName: string,
  connector: Connector,
  {
    connection: connectionName = null,
    rerun,
    ...inputs
  }: { connection?: string | null; rerun?: string } & Record<string, unknown>,
  connection: SystemConnection | null,
  outputs: readonly string[],
): ConnectorAction {
  const declared = connector.inputs ?? {};
  const given = Object.fromEntries(
    Object.entries(declared).flatMap(([name, input]) => {
      const value = inputs[name] ?? input.default;
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return {
    kind: "connector",
    connectorName,
    connector,
    connectionName,
    connection: fieldsOf(connector, connection),
    secrets: secretsOf(connector, connection),
    inputs: given,
    ...(rerun === undefined ? {} : { rerun }),
    outputs: [...outputs],
  };
}

/** Values that are no secrets, with defaults. */
export function fieldsOf(
  { connection: declared }: Connector,
  connection: SystemConnection | null,
): Record<string, Scalar> {
  return Object.fromEntries(
    Object.entries(declared?.fields ?? {}).flatMap(([name, field]) => {
      const value = connection?.values[name] ?? field.default;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const secretsOf = (
  { connection: declared }: Connector,
  connection: SystemConnection | null,
): Record<string, string> =>
  Object.fromEntries(
    Object.keys(declared?.secrets ?? {}).flatMap((name) => {
      const secret = connection?.values[name];
      return typeof secret === "string" ? [[name, secret]] : [];
    }),
  );

/** The `with` that gives the action again. */
export const connectorInputs = ({
  connectionName,
  rerun,
  inputs,
}: ConnectorAction): Record<string, unknown> => ({
  ...(connectionName === null ? {} : { connection: connectionName }),
  ...(rerun === undefined ? {} : { rerun }),
  ...inputs,
});
