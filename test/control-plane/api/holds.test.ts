import { expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

test("each act is in the audit, with who, why and until when, in its own transaction", async () => {
  await using api = await apiUnderTest([pipeline("p", [task("a")])]);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const ada = { actor: "ada", reason: "stocktaking" };
  const { body } = await api.post("/pipelines/-/p/holds", { ...ada, until });
  expect(body.items).toMatchObject([{ ...ada, pipeline: "p", run: null, task: null, until }]);
  const run = (await api.post("/pipelines/test/p/runs")).body.id;
  expect((await api.post(`/runs/${run}/holds`, { task: "a", mode: "ice" })).status).toBe(200);
  expect((await api.get("/holds?project=test")).body.items).toHaveLength(2);
  expect((await api.post("/pipelines/test/p/release", ada)).status).toBe(200);
  expect((await api.post(`/runs/${run}/release`, { task: "a" })).body.items).toEqual([]);
  expect(await api.post(`/runs/${run}/release`, { task: "a" })).toMatchObject({ status: 409 });
  expect((await api.post("/pipelines/-/p/holds", { mode: "ice" })).status).toBe(200);
  expect((await api.get("/pipelines/test/p")).body.health).not.toMatchObject({
    status: "Suspended",
  });
  expect((await api.post("/pipelines/test/p/release")).body.items).toEqual([]);
  expect(await api.post("/pipelines/-/p/holds", { until: "soon" })).toMatchObject({ status: 422 });
  expect(await api.post("/runs/99/holds")).toMatchObject({ status: 404 });
  const { rows } = await api.pool.query(
    "select actor, act, subject, detail from trunkline.audit where act not in ('apply', 'run') order by id",
  );
  expect(rows).toEqual([
    {
      actor: "ada",
      act: "pause",
      subject: "test/p",
      detail: { task: null, mode: "hold", reason: "stocktaking", until },
    },
    {
      actor: "local-token",
      act: "hold",
      subject: run,
      detail: { task: "a", mode: "ice", reason: null, until: null },
    },
    {
      actor: "ada",
      act: "resume",
      subject: "test/p",
      detail: { task: null, reason: "stocktaking" },
    },
    { actor: "local-token", act: "release", subject: run, detail: { task: "a", reason: null } },
    {
      actor: "local-token",
      act: "hold",
      subject: "test/p",
      detail: { task: null, mode: "ice", reason: null, until: null },
    },
    {
      actor: "local-token",
      act: "resume",
      subject: "test/p",
      detail: { task: null, reason: null },
    },
  ]);
});
