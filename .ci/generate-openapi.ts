// Generates the checked-in OpenAPI document from the routes and their schemas; no database is asked.

import pg from "pg";
import { createApi } from "#api/server.ts";

export async function generate(): Promise<Map<string, string>> {
  const pool = new pg.Pool();
  const api = await createApi({
    pool,
    token: "unused",
    projects: { names: [], sync: () => Promise.reject(new Error("nothing is synced here")) },
    scheduler: { wake() {}, held: () => null },
  });
  const document = JSON.stringify(api.swagger(), null, 2);
  await api.close();
  await pool.end();
  return new Map([["control-plane/api/openapi.json", `${document}\n`]]);
}
