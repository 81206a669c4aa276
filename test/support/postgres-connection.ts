// A test's database as a project's connection says it.

import pg from "pg";
import type { PostgresConnection } from "#core/connections/postgres.ts";

/** The password is the secret `db`. */
export function connectionOf({ connectionString }: { connectionString: string }): {
  connection: PostgresConnection;
  secrets: Record<string, string>;
} {
  const { host, port, database, user, password } = new pg.Client(connectionString);
  const rest = { type: "postgres", ssl: "verify", ca: null } as const;
  return {
    connection: { host, port, database: database ?? "", user: user ?? "", password: "db", ...rest },
    secrets: { db: String(password) },
  };
}
