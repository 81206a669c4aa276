// A connection is used as a secret is: granted to a running attempt, asked of the policies, on record, and over with it.

import { expect, test } from "vitest";
import { noTeams } from "#core/access/teams.ts";
import { sqlAction } from "#core/sql-action.ts";
import { classifyOthers } from "#engine/classify.ts";
import { startWorker } from "#engine/worker.ts";
import { createSqlExecutor } from "#executors/sql.ts";
import { knowControl } from "#store/registrations.sql.ts";
import { apiUnderTest } from "#test/control-plane/api/api-under-test.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { connectionOf } from "#test/support/postgres-connection.ts";

const noReader = `@id("no-orders") forbid (principal is trunkline::Run, action == trunkline::Action::"useConnection", resource)
when { resource.name == "orders-db" };`;

/** A server and a worker with a pipeline each for two connections, both of which lead to the test's own database. */
async function asking(policies: Record<string, string> | null) {
  const stack = new AsyncDisposableStack();
  const api = stack.use(await apiUnderTest([]));
  const { connection, secrets } = connectionOf(api);
  const ask = (name: string) =>
    pipeline(name, [
      task("ask", {
        action: sqlAction({ connection: name, sql: "select 7 as n" }, connection),
        secrets: ["db"],
        timeoutMs: 60_000,
      }),
    ]);
  await deploy(api.pool, [ask("orders-db"), ask("shop-db")]);
  await classifyOthers(api.pool);
  if (policies) {
    const control = await knowControl(api.pool, { repository: "c", branch: "main", path: "" });
    await api.pool.query("update trunkline.control set access = $2 where id = $1", [
      control?.id,
      { teams: noTeams, policies },
    ]);
  }
  const worker = await startWorker({
    connectionString: api.connectionString,
    executors: [createSqlExecutor()],
    ...{ slots: 4, name: "asking" },
    beatMs: 50,
    secrets: { read: async ({ name }) => ({ value: secrets[name] ?? "", provider: "test" }) },
  });
  stack.defer(() => worker.stop());
  return {
    async run(name: string) {
      const { id } = (await api.post(`/pipelines/test/${name}/runs`)).body;
      const shown = async () => (await api.get(`/runs/${id}`)).body;
      await eventually("the run is over", async () => (await shown()).state !== "running");
      const { rows: grants } = await api.pool.query(
        "select resource, used_at is not null as used, revoked_at is not null as over from trunkline.run_grant where run_id = $1 order by resource",
        [id],
      );
      const { rows: acts } = await api.pool.query(
        "select act, actor, detail from trunkline.audit where kind = 'run' and subject = $1 order by id",
        [id],
      );
      return { id, shown: await shown(), grants, acts };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("an attempt has its connection granted, used on record with where it leads, and taken at its end", async () => {
  await using at = await asking(null);
  const { id, shown, grants, acts } = await at.run("orders-db");
  expect(shown.state).toBe("succeeded");
  expect(grants).toEqual([
    { resource: "connection/orders-db", used: true, over: true },
    { resource: "secret/db", used: true, over: true },
  ]);
  expect(acts).toMatchObject([
    { act: "grant.created", detail: { resources: ["connection/orders-db", "secret/db"] } },
    {
      ...{ act: "connection.used", actor: id },
      detail: {
        ...{ task: "ask", attempt: 1, resource: "connection/orders-db" },
        system: expect.stringMatching(/:\d+\/\w+$/),
        policies: ["built-in#run-uses-named-connection"],
      },
    },
    { act: "secret.used", detail: { resource: "secret/db", provider: "test" } },
    { act: "grant.revoked", detail: { resources: ["connection/orders-db", "secret/db"] } },
  ]);
});

test("a policy that forbids it fails the task before anything is granted, and is named; the other connection works", async () => {
  await using at = await asking({ "policies/orders.cedar": noReader });
  const { shown, grants, acts } = await at.run("orders-db");
  expect(shown).toMatchObject({ state: "failed" });
  expect(JSON.stringify(shown)).toContain(
    'The run may not use the connection \\"orders-db\\": forbidden by policies/orders.cedar#no-orders. A rerun goes on once policies of the control repository, and of the project, allow it.',
  );
  expect([grants, acts]).toEqual([[], []]);
  const other = await at.run("shop-db");
  expect(other.shown.state).toBe("succeeded");
  expect(other.acts[1]).toMatchObject({
    act: "connection.used",
    detail: { policies: ["built-in/default.cedar#run-uses-what-it-was-granted"] },
  });
});
