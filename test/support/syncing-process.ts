// A sync in a process of its own, under plain node, that tests kill at a step: the first line it prints says that it is there.
// Arguments: the database, the repository, the transport, the cache folder, the step to stand still at ("" for none).

import { openSource } from "#git/open.ts";
import { reconcile } from "#reconcile";
import { createPool } from "#store/connect.ts";

const [connectionString, repository, transport, cacheDir, at] = process.argv.slice(2) as [
  ...[string, string, "native" | "isomorphic", string, string],
];
const pool = createPool(connectionString);
const source = await openSource({ repository, cacheDir, transport });
const outcome = await reconcile({
  pool,
  source,
  ...{ project: "shop", actor: "test" },
  async onStep(step) {
    if (step !== at) return;
    console.log(`at ${step}`);
    await new Promise(() => setInterval(() => {}, 1_000));
  },
});
console.log(outcome.state);
await source.close();
await pool.end();
