// Files of real folders become runs, each exactly once, whole, and not before.

import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FilePlace } from "#core/file-place.ts";
import type { FileSource, MessageTrigger } from "#core/triggers/message-trigger.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { listTriggerSources } from "#store/messages.sql.ts";
import { noMoto } from "#test/support/brokers/moto.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { filesPipeline, filesRun } from "#test/support/file-trigger.ts";
import { followingWorker } from "#test/support/messages.ts";
import { s3Server } from "#test/support/s3-server.ts";
import { noSshServer, sshServer } from "#test/support/ssh-server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

/** All at once, so that nobody sees half of it. */
function whole(path: string, content: string): void {
  writeFileSync(`${path}-`, content);
  renameSync(`${path}-`, path);
}

async function inbox(place?: Partial<FilePlace>, secrets: Record<string, string> = {}) {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const directory = stack.use(temporaryDirectory());
  const folder = join(directory.path, "in");
  mkdirSync(folder);
  const scheduler = startScheduler({ pool: database.pool, ttlMs: 1_000, onMessage: () => {} });
  stack.defer(() => scheduler.stop());
  const at = (name: string) => join(folder, name);
  const put = (name: string, content = "") => whole(at(name), content);
  const source = async () =>
    (await database.pool.query("select * from trunkline.trigger_source order by id")).rows[0];
  return {
    ...{ ...database, folder, at, put, source },
    deploy: (more: Partial<FileSource> = {}, trigger: Partial<MessageTrigger> = {}) =>
      deploy(database.pool, [filesPipeline(place?.path ?? folder, { ...place, ...more }, trigger)]),
    async follow() {
      const localFiles = [{ folder: directory.path, isWritable: false }];
      const worker = await followingWorker(database, [], { localFiles, secrets });
      stack.defer(() => worker.stop());
      return worker;
    },
    /** The first look is over: what is there is known. */
    looked: () => eventually("it has looked", async () => (await source()).position !== null),
    /** Files that it knows, those that have runs included. */
    known: async (count: number) =>
      eventually(
        `it knows ${count} files`,
        async () => (await source()).position?.files.length === count,
      ),
    async runs(count: number) {
      await eventually(
        `${count} files have runs`,
        async () => (await filesRun(database)).length >= count,
        20_000,
      );
      return filesRun(database);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("each file that comes makes a run, two at once and one after a while; what was there makes none", async () => {
  await using it = await inbox();
  it.put("old.csv", "1");
  await it.deploy();
  await it.follow();
  await it.looked();
  it.put("a.csv", "12");
  it.put("b.csv", "123");
  it.put("b.txt", "no");
  expect((await it.runs(2)).sort()).toEqual(["a.csv 2", "b.csv 3"]);
  it.put("c.csv", "");
  expect((await it.runs(3)).at(-1)).toBe("c.csv 0");
  expect(await it.source()).toMatchObject({ runs: "3", repeated: "0", aside: "0", error: null });
  // Whoever asks is told how many files are known, not their digests.
  const all = { project: null, pipeline: null, classes: null };
  expect((await listTriggerSources(it.pool, all))[0]?.position).toEqual({ files: 4 });
});

test("existing: what is there at the first look makes runs, too", async () => {
  await using it = await inbox();
  it.put("old.csv", "1");
  await it.deploy({ existing: true });
  await it.follow();
  expect(await it.runs(1)).toEqual(["old.csv 1"]);
});

test("what comes while nobody looks makes a run, and what made one makes no other: restarted, taken over, deployed otherwise", async () => {
  await using it = await inbox();
  await it.deploy();
  const first = await it.follow();
  await it.looked();
  it.put("a.csv", "1");
  await it.runs(1);
  await first.stop();
  it.put("b.csv", "12");
  const second = await it.follow();
  expect(await it.runs(2)).toEqual(["a.csv 1", "b.csv 2"]);
  await second.abandon();
  it.put("c.csv", "123");
  await it.deploy({ stableMs: 100, marker: null }, { maxWaiting: 5 });
  await it.follow();
  expect(await it.runs(3)).toEqual(["a.csv 1", "b.csv 2", "c.csv 3"]);
  it.put("d.csv", "1234");
  expect(await it.runs(4)).toHaveLength(4);
  // With another pattern it is another place: nothing that is there is new.
  await it.deploy({ files: ["*"] });
  await eventually("it has looked", async () => {
    const { rows } = await it.pool.query(
      "select position from trunkline.trigger_source where ordinal is not null",
    );
    return rows.length === 1 && rows[0].position !== null;
  });
  it.put("e.txt");
  expect(await it.runs(5)).toHaveLength(5);
});

test("a name that went and comes again makes a run again; what is changed does by `changed` alone", async () => {
  await using it = await inbox();
  await it.deploy();
  await it.follow();
  await it.looked();
  it.put("a.csv", "1");
  await it.runs(1);
  appendFileSync(it.at("a.csv"), "2");
  it.put("b.csv", "1");
  expect(await it.runs(2)).toEqual(["a.csv 1", "b.csv 1"]);
  rmSync(it.at("a.csv"));
  await it.known(1);
  it.put("a.csv", "1");
  expect((await it.runs(3)).at(-1)).toBe("a.csv 1");
  await it.deploy({ on: "changed" });
  appendFileSync(it.at("b.csv"), "2");
  expect((await it.runs(4)).at(-1)).toBe("b.csv 2");
});

test("a file that grows, one without its marker and one under its name of the way make no run before they are whole", async () => {
  await using it = await inbox();
  await it.deploy({ stableMs: 400, marker: "{name}.done" });
  await it.follow();
  await it.looked();
  it.put("a.csv", "1");
  it.put("a.csv.done");
  it.put("b.csv", "12");
  it.put("c.csv.part", "1");
  let size = 1;
  // Longer than it has to stay as it is.
  for (const began = performance.now(); performance.now() - began < 1_000; size++) {
    appendFileSync(it.at("a.csv"), "1");
    it.put("a.csv.done");
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await filesRun(it)).toEqual([]);
  appendFileSync(it.at("c.csv.part"), "2");
  renameSync(it.at("c.csv.part"), it.at("c.csv"));
  it.put("c.csv.done");
  expect((await it.runs(2)).sort()).toEqual([`a.csv ${size}`, "c.csv 2"]);
  it.put("b.csv.done");
  expect((await it.runs(3)).at(-1)).toBe("b.csv 2");
});

test("a folder that isn't there is told, and its files are not forgotten; so is one that the worker may not have", async () => {
  await using it = await inbox();
  await it.deploy();
  await it.follow();
  await it.looked();
  it.put("a.csv", "1");
  await it.runs(1);
  renameSync(it.folder, `${it.folder}-away`);
  await eventually("it is told", async () => (await it.source()).error?.includes("isn't there"));
  renameSync(`${it.folder}-away`, it.folder);
  await eventually("it is well", async () => (await it.source()).error === null, 20_000);
  it.put("b.csv", "12");
  expect(await it.runs(2)).toEqual(["a.csv 1", "b.csv 2"]);
  await it.deploy({ path: "/etc" });
  await eventually("it is told", async () => {
    const { rows } = await it.pool.query(
      "select error from trunkline.trigger_source where ordinal is not null",
    );
    return rows[0].error?.includes("--local-files /etc");
  });
});

test("more files than one batch has, and fewer runs may wait", async () => {
  await using it = await inbox();
  await it.deploy({}, { maxWaiting: 150 });
  await it.follow();
  await it.looked();
  for (let n = 0; n < 250; n++) it.put(`${n}.csv`);
  expect(await it.runs(150)).toHaveLength(150);
  await it.pool.query(
    "update trunkline.run set state = 'succeeded', finished_at = now(), open_tasks = 0",
  );
  expect(new Set(await it.runs(250)).size).toBe(250);
});

test("a folder of a host by SFTP", async (context) => {
  if (noSshServer !== null) context.skip(noSshServer);
  await using server = await sshServer();
  const { connection, secrets } = server;
  const folder = join(server.folder, "in");
  mkdirSync(folder);
  writeFileSync(join(folder, "old.csv"), "1");
  await using it = await inbox({ connectionName: "edge", connection, path: folder }, secrets);
  await it.deploy();
  await it.follow();
  await it.looked();
  whole(join(folder, "a.csv"), "12");
  expect(await it.runs(1)).toEqual(["a.csv 2"]);
  await server.stop();
  whole(join(folder, "b.csv"), "123");
  await eventually("it is told", async () => (await it.source()).error !== null);
  await server.start();
  expect(await it.runs(2)).toEqual(["a.csv 2", "b.csv 3"]);
});

test("a prefix of a bucket", async (context) => {
  if (noMoto !== null) context.skip(noMoto);
  await using server = await s3Server();
  const { connection, secrets } = server;
  await server.put("in/old.csv", "1");
  await using it = await inbox({ connectionName: "lake", connection, path: "in" }, secrets);
  await it.deploy({ on: "changed" });
  await it.follow();
  await it.looked();
  await server.put("in/a.csv", "12");
  await server.put("elsewhere/b.csv", "12");
  expect(await it.runs(1)).toEqual(["a.csv 2"]);
  await server.put("in/old.csv", "other");
  expect(await it.runs(2)).toEqual(["a.csv 2", "old.csv 5"]);
});
