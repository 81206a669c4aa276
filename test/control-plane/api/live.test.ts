import { expect, test } from "vitest";
import { recordSync } from "#store/projects.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

test("what is deployed, held and in flight, and who of other projects awaits it", async () => {
  await using api = await apiUnderTest([
    pipeline("load", [task("a")]),
    pipeline("idle", [task("a")]),
  ]);
  const live = () => api.get("/projects/test/live");
  const deployed = {
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    at: expect.stringMatching(/Z$/),
  };
  const nothing = { deployed, held: null, running: [], holds: [], awaitedBy: [] };
  expect((await live()).body).toEqual(nothing);
  await api.post("/pipelines/test/load/runs", {});
  await api.post("/pipelines/test/load/runs", {});
  await api.post("/pipelines/test/idle/holds", { reason: "stocktaking" });
  await api.post("/pipelines/test/load/holds", { task: "a" });
  await recordSync(api.pool, {
    ...{ id: 1, observed: "f".repeat(40), state: "Held", reason: "it would remove 12 pipelines" },
    ...{ heldPlan: "abc", reached: true },
  });
  // Another project's pipeline that asks about this one, as a sync of it records.
  const { rows } = await api.pool.query<{ columns: string }>(
    `select string_agg(column_name, ', ') as columns from information_schema.columns
      where table_schema = 'trunkline' and table_name = 'pipeline' and is_generated = 'NEVER'`,
  );
  const columns = rows[0]?.columns ?? "";
  await api.pool.query(
    `with other as (insert into trunkline.project (name, environment, repository, branch, path)
                    values ('other', 'test', '/elsewhere', 'main', '') returning id),
          copy as (select (jsonb_populate_record(p, jsonb_build_object(
                            'id', 999, 'project_id', other.id, 'name', 'waits'))).*
                     from trunkline.pipeline p, other where p.name = 'idle'),
          asking as (insert into trunkline.pipeline (${columns}) overriding system value
                     select ${columns} from copy returning id)
     insert into trunkline.awaited (project, pipeline, task, pipeline_id)
     select 'test', 'load', '', id from asking`,
  );
  expect((await live()).body).toEqual({
    ...nothing,
    held: { plan: "abc", reason: "it would remove 12 pipelines" },
    running: [{ pipeline: "load", runs: 2, oldest: expect.stringMatching(/Z$/) }],
    // One task that is held is not the pipeline.
    holds: [{ pipeline: "idle", by: expect.any(String), reason: "stocktaking" }],
    awaitedBy: [{ pipeline: "load", project: "other", by: "waits" }],
  });
  expect((await api.get("/projects/nowhere/live")).status).toBe(404);
});
