// Waiting at other places: a host by SFTP, and a bucket. That of folders here is in ../file.test.ts.

import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FileAction } from "#core/action.ts";
import { createFileExecutor } from "#executors/file.ts";
import { noMoto } from "#test/support/brokers/moto.ts";
import { s3Server } from "#test/support/s3-server.ts";
import { noSshServer, sshServer } from "#test/support/ssh-server.ts";
import { attempt } from "../executor.contract.ts";

const rule: Omit<FileAction, "connectionName" | "connection" | "path"> = {
  ...{ kind: "file", files: ["*.csv"], on: "exists", count: 1, all: false, everyMs: 50 },
  ...{ stableMs: 0, minBytes: 1, minAgeMs: 0, maxAgeMs: null, marker: null },
};

test("a host by SFTP: a loss of the connection is waited out, and nothing stays open between looks", async (context) => {
  if (noSshServer !== null) context.skip(noSshServer);
  await using server = await sshServer();
  const { connection, secrets } = server;
  const folder = join(server.folder, "in");
  mkdirSync(folder);
  await using stack = new AsyncDisposableStack();
  const executor = createFileExecutor();
  stack.defer(() => executor.close());
  const at = { connectionName: "edge", connection, path: folder };
  const action: FileAction = { ...rule, ...at, stableMs: 500 };
  const one = attempt(executor, action, { secrets });
  await one.printed("no file that counts");
  writeFileSync(join(folder, "a.csv"), "1");
  await one.printed("a.csv (1 B): it hasn't stayed");
  await server.stop();
  await one.printed("can't look: ");
  appendFileSync(join(folder, "a.csv"), "2");
  await server.start();
  expect((await one.result).outputs).toEqual({
    ...{ count: "1", size: "2", files: '["a.csv"]', path: join(folder, "a.csv") },
  });
  expect(server.sessions()).toBe(0);
});

test("a login that is refused and a key that isn't pinned end the wait, so that nobody is locked out", async (context) => {
  if (noSshServer !== null) context.skip(noSshServer);
  await using server = await sshServer();
  await using other = await sshServer();
  await using stack = new AsyncDisposableStack();
  const executor = createFileExecutor();
  stack.defer(() => executor.close());
  const { connection } = server;
  const at = { connectionName: "edge", connection, path: "" };
  const refused = await attempt(executor, { ...rule, ...at }, { secrets: other.secrets }).result;
  expect(refused.ending).toBe("error");
  expect(refused.message).toContain("can't be used");
  const mistaken = { ...at, connection: { ...connection, hostKeys: other.connection.hostKeys } };
  const { secrets } = server;
  const another = await attempt(executor, { ...rule, ...mistaken }, { secrets }).result;
  expect(another).toMatchObject({ exitCode: 1, mayRetry: false });
  const closed = createFileExecutor({ addresses: { deny: ["loopback"] } });
  stack.defer(() => closed.close());
  const denied = await attempt(closed, { ...rule, ...at }, { secrets }).result;
  expect(denied).toMatchObject({ exitCode: 1, mayRetry: false });
});

test("a bucket: one marker for all files of a prefix", async (context) => {
  if (noMoto !== null) context.skip(noMoto);
  await using server = await s3Server();
  const { connection, secrets } = server;
  await using stack = new AsyncDisposableStack();
  const executor = createFileExecutor();
  stack.defer(() => executor.close());
  const at = { connectionName: "lake", connection, path: "raw" };
  const files = ["**/*.parquet"];
  const one = attempt(executor, { ...rule, ...at, files, marker: "_SUCCESS" }, { secrets });
  await one.printed("no file that counts");
  await server.put("raw/day=1/a.parquet", "123");
  await server.put("raw/day=2/b.parquet", "12");
  await one.printed("day=1/_SUCCESS isn't there");
  await server.put("raw/day=2/_SUCCESS", "");
  expect((await one.result).outputs).toEqual({
    ...{ count: "1", size: "2", files: '["day=2/b.parquet"]', path: "raw/day=2/b.parquet" },
  });
});
