// What a task gets of the embedded database: its socket's place, if it looks for that, and no password.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPidFile } from "#store/embedded/postmaster.ts";
import { Estate } from "#test/support/estate.ts";

test("a task that finds the database's socket doesn't get in, and has no password in its environment", {
  timeout: 120_000,
}, async () => {
  await using estate = new Estate((scratch) => ({
    "pipelines/knocks.yaml": `name: knocks
tasks:
  knock:
    run: |
      env > ${scratch}/environment
      node knock.mjs $(cat ${scratch}/socket) > ${scratch}/said
`,
    "knock.mjs": `import pg from ${JSON.stringify(import.meta.resolve("pg"))};
for (const user of ["postgres", "trunkline_api", "trunkline_engine"]) {
  const client = new pg.Client({ host: process.argv[2], user, database: "trunkline", password: "guess" });
  client.on("error", () => {});
  console.log(user, await client.connect().then(() => "is in", (error) => error.code));
}
process.exit(0);
`,
  }));
  await estate.started("up");
  const place = JSON.parse(readFileSync(join(estate.state, "postgres.json"), "utf8")).dataDir;
  const socket = readPidFile(join(estate.state, place))?.socketDir;
  writeFileSync(estate.scratch("socket"), socket ?? "");
  const run = await estate.ended(await estate.run("knocks"));
  expect(run.state).toBe("succeeded");
  expect(readFileSync(estate.scratch("said"), "utf8")).toBe(
    "postgres 28P01\ntrunkline_api 28P01\ntrunkline_engine 28P01\n",
  );
  const password = readFileSync(join(estate.state, "postgres.password"), "utf8").trim();
  expect(readFileSync(estate.scratch("environment"), "utf8")).not.toContain(password);
  expect(readFileSync(estate.scratch("environment"), "utf8")).not.toMatch(/^(?:PG|DATABASE_URL)/m);
});
