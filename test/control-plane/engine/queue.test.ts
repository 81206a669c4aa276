// The queue while its database answers errors: it ends, whatever graphile-worker makes of them.

import { expect, test } from "vitest";
import { startQueue } from "#engine/queue.ts";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";

test("it ends, and stops, though completions of its jobs fail one after another", async () => {
  await using db = await testDatabase();
  const jobs = 6;
  const ends: (() => void)[] = [];
  let failed = 0;
  const queue = await startQueue({
    connectionString: db.connectionString,
    slots: jobs,
    identifiers: ["task"],
    onPool: async () => {},
    handle: () => new Promise((resolve) => ends.push(resolve)),
    onMessage: (_, message) => {
      if (message.includes("Failed to complete")) failed++;
    },
  });
  await db.pool.query(
    "select graphile_worker.add_job('task', json_build_object('r', n::text, 'i', 0)) from generate_series(1, $1) n",
    [jobs],
  );
  await eventually("all of them run", () => ends.length === jobs);
  await db.pool.query("alter table graphile_worker._private_jobs rename to away");
  ends[0]?.();
  // By itself, while the others still run.
  await queue.ended;
  let stopped = false;
  const stopping = queue.stop().then(() => {
    stopped = true;
  });
  for (const [n, end] of ends.slice(1).entries()) {
    await eventually("the completions before it have failed", () => failed === n + 1);
    expect(stopped).toBe(false);
    end();
  }
  await stopping;
});
