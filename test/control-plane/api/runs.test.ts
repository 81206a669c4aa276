// Runs by the API: asked for, shown, waited for, cancelled, run again and explained.

import { expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest, workerUnderTest } from "./api-under-test.ts";

const daily = pipeline(
  "daily",
  [task("extract", { outputs: { rows: "integer" } }), task("load", { needs: [0] })],
  {
    params: {
      region: { type: "string", default: "eu", description: null },
      day: { type: "date", default: "${{ run.date }}", description: null },
    },
  },
);

test("a run that is asked for runs, and shows everything that it leads back to", async () => {
  await using api = await apiUnderTest([daily]);
  await using _ = await workerUnderTest(api.connectionString, {
    extract: () => ({ outputs: { rows: "42" } }),
  });
  const made = await api.post("/pipelines/test/daily/runs", {
    params: { region: "us" },
    date: "2026-11-20",
    actor: "ada",
  });
  expect(made.status).toBe(201);
  expect(made.headers.location).toBe(`/api/v1/runs/${made.body.id}`);
  const { status, body } = await api.get(`/runs/${made.body.id}?wait=20`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: made.body.id,
    pipeline: "daily",
    project: "test",
    state: "succeeded",
    date: "2026-11-20",
    slot: `m:${made.body.id}`,
    generation: 1,
    trigger: "manual",
    actor: "ada",
    params: { region: "us", day: "2026-11-20" },
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    revision: {
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      file: "pipelines/daily.yaml",
      author: "Ada <ada@example.org>",
      approvers: [],
    },
    tasks: [
      { name: "extract", state: "succeeded", needs: [], outputs: { rows: 42 } },
      { name: "load", state: "succeeded", needs: ["extract"] },
    ],
  });
  expect(body.revision.changedIn).toBe(body.revision.commit);
  expect(body.revision).not.toHaveProperty("change");
  expect(body.tasks[0].attempts).toMatchObject([
    { attempt: 1, state: "succeeded", exitCode: 0, signal: null, message: null },
  ]);
  const audit = await api.pool.query("select actor, act, subject from trunkline.audit");
  expect(audit.rows).toContainEqual({ actor: "ada", act: "run", subject: made.body.id });
});
