// The `with` of `uses: sql` as an action: every default supplied, the connection in place of its name.

import type { SqlInputs } from "#schemas/types.ts";
import type { SqlAction } from "./action.ts";
import type { PostgresConnection } from "./connections/postgres.ts";

/** Defaults of a statement, declared here only; the schema's descriptions repeat them for people. */
const sqlDefaults = { readOnly: false, maxRows: 10_000 } as const;

/** The action of inputs without problems. */
export const sqlAction = (inputs: SqlInputs, connection: PostgresConnection): SqlAction => ({
  kind: "sql",
  connectionName: inputs.connection,
  connection,
  sql: inputs.sql,
  params: inputs.params ?? {},
  expect: inputs.expect?.trim() ?? null,
  readOnly: inputs.readOnly ?? sqlDefaults.readOnly,
  maxRows: inputs.maxRows ?? sqlDefaults.maxRows,
});

/** The inputs that give the action again. */
export function sqlInputs(action: SqlAction): SqlInputs {
  const { connectionName, sql, params, expect, readOnly, maxRows } = action;
  const inputs: SqlInputs = { connection: connectionName, sql, params, readOnly, maxRows };
  if (expect !== null) inputs.expect = expect;
  return inputs;
}
