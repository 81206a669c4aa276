// Generates the typed functions beside each control-plane/store/*.sql, and the golden schema, from a real database.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { ensurePostgres } from "#store/embedded/server.ts";
import { migrate } from "#store/migrate.ts";
import { fastDirectory } from "#test/support/fast-directory.ts";
import { sqlModule } from "./sql/module.ts";
import { dumpSchema } from "./sql/schema-dump.ts";
import { Types } from "./sql/types.ts";

const STORE = "control-plane/store";

/** Contents of the generated files by their path from the repository's root. Takes about 2 s, most of it initdb. */
export async function generate(): Promise<Map<string, string>> {
  const stateDir = mkdtempSync(path.join(fastDirectory(), "trunkline-generate-"));
  const settings = { fsync: "off", autovacuum: "off" };
  try {
    const server = await ensurePostgres({ stateDir, settings });
    try {
      return await generateFrom(server.connectionString);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}

/** The same from an empty database or one that is migrated, of any Postgres. */
export async function generateFrom(connectionString: string): Promise<Map<string, string>> {
  await migrate(connectionString);
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const types = await Types.load(client);
    const files = new Map([["test/golden/schema.sql", await dumpSchema(client)]]);
    const folder = path.join(path.dirname(import.meta.dirname), STORE);
    for (const name of readdirSync(folder).sort()) {
      if (!name.endsWith(".sql")) continue;
      const sql = readFileSync(path.join(folder, name), "utf8").replaceAll("\r\n", "\n");
      files.set(`${STORE}/${name}.ts`, await sqlModule(client, types, `${STORE}/${name}`, sql));
    }
    return files;
  } finally {
    await client.end();
  }
}
