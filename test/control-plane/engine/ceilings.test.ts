// Ceilings at the start of an attempt: runs are pinned to a revision of before, ceilings are those of now.

import { expect, test } from "vitest";
import { createCeilings } from "#engine/ceilings.ts";
import { apiUnderTest, workerUnderTest } from "#test/control-plane/api/api-under-test.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";

test("a task that a narrower ceiling leaves outside is not started, and a rerun goes on once it is wider", async () => {
  await using api = await apiUnderTest([pipeline("p", [task("load", { runsOn: ["gpu"] })])]);
  const rule = (allow: object) =>
    api.pool.query("update trunkline.project set rules = $1", [{ allow }]);
  await rule({ runsOn: ["etl"] });
  let started = 0;
  await using _ = await workerUnderTest(
    api.connectionString,
    { load: () => ({ exitCode: started++ * 0 }) },
    ["gpu"],
  );
  const { id } = (await api.post("/pipelines/test/p/runs")).body;
  const settled = async (run: string): Promise<string> => {
    let state = "";
    await eventually("the run has ended", async () => {
      ({ state } = (await api.get(`/runs/${run}`)).body);
      return state === "failed" || state === "succeeded";
    });
    return state;
  };
  expect(await settled(id)).toBe("failed");
  const failed = (await api.get(`/runs/${id}`)).body;
  expect(failed.tasks[0].attempts[0].message).toContain(
    'the project may not ask for workers with the label "gpu"',
  );
  expect(started).toBe(0);
  await rule({ runsOn: ["etl", "g*"] });
  await eventually("the worker has asked anew", async () => {
    const rerun = (await api.post(`/runs/${id}/rerun`)).body;
    return (await settled(rerun.id)) === "succeeded";
  });
  expect(started).toBe(1);
});

test("ceilings are asked for once a second, and again after a fault", async () => {
  await using api = await apiUnderTest([]);
  let now = 0;
  let faulty = false;
  let asked = 0;
  const db = {
    query: (...args: Parameters<typeof api.pool.query>) => {
      asked++;
      return faulty ? Promise.reject(new Error("away")) : api.pool.query(...args);
    },
  };
  const ceilings = createCeilings(db as never, () => now);
  expect(await ceilings("test")).toBeNull();
  await api.pool.query("update trunkline.project set rules = $1", [{ allow: { secrets: [] } }]);
  expect(await ceilings("test")).toBeNull();
  expect(asked).toBe(1);
  now = 1_000;
  expect((await ceilings("test"))?.allow.secrets).toEqual([]);
  now = 2_000;
  faulty = true;
  await expect(ceilings("test")).rejects.toThrow("away");
  faulty = false;
  expect((await ceilings("test"))?.allow.secrets).toEqual([]);
});
