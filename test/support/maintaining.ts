// A process that does nothing but maintenance, pass after pass, until it is killed: `node maintaining.ts DATABASE ARCHIVE`.

import { createDefinitions } from "#engine/definitions.ts";
import { maintain } from "#engine/maintain.ts";
import { createPool } from "#store/connect.ts";
import { nothingKept } from "./kept.ts";

const [connectionString = "", archive = ""] = process.argv.slice(2);
const pool = createPool(connectionString, { max: 2 });
const { pipeline: readPipeline } = createDefinitions(pool);
console.log("ready");
const retention = { ...nothingKept, archive, archiveAfterDays: -2 };
for (;;) {
  await maintain(pool, { retention, readPipeline });
  console.log("pass");
}
