// Requests and statements through the whole engine: what a crash, a retry and a secret become.

import { expect, test } from "vitest";
import type { Action } from "#core/action.ts";
import { httpAction } from "#core/http-action.ts";
import type { Task } from "#core/pipeline.ts";
import { sqlAction } from "#core/sql-action.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { startWorker, type WorkerOptions } from "#engine/worker.ts";
import { createHttpExecutor } from "#executors/http.ts";
import { createSqlExecutor } from "#executors/sql.ts";
import { unsupportedExecutor } from "#executors/unsupported.ts";
import { environmentSecrets } from "#secrets/providers/environment.ts";
import { secretsFrom } from "#secrets/secrets.ts";
import { readRunLog } from "#store/logs.sql.ts";
import { tasksOfRun } from "#store/tasks.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { task } from "#test/support/deploy.ts";
import { runRow } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { oneRun } from "#test/support/one-run.ts";
import { connectionOf } from "#test/support/postgres-connection.ts";
import { answer, webServer } from "#test/support/web-server.ts";

/** A run of these tasks, with a scheduler; workers are the test's. */
async function engineOf(tasks: Task[]) {
  const at = await oneRun(tasks);
  const stack = new AsyncDisposableStack();
  stack.use({ [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() });
  stack.defer(async () => {
    await at.pool.query(
      `update trunkline.worker w set dead_at = coalesce(dead_at, now()) where not exists (
         select from trunkline.task_run t where t.state = 'running' and t.worker = w.id)`,
    );
  });
  await at.pool.query("update trunkline.worker set dead_at = now()");
  // Locks that end are believed at once, but for one TTL after Postgres started.
  const scheduler = startScheduler({ pool: at.pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  const worker = async (options: Partial<WorkerOptions> = {}) => {
    const made = await startWorker({
      connectionString: at.connectionString,
      executors: [createHttpExecutor(), createSqlExecutor(), unsupportedExecutor],
      slots: 4,
      name: "test",
      ttlMs: 1_000,
      beatMs: 100,
      ...options,
    });
    stack.defer(() => made.abandon());
    return made;
  };
  return {
    ...at,
    worker,
    tasks: () => tasksOfRun(at.pool, { run: at.run }),
    log: async () => {
      const from = { idx: -1, attempt: 0, seq: 0, limit: 1_000 };
      const rows = await readRunLog(at.pool, { run: at.run, ...from });
      return Buffer.concat(rows.map(({ content }) => content)).toString();
    },
    finished: async () => {
      await eventually("the run ends", async () =>
        Boolean((await runRow(at.pool, at.run)).finished_at),
      );
      return (await runRow(at.pool, at.run)).state;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const inVariables = (variables: Record<string, string | undefined>) =>
  secretsFrom([{ provider: environmentSecrets(variables), names: null }]);

const doing = (name: string, action: Action, fields: Partial<Task> = {}): Task =>
  task(name, { action, ...fields });

const quick = (action: ReturnType<typeof httpAction>): typeof action => ({
  ...action,
  poll: action.poll && { ...action.poll, everyMs: 20 },
});

test("a worker dies while a run goes on elsewhere: another adopts it, and it is submitted once", async () => {
  let isDone = false;
  await using server = await webServer(({ path }, response) => {
    if (path === "/jobs") return answer(response, 202, { id: 7 });
    answer(response, 200, { state: isDone ? "done" : "running", rows: 12 });
  });
  const action = quick(
    httpAction(
      {
        url: `${server.url}/jobs`,
        method: "POST",
        poll: {
          url: `${server.url}/jobs/\${{ response.body.id }}`,
          until: "response.body.state == 'done'",
        },
      },
      { rows: "integer" },
    ),
  );
  await using at = await engineOf([doing("load", action, { outputs: { rows: "integer" } })]);
  const first = await at.worker();
  await eventually("it is polled", () => server.asked.some(({ path }) => path === "/jobs/7"));
  await first.abandon();
  isDone = true;
  await at.worker();
  expect(await at.finished()).toBe("succeeded");
  expect(server.asked.filter(({ path }) => path === "/jobs")).toHaveLength(1);
  const [row] = await at.tasks();
  expect(row).toMatchObject({ attempt: 2, state: "succeeded", outputs: { rows: 12 } });
  expect(await at.log()).toContain("An earlier attempt submitted this already");
});

test("a run that failed elsewhere is submitted again by a retry, with a key of its own", async () => {
  let submitted = 0;
  await using server = await webServer(({ path }, response) => {
    if (path === "/jobs") return answer(response, 202, { id: ++submitted });
    answer(response, 200, { state: path === "/jobs/1" ? "failed" : "done" });
  });
  const action = quick(
    httpAction(
      {
        url: `${server.url}/jobs`,
        method: "POST",
        poll: {
          url: `${server.url}/jobs/\${{ response.body.id }}`,
          until: "response.body.state == 'done'",
          fail: "response.body.state == 'failed'",
        },
      },
      {},
    ),
  );
  const retry = { retries: 1, delayMs: 0, backoff: "fixed", maxDelayMs: null } as const;
  await using at = await engineOf([doing("load", action, { retry })]);
  await at.worker();
  expect(await at.finished()).toBe("succeeded");
  expect(submitted).toBe(2);
  const keys = server.asked.flatMap(({ headers }) => headers["idempotency-key"] ?? []);
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}\/load$/), `${keys[0]}/2`]);
});

test.each([
  [404, 1, "failed"],
  [503, 2, "succeeded"],
])("status %i gives %i attempts", async (status, attempts, state) => {
  let asks = 0;
  await using server = await webServer((_asked, response) =>
    answer(response, ++asks === 1 ? status : 200, "", { "retry-after": "0" }),
  );
  const retry = { retries: 3, delayMs: 0, backoff: "fixed", maxDelayMs: null } as const;
  const action = httpAction({ url: server.url }, {});
  await using at = await engineOf([doing("ask", action, { retry })]);
  await at.worker();
  expect(await at.finished()).toBe(state);
  expect(asks).toBe(attempts);
});

test("outputs flow from an answer into a statement, and its gate fails the run with what it found", async () => {
  await using server = await webServer((_asked, response) => answer(response, 200, { least: 5 }));
  await using shop = await testDatabase();
  const { connection, secrets } = connectionOf(shop);
  const check = sqlAction(
    {
      connection: "shop",
      sql: "select 3 as n where :least::int > 0",
      params: { least: "${{ needs.first.outputs.least }}" },
      expect: "n >= needs.first.outputs.least",
    },
    connection,
  );
  await using at = await engineOf([
    doing("first", httpAction({ url: server.url }, { least: "integer" }), {
      outputs: { least: "integer" },
    }),
    doing("check", check, { needs: [0], secrets: ["db"] }),
  ]);
  await at.worker({ secrets: inVariables({ TRUNKLINE_SECRET_DB: secrets.db }) });
  expect(await at.finished()).toBe("failed");
  expect((await at.tasks())[1]).toMatchObject({
    ending: "exited",
    message: "The data is not as expected: `n >= needs.first.outputs.least`, with n = 3.",
  });
});

test("a secret is nowhere in what a task leaves behind", async () => {
  const secret = "s3cr3t-value";
  await using server = await webServer(({ headers }, response) =>
    answer(response, 200, { echo: headers.authorization, ok: headers.authorization !== undefined }),
  );
  const echo = httpAction({ url: server.url, auth: { bearer: "shop/token" } }, { echo: "string" });
  const judged = { ...echo, expect: "response.body.echo == 'other'", outputs: {} };
  await using at = await engineOf([
    doing("echo", echo, { outputs: { echo: "string" }, secrets: ["shop/token"] }),
    doing("judged", judged, { needs: [0], secrets: ["shop/token"] }),
  ]);
  await at.worker({ secrets: inVariables({ TRUNKLINE_SECRET_SHOP__TOKEN: secret }) });
  expect(await at.finished()).toBe("failed");
  expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([
    `Bearer ${secret}`,
    `Bearer ${secret}`,
  ]);
  const [first, second] = await at.tasks();
  expect(first?.outputs).toEqual({ echo: "Bearer ***" });
  expect(second?.message).toContain('response.body.echo = "Bearer ***"');
  expect(await at.log()).toContain("Bearer ***");
  const { rows } = await at.pool.query(
    "select (select json_agg(t)::text from trunkline.task_run t) || (select json_agg(convert_from(content, 'utf8'))::text from trunkline.log_chunk) as all",
  );
  expect(rows[0].all).not.toContain(secret);
});

test("what a system calls its run is not recorded when the task's secret is in it", async () => {
  const secret = "s3cr3t-value";
  await using server = await webServer(({ path, headers }, response) => {
    const [, token = ""] = (headers.authorization ?? "").split(" ");
    if (path === "/jobs") return answer(response, 202, { id: token });
    answer(response, 200, { state: "done" });
  });
  const action = quick(
    httpAction(
      {
        url: `${server.url}/jobs`,
        method: "POST",
        auth: { bearer: "shop/token" },
        poll: {
          url: `${server.url}/jobs/\${{ response.body.id }}`,
          until: "response.body.state == 'done'",
        },
      },
      {},
    ),
  );
  await using at = await engineOf([doing("load", action, { secrets: ["shop/token"] })]);
  await at.worker({ secrets: inVariables({ TRUNKLINE_SECRET_SHOP__TOKEN: secret }) });
  expect(await at.finished()).toBe("failed");
  expect((await at.tasks())[0]?.message).toBe(
    "the id that the system gave the run has a secret of the task in it.",
  );
  const { rows } = await at.pool.query("select from trunkline.external_run");
  expect(rows).toEqual([]);
});

test("a provider that is out of reach costs the task a retry, as any failure does, and the next attempt asks it again", async () => {
  await using server = await webServer((_, response) => answer(response, 200, {}));
  const ask = httpAction({ url: server.url, auth: { bearer: "shop/token" } }, {});
  const retry = { retries: 1, delayMs: 0, backoff: "fixed", maxDelayMs: null } as const;
  await using at = await engineOf([doing("ask", ask, { secrets: ["shop/token"], retry })]);
  let asked = 0;
  await at.worker({
    secrets: {
      read: async () =>
        ++asked === 1
          ? { missing: "It is sealed.", passes: true }
          : { value: "s3cr3t-value", provider: "test" },
    },
  });
  expect(await at.finished()).toBe("succeeded");
  expect((await at.tasks())[0]).toMatchObject({ attempt: 2, state: "succeeded" });
  const { rows } = await at.pool.query("select ending, message from trunkline.attempt");
  expect(rows).toEqual([{ ending: "error", message: "It is sealed." }]);
});

test("a worker without the secret says where to put it", async () => {
  const action = httpAction({ url: "http://127.0.0.1:1/", auth: { bearer: "shop/token" } }, {});
  await using at = await engineOf([doing("ask", action, { secrets: ["shop/token"] })]);
  await at.worker({ secrets: inVariables({}) });
  expect(await at.finished()).toBe("failed");
  expect((await at.tasks())[0]?.message).toBe(
    'This worker has no secret "shop/token". Put it into the variable TRUNKLINE_SECRET_SHOP__TOKEN of the worker.',
  );
});

test("what an import could not translate fails with its reason, once, and nothing behind it starts", async () => {
  const action: Action = { kind: "unsupported", reason: "SAP job: choose a variant", source: null };
  const retry = { retries: 3, delayMs: 10, backoff: "fixed" as const, maxDelayMs: null };
  const success = { when: "exitCode == 0 || exitCode == 1", result: "succeeded" as const };
  await using at = await engineOf([
    doing("post", action, { retry, on: [{ ...success, retry: null, effects: [] }] }),
    doing("report", action, { needs: [0] }),
  ]);
  await at.worker();
  expect(await at.finished()).toBe("failed");
  expect(await at.tasks()).toMatchObject([
    { attempt: 1, state: "failed", message: "This can't run here: SAP job: choose a variant" },
    { attempt: 0, state: "skipped" },
  ]);
});
