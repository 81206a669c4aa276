// `uses: transfer` through the engine, and a worker that is killed at a step of it: from an SFTP server, and to a bucket.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { TransferAction } from "#core/action.ts";
import type { FilePlace } from "#core/file-place.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { readRunLog } from "#store/logs.sql.ts";
import { tasksOfRun } from "#store/tasks.sql.ts";
import { filesBelow, localPlace } from "#test/control-plane/executors/transfer-under-test.ts";
import { noMoto } from "#test/support/brokers/moto.ts";
import { type CutProxy, cutProxy } from "#test/support/cut-proxy.ts";
import { task } from "#test/support/deploy.ts";
import { runRow } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { oneRun } from "#test/support/one-run.ts";
import { type S3Server, s3Server } from "#test/support/s3-server.ts";
import { noSshServer, sshServer } from "#test/support/ssh-server.ts";
import { startWorkerProcess } from "#test/support/start-worker-process.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const program = fileURLToPath(new URL("../support/worker-process.ts", import.meta.url));
const mebibyte = 2 ** 20;

const large = Buffer.concat(["a", "b", "c"].map((text) => Buffer.alloc(8 * mebibyte, text)));

interface Sides {
  from: FilePlace;
  to: FilePlace;
  /** What workers may use of this host, and where their work directories are. */
  folder: string;
  secrets: Record<string, string>;
}

/** A run of a task that deletes what it has copied, and workers that may be killed. */
async function transferring({ from, to, folder, secrets }: Sides) {
  const stack = new AsyncDisposableStack();
  const action: TransferAction = {
    ...{ kind: "transfer", from, to },
    ...{ files: ["*.csv"], minFiles: 2, maxFiles: 10, maxBytes: 2 ** 30 },
    ...{ ifExists: "fail", verify: "checksum", after: "delete", moveTo: null, ifChanged: "fail" },
  };
  const outputs = { files: "integer", names: "list<string>" } as const;
  const one = await oneRun([
    task("work", { action, secrets: Object.keys(secrets).toSorted(), outputs }),
  ]);
  stack.use(one);
  await one.pool.query("update trunkline.worker set dead_at = now()");
  const scheduler = startScheduler({ pool: one.pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  const environment = Object.entries(secrets).map(([name, value]) => [
    `TRUNKLINE_SECRET_${name.toUpperCase().replace("/", "__")}`,
    value,
  ]);
  return {
    async worker(name: string) {
      const words = [program, one.connectionString, join(folder, name), folder];
      const { child, ended } = await startWorkerProcess(
        stack,
        words,
        Object.fromEntries(environment),
      );
      return {
        async kill() {
          child.kill("SIGKILL");
          await ended;
        },
      };
    },
    onRecord: (parts: number) =>
      eventually(
        `${parts} parts are on record`,
        async () => {
          const { rows } = await one.pool.query("select external from trunkline.external_run");
          return rows.some(({ external }) => JSON.parse(external.progress).begun?.parts === parts);
        },
        30_000,
      ),
    /** Both files are counted, and the second attempt was the one that ended. @returns the log */
    async succeeded(): Promise<string> {
      await eventually(
        "the run ends",
        async () => Boolean((await runRow(one.pool, one.run)).finished_at),
        60_000,
      );
      const from = { idx: -1, attempt: 0, seq: 0, limit: 1_000 };
      const log = await readRunLog(one.pool, { run: one.run, ...from });
      const text = Buffer.concat(log.map(({ content }) => content)).toString();
      const [row] = await tasksOfRun(one.pool, { run: one.run });
      expect(row, `${text}${row?.message}`).toMatchObject({
        ...{ attempt: 2, state: "succeeded" },
        outputs: { files: 2, names: ["a.csv", "b.csv"] },
      });
      return text;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function putBoth(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "a.csv"), "first");
  writeFileSync(join(folder, "b.csv"), large);
}

test("a worker that is killed between parts leaves nothing half, and the next one goes on", async (context) => {
  if (noSshServer !== null) return context.skip(noSshServer);
  await using server = await sshServer();
  await using proxy = await cutProxy(server.connection.port);
  const at = (name: string) => join(server.folder, name);
  putBoth(at("in"));
  mkdirSync(at("out"));
  const connection = { ...server.connection, port: proxy.port };
  await using it = await transferring({
    from: { connectionName: "edge", connection, path: at("in") },
    to: localPlace(at("out")),
    ...{ folder: server.folder, secrets: server.secrets },
  });
  // Nothing comes through behind two parts and a half: it stands still, with whatever is on record by then.
  proxy.stopAfter("down", 20 * mebibyte);
  const first = await it.worker("first");
  await it.onRecord(2);
  await first.kill();
  expect(existsSync(at("out/b.csv"))).toBe(false);
  expect(Object.keys(filesBelow(at("in")))).toEqual(["b.csv"]);
  proxy.heal();
  await it.worker("second");
  expect(await it.succeeded()).toContain(`b.csv goes on at byte ${16 * mebibyte}.\n`);
  const files = filesBelow(at("out"));
  expect(Object.keys(files)).toEqual(["a.csv", "b.csv"]);
  expect(files["b.csv"] === large.toString()).toBe(true);
  expect(filesBelow(at("in"))).toEqual({});
});

interface Step {
  name: string;
  stop: (proxy: CutProxy) => void;
  isThere: (server: S3Server, it: Awaited<ReturnType<typeof transferring>>) => Promise<unknown>;
  /** Of the log of the second attempt. */
  said: string;
  /** Uploads that nobody knows of. */
  left: number;
}

const steps: Step[] = [
  {
    name: "while it writes a part",
    stop: (proxy) => proxy.stopAfter("up", 20 * mebibyte),
    isThere: (_server, it) => it.onRecord(2),
    said: `b.csv goes on at byte ${16 * mebibyte}.\n`,
    left: 0,
  },
  {
    name: "before it hears that the object is whole",
    stop: (proxy) => proxy.deafAfter("<CompleteMultipartUpload"),
    isThere: (server) => keysAre(server, ["raw/a.csv", "raw/b.csv"]),
    said: "b.csv is there already, with the same content.\n",
    left: 0,
  },
  {
    // The one moment in which its id is nowhere on record: docs/transfers.md says so.
    name: "before it hears the id of its upload",
    stop: (proxy) => proxy.deafAfter("?uploads"),
    isThere: (server) =>
      eventually("it has begun", async () => (await server.uploads()).length === 1, 30_000),
    said: "b.csv: 24 MiB.\n",
    left: 1,
  },
];

const keysAre = (server: S3Server, keys: string[]) =>
  eventually(
    `${keys.join()} are there`,
    async () => (await server.keys()).join() === keys.join(),
    30_000,
  );

test.for(steps)(
  "a worker that writes to a bucket is killed $name: no file is lost or double",
  async (step, context) => {
    if (noMoto !== null) return context.skip(noMoto);
    await using server = await s3Server();
    await using proxy = await cutProxy(Number(new URL(server.connection.endpoint).port));
    await using directory = temporaryDirectory();
    const from = join(directory.path, "in");
    putBoth(from);
    const connection = { ...server.connection, endpoint: `http://127.0.0.1:${proxy.port}` };
    await using it = await transferring({
      from: localPlace(from),
      to: { connectionName: "lake", connection, path: "raw" },
      ...{ folder: directory.path, secrets: server.secrets },
    });
    step.stop(proxy);
    const first = await it.worker("first");
    await step.isThere(server, it);
    await first.kill();
    expect(Object.keys(filesBelow(from))).toEqual(["b.csv"]);
    proxy.heal();
    await it.worker("second");
    expect(await it.succeeded()).toContain(step.said);
    expect(await server.keys()).toEqual(["raw/a.csv", "raw/b.csv"]);
    expect((await server.content("raw/b.csv")) === large.toString()).toBe(true);
    expect(filesBelow(from)).toEqual({});
    expect(await server.uploads()).toHaveLength(step.left);
  },
);
