import { expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest, workerUnderTest } from "./api-under-test.ts";

test("what three runs tell of how long tasks take, by pipeline and task", async () => {
  await using api = await apiUnderTest([pipeline("load", [task("a"), task("b", { needs: [0] })])]);
  await using _worker = await workerUnderTest(api.connectionString);
  const durations = () => api.get("/projects/test/durations");
  expect((await durations()).body).toEqual({ items: [], next: null });
  for (let n = 0; n < 3; n++) {
    const { body } = await api.post("/pipelines/test/load/runs", {});
    await api.get(`/runs/${body.id}?wait=30`);
  }
  await api.pool.query(
    `update trunkline.task_run t set finished_at = t.started_at + (1 + t.idx) * interval '1 minute'`,
  );
  expect((await durations()).body.items).toEqual([
    { pipeline: "load", task: "a", medianMs: 60_000, p90Ms: 60_000 },
    { pipeline: "load", task: "b", medianMs: 120_000, p90Ms: 120_000 },
  ]);
  expect((await api.get("/projects/other/durations")).status).toBe(404);
});
