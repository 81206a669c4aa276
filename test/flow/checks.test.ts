// Checks of data through the whole engine: what they found is kept with the run, measured against by the next one, shown
// by the API and the command, and known to other pipelines.

import { expect, test } from "vitest";
import { checkAction } from "#core/checks/check-action.ts";
import { sqlAction } from "#core/sql-action.ts";
import { startWorker } from "#engine/worker.ts";
import { createCheckExecutor } from "#executors/check.ts";
import { createSqlExecutor } from "#executors/sql.ts";
import { recordCheckResults } from "#store/check-results.sql.ts";
import { apiUnderTest } from "#test/control-plane/api/api-under-test.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { connectionOf } from "#test/support/postgres-connection.ts";

async function shop() {
  const stack = new AsyncDisposableStack();
  const api = stack.use(await apiUnderTest([]));
  await api.pool.query(
    "create table public.orders as select n as id from generate_series(1, 10) n",
  );
  const { connection, secrets } = connectionOf(api);
  const orders = pipeline("orders", [
    task("check", {
      action: checkAction(
        {
          ...{ connection: "shop", table: "public.orders", sample: 2 },
          checks: {
            usual: { rows: { usual: "20%" } },
            even: { each: "id % 2 = 0", onFailure: "warn" },
          },
        },
        () => connection,
      ),
      ...{ secrets: ["db"], outputs: { result: "string", usual: "integer" } },
    }),
    task("tell", {
      action: sqlAction({ connection: "shop", sql: "select 1" }, connection),
      ...{ needs: [0], secrets: ["db"] },
      effects: [{ kind: "set", variable: "ORDERS", value: `\${{ needs.check.outputs.result }}` }],
    }),
  ]);
  await deploy(api.pool, [orders]);
  const worker = await startWorker({
    connectionString: api.connectionString,
    executors: [createCheckExecutor(), createSqlExecutor()],
    ...{ slots: 4, name: "checking" },
    beatMs: 50,
    secrets: { read: async ({ name }) => ({ value: secrets[name] ?? "", provider: "test" }) },
  });
  stack.defer(() => worker.stop());
  return {
    pool: api.pool,
    async run() {
      const { id } = (await api.post("/pipelines/test/orders/runs")).body;
      const state = async () => (await api.get(`/runs/${id}`)).body.state;
      await eventually("the run is over", async () => (await state()) !== "running");
      const { items } = (await api.get(`/runs/${id}/checks`)).body;
      return { id, state: await state(), found: items };
    },
    variable: async () => (await api.get("/variables")).body.items[0]?.value,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("what checks found is kept with the run, and the next run is measured by it", async () => {
  await using it = await shop();
  const first = await it.run();
  expect(first).toMatchObject({ state: "succeeded" });
  expect(first.found).toMatchObject([
    {
      ...{ task: "check", attempt: 1, name: "even", verdict: "warned", figure: 5 },
      message: "in 5 of 10 rows it is not so that id % 2 = 0",
      sample: [{ id: expect.any(String) }, { id: expect.any(String) }],
    },
    { name: "usual", verdict: "unknown", figure: 10, sample: [] },
  ]);
  // Whoever awaits it knows that it passed with a warning.
  expect(await it.variable()).toBe("warned");
  await it.run();
  await it.pool.query("delete from public.orders where id > 5");
  const third = await it.run();
  expect(third.state).toBe("failed");
  expect(third.found[1]).toMatchObject({
    ...{ name: "usual", verdict: "failed", figure: 5 },
    message: "there are 5 rows; usual are 10, give or take 20%, by 2 earlier runs",
  });
});

test("an attempt that is not the task's any more keeps nothing", async () => {
  await using it = await shop();
  const { id, found } = await it.run();
  const results = [{ name: "late", verdict: "held", figure: 1, message: "", sample: [] }];
  const asked = { run: id, idx: 0, attempt: 1, task: "check", results };
  expect(await recordCheckResults(it.pool, asked)).toBeUndefined();
  const { rows } = await it.pool.query("select count(*)::int as n from trunkline.check_result");
  expect(rows).toEqual([{ n: found.length }]);
});
