// Generates the checked-in OpenAPI document from the routes and their schemas; no database is asked.

import { execFileSync } from "node:child_process";
import path from "node:path";
import pg from "pg";
import { createApi } from "#api/server.ts";

const file = "control-plane/api/openapi.json";

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
  return new Map([[file, formatted(document)]]);
}

/** As Biome wants the checkout to be: a generated file is no exception. */
function formatted(document: string): string {
  const root = path.dirname(import.meta.dirname);
  const biome = path.join(root, "node_modules/.bin/biome");
  return execFileSync(biome, ["format", `--stdin-file-path=${file}`], {
    cwd: root,
    input: document,
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
  });
}
