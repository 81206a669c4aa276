// What bridges raised is forgotten with the history, and not before.

import { expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { maintain, retentionDefaults } from "#engine/maintain.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";

test("an event that was raised before the history begins is forgotten", async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await deploy(pool, [pipeline("close", [task("only")])]);
  await pool.query(
    `insert into trunkline.raised_event (project_id, id, name, date, actor, at)
     select j.id, x.days || '/1', 'LEDGER-OPEN', '2026-11-27', 'bridge', now() - x.days * interval '1 day'
       from trunkline.project j cross join unnest('{1, 89, 91}'::int[]) x(days)`,
  );
  const { pipeline: readPipeline } = createDefinitions(pool);
  const done = await maintain(pool, { retention: retentionDefaults, readPipeline });
  expect(done).toMatchObject({ raised_events_dropped: 1 });
  const { rows } = await pool.query("select id from trunkline.raised_event order by id");
  expect(rows).toEqual([{ id: "1/1" }, { id: "89/1" }]);
});
