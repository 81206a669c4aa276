// `uses: transfer` through the engine: from an SFTP server to a bucket and a folder, and a worker that is killed between parts.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, test } from "vitest";
import type { TransferAction } from "#core/action.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { readRunLog } from "#store/logs.sql.ts";
import { tasksOfRun } from "#store/tasks.sql.ts";
import { filesBelow } from "#test/control-plane/executors/transfer-under-test.ts";
import { cutProxy } from "#test/support/cut-proxy.ts";
import { task } from "#test/support/deploy.ts";
import { runRow } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { oneRun } from "#test/support/one-run.ts";
import { noSshServer, sshServer } from "#test/support/ssh-server.ts";

const program = fileURLToPath(new URL("../support/worker-process.ts", import.meta.url));
const mebibyte = 2 ** 20;

beforeEach((context) => {
  if (noSshServer !== null) context.skip(noSshServer);
});

test("a worker that is killed between parts leaves nothing half, and the next one goes on", async () => {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await sshServer());
  const proxy = stack.use(await cutProxy(server.connection.port));
  const at = (name: string) => join(server.folder, name);
  for (const name of ["in", "out"]) mkdirSync(at(name));
  writeFileSync(at("in/a.csv"), "first");
  const large = Buffer.concat(["a", "b", "c"].map((text) => Buffer.alloc(8 * mebibyte, text)));
  writeFileSync(at("in/b.csv"), large);
  const connection = { ...server.connection, port: proxy.port };
  const action: TransferAction = {
    kind: "transfer",
    from: { connectionName: "edge", connection, path: at("in") },
    to: { connectionName: null, connection: null, path: at("out") },
    ...{ files: ["*.csv"], minFiles: 2, maxFiles: 10, maxBytes: 2 ** 30 },
    ...{ ifExists: "fail", verify: "checksum", after: "delete", moveTo: null, ifChanged: "fail" },
  };
  const one = await oneRun([
    task("work", {
      action,
      secrets: ["host/key"],
      outputs: { files: "integer", names: "list<string>" },
    }),
  ]);
  stack.use(one);
  await one.pool.query("update trunkline.worker set dead_at = now()");
  const scheduler = startScheduler({ pool: one.pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  const started = async (name: string) => {
    const child = spawn(process.execPath, [program, one.connectionString, at(name), at("out")], {
      env: { ...process.env, TRUNKLINE_SECRET_HOST__KEY: server.secrets["host/key"] },
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (bytes: Buffer) => {
        printed += bytes;
      });
    const ended = new Promise((resolve) => child.once("close", resolve));
    stack.defer(async () => {
      child.kill("SIGTERM");
      await ended;
    });
    await eventually("it takes tasks", () => printed.includes("takes tasks"), 60_000);
    return { child, ended };
  };
  // Nothing comes through behind two parts and a half: it stands still, with whatever is on record by then.
  proxy.stopAfter("down", 20 * mebibyte);
  const first = await started("first");
  await eventually(
    "two parts are on record",
    async () => {
      const { rows } = await one.pool.query("select external from trunkline.external_run");
      return rows.some(({ external }) => JSON.parse(external.progress).begun?.parts === 2);
    },
    30_000,
  );
  first.child.kill("SIGKILL");
  await first.ended;
  expect(existsSync(at("out/b.csv"))).toBe(false);
  expect(Object.keys(filesBelow(at("in")))).toEqual(["b.csv"]);
  proxy.heal();
  await started("second");
  await eventually(
    "the run ends",
    async () => Boolean((await runRow(one.pool, one.run)).finished_at),
    60_000,
  );
  const from = { idx: -1, attempt: 0, seq: 0, limit: 1_000 };
  const log = await readRunLog(one.pool, { run: one.run, ...from });
  const text = Buffer.concat(log.map(({ content }) => content)).toString();
  const [row] = await tasksOfRun(one.pool, { run: one.run });
  expect(row, text).toMatchObject({
    ...{ attempt: 2, state: "succeeded" },
    outputs: { files: 2, names: ["a.csv", "b.csv"] },
  });
  expect(text).toContain(`b.csv goes on at byte ${16 * mebibyte}.\n`);
  const files = filesBelow(at("out"));
  expect(Object.keys(files)).toEqual(["a.csv", "b.csv"]);
  expect(files["b.csv"] === large.toString()).toBe(true);
  expect(filesBelow(at("in"))).toEqual({});
});
