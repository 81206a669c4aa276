import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { isPostmasterOf, readPidFile } from "#store/embedded/postmaster.ts";
import { emptyStateDirectory, queryOnce, stateDirectory } from "#test/support/embedded-postgres.ts";
import { eventually } from "#test/support/eventually.ts";

test("a fresh start makes a checksummed UTF-8 database behind a password and a private socket", async () => {
  await using state = emptyStateDirectory();
  const server = await state.ensure();
  expect(server.mode).toBe("started");
  expect(statSync(server.socketDir).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(state.stateDir, "postgres.password")).mode & 0o777).toBe(0o600);
  const settings = ["data_checksums", "server_encoding", "synchronous_commit", "listen_addresses"];
  const rows = await queryOnce<{ name: string; setting: string }>(
    server.connectionString,
    `select name, setting from pg_settings where name = any ('{${settings}}') union
     select 'collation', datcollate from pg_database where datname = current_database()`,
  );
  expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
    data_checksums: "on",
    server_encoding: "UTF8",
    synchronous_commit: "on",
    listen_addresses: "",
    collation: "C",
  });
  const wrong = server.connectionString.replace(/:[^:@]+@/, ":wrong@");
  await expect(queryOnce(wrong, "select 1")).rejects.toMatchObject({ code: "28P01" });
});

test("a running server is adopted, by its data directory", async () => {
  await using state = await stateDirectory();
  const first = await state.ensure();
  const second = await state.ensure();
  expect(second).toMatchObject({
    mode: "adopted",
    pid: first.pid,
    connectionString: first.connectionString,
  });
  await second.stop();
  expect(isPostmasterOf(state.dataDir, first.pid)).toBe(false);
  expect(existsSync(first.socketDir)).toBe(false);
  expect((await state.ensure()).mode).toBe("started");
});

test("two that start at once share one server", async () => {
  await using state = emptyStateDirectory();
  const servers = await Promise.all([state.ensure(), state.ensure(), state.ensure()]);
  expect(servers.map((server) => server.mode).sort()).toEqual(["adopted", "adopted", "started"]);
  expect(new Set(servers.map((server) => server.pid)).size).toBe(1);
});

test("a killed postmaster is started again with every committed row", async () => {
  await using state = await stateDirectory();
  const first = await state.ensure();
  await queryOnce(first.connectionString, "create table kept (n int)");
  await queryOnce(first.connectionString, "insert into kept select generate_series(1, 50000)");
  process.kill(first.pid, "SIGKILL");
  const second = await state.ensure();
  expect(second.mode).toBe("started");
  expect(second.pid).not.toBe(first.pid);
  expect(state.notices).toEqual([expect.stringContaining("without a clean stop")]);
  const [row] = await queryOnce<{ n: string }>(
    second.connectionString,
    "select count(*) as n from kept",
  );
  expect(row).toEqual({ n: "50000" });
});

test.each([
  ["of nobody", () => 2 ** 22 - 7],
  ["of a living process that isn't Postgres", () => process.pid],
])("a stale pid file %s is removed", async (_, pid) => {
  await using state = await stateDirectory();
  const first = await state.ensure();
  const pidFile = path.join(state.dataDir, "postmaster.pid");
  const content = readFileSync(pidFile, "utf8");
  await first.stop();
  writeFileSync(pidFile, content.replace(/^\d+/, String(pid())));
  const second = await state.ensure();
  expect(second.mode).toBe("started");
  expect(readPidFile(state.dataDir)?.pid).toBe(second.pid);
});

test("a server of another data directory is not taken for ours", async () => {
  await using ours = await stateDirectory();
  await using other = await stateDirectory();
  const server = await other.ensure();
  await ours.ensure().then((mine) => mine.stop());
  // As after copying a state directory: our pid file leads to the other's process.
  const pidFile = path.join(other.dataDir, "postmaster.pid");
  writeFileSync(path.join(ours.dataDir, "postmaster.pid"), readFileSync(pidFile));
  const mine = await ours.ensure();
  expect(mine.pid).not.toBe(server.pid);
  const [row] = await queryOnce<{ data_directory: string }>(
    mine.connectionString,
    "show data_directory",
  );
  expect(row).toEqual({ data_directory: ours.dataDir });
});

test("a deep state directory doesn't make the socket's path too long", async () => {
  await using state = await stateDirectory(`${"deep/".repeat(40)}state`);
  mkdirSync(state.stateDir, { recursive: true });
  const server = await state.ensure();
  expect(server.socketDir.length).toBeLessThan(90);
  expect(await queryOnce(server.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a lost socket is repaired by a restart", async () => {
  await using state = await stateDirectory();
  const first = await state.ensure();
  rmSync(first.socketDir, { recursive: true });
  const second = await state.ensure();
  expect(state.notices[0]).toContain("socket");
  expect(await queryOnce(second.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a server that ends while it starts is explained by its log", async () => {
  await using state = await stateDirectory();
  await expect(state.ensure({ settings: { shared_buffers: "no number" } })).rejects.toThrow(
    /shared_buffers/,
  );
});

test("an initdb that was interrupted leaves nothing in the way", async () => {
  await using state = emptyStateDirectory();
  mkdirSync(path.join(state.stateDir, "postgres.new", "base"), { recursive: true });
  chmodSync(state.stateDir, 0o711);
  expect((await state.ensure()).mode).toBe("started");
});

test("data of another host isn't touched while that may still run", async () => {
  await using state = await stateDirectory();
  const first = await state.ensure();
  process.kill(first.pid, "SIGKILL");
  await eventually("the postmaster is gone", () => !isPostmasterOf(state.dataDir, first.pid));
  const record = path.join(state.stateDir, "postgres.json");
  writeFileSync(record, JSON.stringify({ dataDir: "postgres", host: "elsewhere" }));
  await expect(state.ensure()).rejects.toThrow(/started on elsewhere/);
  rmSync(path.join(state.dataDir, "postmaster.pid"));
  expect((await state.ensure()).mode).toBe("started");
});

test("a lost password file is named, not replaced", async () => {
  await using state = await stateDirectory();
  await (await state.ensure()).stop();
  rmSync(path.join(state.stateDir, "postgres.password"));
  await expect(state.ensure()).rejects.toMatchObject({
    message: expect.stringContaining("postgres.password"),
    help: expect.stringContaining("Restore"),
  });
});

test("a Postgres outlives the process that started it, and is adopted by the next", async () => {
  await using state = await stateDirectory();
  const script = `import { ensurePostgres } from "#store/embedded/server.ts";
    const server = await ensurePostgres({ stateDir: process.argv[1] });
    console.log(server.pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, state.stateDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = Number(await new Promise((resolve) => child.stdout.once("data", resolve)));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  expect(await state.ensure()).toMatchObject({ mode: "adopted", pid });
});

test("a server without a free connection is named as that, not waited for", async () => {
  await using state = await stateDirectory();
  const server = await state.ensure({
    settings: { ...state.options.settings, max_connections: "4", max_wal_senders: "0" },
  });
  const pool = createPool(server.connectionString, { max: 4 });
  try {
    const all = await Promise.all([1, 2, 3, 4].map(() => pool.connect()));
    await expect(state.ensure()).rejects.toThrow("has no free connection");
    for (const client of all) client.release();
  } finally {
    await pool.end();
  }
});

test("a socket's lock that names a process which is no Postgres any more keeps nobody from starting", async () => {
  await using state = await stateDirectory();
  const first = await state.ensure();
  process.kill(first.pid, "SIGKILL");
  await eventually("the postmaster is gone", () => !isPostmasterOf(state.dataDir, first.pid));
  // As with a zombie that nobody waits for: the number is taken, by something else.
  const lock = path.join(first.socketDir, ".s.PGSQL.5432.lock");
  const [, ...rest] = readFileSync(lock, "utf8").split("\n");
  writeFileSync(lock, [process.pid, ...rest].join("\n"));
  const again = await state.ensure();
  expect(again.mode).toBe("started");
  expect(await queryOnce(again.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
});
