import { expect, test } from "vitest";
import { connectOnce, sweep } from "#store/rehearsal/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { newRun } from "#test/support/engine.ts";
import { onMonday, virtualDatabase } from "#test/support/rehearsed.ts";

test("queries, functions and defaults go by the clock that was set, and real time does nothing to it", async () => {
  await using database = await virtualDatabase(onMonday("06:00"));
  const ids = await deploy(database.pool, [pipeline("p", [task("a")])]);
  const [pool, clock] = connectOnce(database.connectionString, onMonday("06:00"));
  await using _end = { [Symbol.asyncDispose]: () => pool.end() };
  await clock.set(onMonday("07:15:30"));
  expect(clock.now()).toBe(onMonday("07:15:30"));
  const run = await newRun(pool, ids.get("p") as number);
  const { rows } = await pool.query(
    `select now() = clock_timestamp() as same, now() as now, created_at, started_at,
            pg_catalog.clock_timestamp() - now() > interval '1 day' as virtual
       from trunkline.run where id = $1`,
    [run],
  );
  const at = new Date(onMonday("07:15:30"));
  expect(rows).toEqual([{ same: true, now: at, created_at: at, started_at: at, virtual: true }]);
});

test("what is swept exists", async () => {
  await using database = await virtualDatabase(onMonday("06:00"));
  await sweep(database.pool);
});
