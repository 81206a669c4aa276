// `type: postgres`: a database, for `uses: sql`.

import type { ConnectionSpec } from "#schemas/types.ts";
import { hostText } from "../ceilings/pattern.ts";
import type { ConnectionType } from "./type.ts";

/** A database as its tasks find it. */
export interface PostgresConnection {
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

const defaultPort = 5432;

export const postgres: ConnectionType<PostgresConnection> = {
  normalize(written) {
    const spec = written as unknown as ConnectionSpec;
    return {
      type: "postgres",
      host: spec.host,
      port: spec.port ?? defaultPort,
      database: spec.database,
      user: spec.user,
      password: spec.password ?? null,
      ssl: spec.ssl ?? "verify",
      ca: spec.ca ?? null,
    };
  },
  places: (connection) => [hostText(connection)],
  secrets: ({ password }) => (password === null ? [] : [password]),
  text: ({ host, port, database }) => `${host}:${port}/${database}`,
};
