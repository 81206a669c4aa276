// `uses: sql`.

import type { SqlInputs } from "#schemas/types.ts";
import type { SqlAction } from "../action.ts";
import { connectionNamed } from "../connections/named.ts";
import { postgres } from "../connections/postgres.ts";
import { connectionUses } from "../connections/uses.ts";
import { say } from "../plan/said.ts";
import { mapChanges, quoted } from "../plan/wording.ts";
import { sqlAction, sqlInputs } from "../sql-action.ts";
import { checkSql } from "../sql-check.ts";
import { connectionChanges, otherChanges, textChange } from "./changes.ts";
import type { Kind } from "./kind.ts";

export const sql: Kind<SqlAction> = {
  needs: ["a statement", "with: {connection: …, sql: …}"],
  check: checkSql,
  action(spec, source) {
    const inputs = spec.with as unknown as SqlInputs;
    return sqlAction(inputs, connectionNamed(source, inputs.connection, "postgres"));
  },
  spec: (action) => ({ uses: "sql", with: { ...sqlInputs(action) } }),
  connections: ({ connectionName }) => [connectionName],
  secrets: ({ connection }) => postgres.secrets(connection),
  places: ({ connection }) => postgres.places(connection),
  uses: ({ connection }, source) => connectionUses(connection, ["connection"], source),
  text: (action) => `states ${quoted(oneLine(action.sql))} on ${action.connectionName}`,
  changes: (before, after) => [
    ...textChange("statement", oneLine(before.sql), oneLine(after.sql)),
    ...mapChanges(before.params, after.params, (value) => quoted(String(value))).map((text) =>
      say("work", `value :${text}`),
    ),
    ...otherChanges(before, after, ["kind", "sql", "params", "connection"]),
    ...connectionChanges(after.connectionName, before.connection, after.connection),
  ],
  reaches: ({ connectionName }) => [`connection ${connectionName}`],
  system: ({ connection }) => postgres.text(connection),
};

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
