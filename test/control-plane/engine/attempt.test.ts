// How the end of an attempt becomes the task's: which failures are tried again.

import { expect, test } from "vitest";
import type { Retry } from "#core/pipeline.ts";
import { apiUnderTest, workerUnderTest } from "#test/control-plane/api/api-under-test.ts";
import { pipeline, task } from "#test/support/deploy.ts";

test("`retry.on`: a chosen exit code is tried again, another fails the task at once", async () => {
  const on = { exitCodes: [75], signals: [], timeout: false };
  const retry: Retry = { retries: 3, delayMs: 0, backoff: "fixed", maxDelayMs: null, on };
  await using api = await apiUnderTest([
    pipeline("p", [task("busy", { retry }), task("broken", { retry })]),
  ]);
  let tries = 0;
  await using _ = await workerUnderTest(api.connectionString, {
    busy: () => ({ exitCode: ++tries < 3 ? 75 : 0 }),
    broken: () => ({ exitCode: 1 }),
  });
  const { id } = (await api.post("/pipelines/test/p/runs")).body;
  let gates = 0;
  for (let state = "running"; state === "running"; ) {
    const { rows } = await api.pool.query("select trunkline.open_gates(now()) as ready");
    gates += rows[0].ready;
    state = (await api.get(`/runs/${id}`)).body.state;
  }
  const { body } = await api.get(`/runs/${id}`);
  expect(gates).toBe(2);
  expect(
    body.tasks.map((each: { name: string; state: string; attempts: { exitCode: number }[] }) => [
      each.name,
      each.state,
      each.attempts.map(({ exitCode }) => exitCode),
    ]),
  ).toEqual([
    ["busy", "succeeded", [75, 75, 0]],
    ["broken", "failed", [1]],
  ]);
});
