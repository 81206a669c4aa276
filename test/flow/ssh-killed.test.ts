// `uses: ssh` through the engine: the worker is killed in the middle, and the command on the host is not begun twice.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, test } from "vitest";
import { commandAction } from "#core/command-action.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { readRunLog } from "#store/logs.sql.ts";
import { tasksOfRun } from "#store/tasks.sql.ts";
import { task } from "#test/support/deploy.ts";
import { runRow } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { oneRun } from "#test/support/one-run.ts";
import { noSshServer, sshServer } from "#test/support/ssh-server.ts";
import { startWorkerProcess } from "#test/support/start-worker-process.ts";

const program = fileURLToPath(new URL("../support/worker-process.ts", import.meta.url));

beforeEach((context) => {
  if (noSshServer !== null) context.skip(noSshServer);
});

test("a worker that is killed leaves the command to the next one, which adopts it", async () => {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await sshServer());
  const at = (name: string) => join(server.folder, name);
  const run = `echo begun >>${at("begun")}
echo first \${{ run.date }} $WORD
while [ ! -e ${at("go")} ]; do sleep 0.05; done
echo last
echo rows=3 >>"$TRUNKLINE_OUTPUT"`;
  const { script, variables } = commandAction(run);
  const one = await oneRun([
    task("work", {
      action: {
        ...{ kind: "ssh", connectionName: "edge", connection: server.connection },
        ...{ script, variables, env: {}, workingDirectory: null, killAfterMs: 1_000 },
      },
      secrets: ["edge/word", "host/key"],
      outputs: { rows: "integer" },
    }),
  ]);
  stack.use(one);
  await one.pool.query("update trunkline.worker set dead_at = now()");
  const scheduler = startScheduler({ pool: one.pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  const started = (name: string) =>
    startWorkerProcess(stack, [program, one.connectionString, at(name)], {
      TRUNKLINE_SECRET_HOST__KEY: server.secrets["host/key"],
      TRUNKLINE_SECRET_EDGE__WORD: "open-sesame",
    });
  const first = await started("first");
  await eventually(
    "its begin is on record",
    async () => {
      const { rows } = await one.pool.query("select external from trunkline.external_run");
      return rows.some(({ external }) => external.begun === "yes");
    },
    30_000,
  ).catch(async (error: Error) => {
    const rows = await tasksOfRun(one.pool, { run: one.run });
    throw new Error(`${error.message}\n${JSON.stringify(rows)}\n${server.log()}`);
  });
  first.child.kill("SIGKILL");
  await first.ended;
  await started("second");
  await eventually(
    "another attempt works",
    async () => {
      const [row] = await tasksOfRun(one.pool, { run: one.run });
      return row?.attempt === 2 && row.state === "running";
    },
    30_000,
  );
  writeFileSync(at("go"), "");
  await eventually("the run ends", async () =>
    Boolean((await runRow(one.pool, one.run)).finished_at),
  );
  const [row] = await tasksOfRun(one.pool, { run: one.run });
  expect(row).toMatchObject({ attempt: 2, state: "succeeded", outputs: { rows: 3 } });
  expect(readFileSync(at("begun"), "utf8")).toBe("begun\n");
  const from = { idx: -1, attempt: 0, seq: 0, limit: 1_000 };
  const log = await readRunLog(one.pool, { run: one.run, ...from });
  const text = Buffer.concat(log.map(({ content }) => content)).toString();
  expect(text).toContain("Begun on edge already: going on with it.\nfirst ");
  expect(text).toContain("last\n");
  expect(text).not.toContain("open-sesame");
  expect(existsSync(join(server.home, ".trunkline/runs"))).toBe(true);
});
