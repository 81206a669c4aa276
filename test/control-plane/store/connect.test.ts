import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { redact } from "#store/check-server.ts";
import { connect, createPool } from "#store/connect.ts";
import { testDatabase } from "#test/support/database.ts";
import { stateDirectory } from "#test/support/embedded-postgres.ts";
import { postgresWire } from "#test/support/postgres-wire.ts";

test("without DATABASE_URL the embedded server of the state directory is used", async () => {
  await using state = await stateDirectory();
  const connection = await connect({ ...state.options });
  expect(connection.embedded).toMatchObject({ mode: "started", dataDir: state.dataDir });
});

test("with DATABASE_URL no embedded server is touched", async () => {
  await using db = await testDatabase();
  expect(await connect({ databaseUrl: db.connectionString, stateDir: "/nowhere" })).toEqual({
    connectionString: db.connectionString,
    place: null,
  });
});

test("a server older than 15 is refused by its version", async () => {
  await using old = await postgresWire("140009");
  await expect(connect({ databaseUrl: old.connectionString })).rejects.toMatchObject({
    message: expect.stringMatching(
      /^the database 127\.0\.0\.1:\d+\/db is Postgres 14; Trunkline needs 15 or newer$/,
    ),
    help: expect.stringContaining("Upgrade"),
  });
  await using oldest = await postgresWire("150000");
  await connect({ databaseUrl: oldest.connectionString });
});

test("an unreachable server is named without its password", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  const failure = connect({ databaseUrl: `postgres://me:topsecret@127.0.0.1:${port}/db` });
  await expect(failure).rejects.toMatchObject({
    message: expect.stringMatching(/^can't use the database 127\.0\.0\.1:\d+\/db: .*ECONNREFUSED/),
    help: expect.stringContaining("Check that the server runs"),
  });
  await expect(failure).rejects.not.toThrow(/topsecret/);
});

test("a wrong password and a missing database have help of their own", async () => {
  await using db = await testDatabase();
  const wrong = db.connectionString.replace(/:[^:@]+@/, ":topsecret@");
  await expect(connect({ databaseUrl: wrong })).rejects.toMatchObject({
    help: expect.stringContaining("user and password"),
  });
  const missing = db.connectionString.replace(/[^/]+$/, "missing");
  await expect(connect({ databaseUrl: missing })).rejects.toMatchObject({
    help: expect.stringContaining("create database"),
  });
});

test.each(["no url", "postgres://u:p@/db?host=/run", "host=x password=y"])(
  "%s doesn't leak",
  (text) => {
    expect(redact(text)).toMatch(/in DATABASE_URL|^[^:@]*\/db$/);
  },
);

test("dates stay text, big integers stay exact, instants are Dates", async () => {
  await using db = await testDatabase();
  const { rows } = await db.pool.query(
    "select '2026-03-29'::date as date, array['2026-03-29'::date] as dates, 9007199254740993::int8 as big, '2026-03-29T00:00Z'::timestamptz as at",
  );
  expect(rows).toEqual([
    {
      date: "2026-03-29",
      dates: ["2026-03-29"],
      big: "9007199254740993",
      at: new Date(Date.UTC(2026, 2, 29)),
    },
  ]);
});

test("a pool survives the end of all its connections, idle and lent out", async () => {
  await using db = await testDatabase();
  const errors: Error[] = [];
  const pool = createPool(db.connectionString, { max: 2, onError: (error) => errors.push(error) });
  const lent = await pool.connect();
  await pool.query("select 1");
  await db.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  await expect(lent.query("select 1")).rejects.toThrow();
  lent.release(true);
  await expect(pool.query("select 1").catch(() => pool.query("select 1"))).resolves.toMatchObject({
    rowCount: 1,
  });
  await pool.end();
});
