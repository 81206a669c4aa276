// Draining a worker over the API.

import { expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { apiUnderTest, gate, workerUnderTest } from "./api-under-test.ts";

const two = pipeline("two", [task("a"), task("b", { needs: [0] })]);

test("a worker that is drained ends what it runs and takes nothing more; who did it is on record", async () => {
  await using api = await apiUnderTest([two]);
  const held = gate();
  await using worker = await workerUnderTest(api.connectionString, { a: held.handler });
  const id = (await api.post("/pipelines/test/two/runs")).body.id;
  await held.reached;
  const drained = await api.post(`/workers/${worker.id}/drain`, { reason: "patch", actor: "ada" });
  expect(drained).toMatchObject({
    status: 200,
    body: { id: worker.id, draining: true, running: 1 },
  });
  held.open();
  await eventually(
    "it signed off",
    async () => (await api.get("/workers")).body.items.length === 0,
  );
  const run = await api.get(`/runs/${id}`);
  expect(run.body.tasks.map(({ state }: { state: string }) => state)).toEqual([
    "succeeded",
    "ready",
  ]);
  const { rows } = await api.pool.query(
    "select actor, subject, detail ->> 'reason' as reason from trunkline.audit where act = 'drain'",
  );
  expect(rows).toEqual([{ actor: "ada", subject: `worker ${worker.id}`, reason: "patch" }]);
  await using _other = await workerUnderTest(api.connectionString);
  expect((await api.get(`/runs/${id}?wait=20`)).body.state).toBe("succeeded");
});

test("a worker that is not there can't be drained", async () => {
  await using api = await apiUnderTest([two]);
  for (const id of ["999", "x", "-1", "99999999999"])
    expect(await api.post(`/workers/${id}/drain`)).toMatchObject({
      status: 404,
      body: { code: "not-found", detail: `there is no living worker ${id}` },
    });
});
