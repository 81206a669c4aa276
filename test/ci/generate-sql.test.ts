// Every query of the store is understood by the Postgres that the tests run on, and answers with the same types.

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { testDatabase } from "#test/support/database.ts";
import { generateFrom } from "../../.ci/generate-sql.ts";

test("the typed functions are the same from this Postgres", async () => {
  await using db = await testDatabase();
  const modules = [...(await generateFrom(db.connectionString))].filter(([file]) =>
    file.endsWith(".sql.ts"),
  );
  expect(modules.length).toBeGreaterThan(40);
  for (const [file, text] of modules) expect(text, file).toBe(await readFile(file, "utf8"));
});
