import { expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { maintained, nothingKept } from "#test/support/kept.ts";
import { serverUnderTest } from "#test/support/server.ts";
import { apiUnderTest } from "./api-under-test.ts";

/** Samples by name and labels. */
const samples = (text: string): Record<string, number> =>
  Object.fromEntries(
    text
      .split("\n")
      .filter((line) => /^trunkline/.test(line))
      .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
  );

test("what waits in the queue and what housekeeping found and did", async () => {
  await using api = await apiUnderTest([pipeline("one", [task("a"), task("b")])]);
  await api.post("/pipelines/test/one/runs");
  await api.pool.query(
    "insert into trunkline.worker (pool_id, name, pid, slots, dead_at) values ('p', 'w', 1, 1, now())",
  );
  const read = async () => samples((await api.inject({ method: "GET", url: "/metrics" })).text);
  expect(await read()).toMatchObject({
    trunkline_queue_entries: 2,
    trunkline_queue_dead: 0,
    trunkline_waits: 0,
    'trunkline_partitions{table="task_run"}': 2,
    trunkline_maintenance_last_success_seconds: 0,
  });
  await maintained(api.pool, nothingKept);
  const after = await read();
  expect(after).toMatchObject({
    trunkline_maintenance_failed: 0,
    'trunkline_maintenance_total{kind="workers_dropped"}': 1,
  });
  expect(after.trunkline_maintenance_last_success_seconds).toBeGreaterThan(1.7e9);
  expect(after['trunkline_table_bytes{table="task_run"}']).toBeGreaterThan(0);
  expect(after.trunkline_database_bytes).toBeGreaterThan(1e6);
});

test("a server does it by itself", async () => {
  await using server = await serverUnderTest({
    "pipelines/one.yaml": "name: one\ntasks: {a: {run: 'true'}}\n",
  });
  await eventually("a pass went through", async () => {
    const response = await fetch(new URL("/metrics", server.url));
    return (samples(await response.text()).trunkline_maintenance_last_success_seconds ?? 0) > 0;
  });
});
