import { spawn } from "node:child_process";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { describe, expect, test } from "vitest";
import { sqlAction } from "#core/sql-action.ts";
import { createSqlExecutor } from "#executors/sql.ts";
import type { SqlInputs } from "#schemas/types.ts";
import { valuesWith } from "#test/support/attempt-values.ts";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { connectionOf } from "#test/support/postgres-connection.ts";
import { selfSigned } from "#test/support/self-signed.ts";
import { attempt, executorContract } from "./executor.contract.ts";

async function sqlUnderTest() {
  const db = await testDatabase();
  const { connection, secrets } = connectionOf(db);
  const executor = createSqlExecutor({ graceMs: 2_000 });
  const action = (inputs: Omit<SqlInputs, "connection">) =>
    sqlAction({ connection: "shop", ...inputs }, connection);
  return {
    db,
    executor,
    action,
    secrets,
    connection,
    run: (inputs: Omit<SqlInputs, "connection">, params: Record<string, string> = {}) =>
      attempt(executor, action(inputs), { secrets, values: valuesWith(params) }),
    /** Statements of tasks that the server is at. */
    running: async () => {
      const { rows } = await db.pool.query(
        "select from pg_stat_activity where application_name like 'trunkline run%' and datname = current_database()",
      );
      return rows.length;
    },
    [Symbol.asyncDispose]: async () => {
      await executor.close();
      await db[Symbol.asyncDispose]();
    },
  };
}

const sleeps = "do $$ begin raise notice 'started'; perform pg_sleep(600); end $$";

executorContract("sql", async () => {
  const it = await sqlUnderTest();
  // The suite gives no secrets of its own.
  const executor = {
    ...it.executor,
    run: (request: Parameters<typeof it.executor.run>[0]) =>
      it.executor.run({ ...request, secrets: it.secrets }),
  };
  return {
    executor,
    succeeds: { ...it.action({ sql: "create temporary table if not exists t (n int)" }) },
    fails: it.action({ sql: "select 1 / 0" }),
    prints: (text) => it.action({ sql: "select :text::text as said", params: { text } }),
    lasts: it.action({ sql: sleeps }),
    broken: {
      action: sqlAction(
        { connection: "shop", sql: "select 1" },
        { ...it.connection, host: "127.0.0.1", port: 1, ssl: "off" },
      ),
    },
    gives: it.action({ sql: "select 42 as rows" }),
    running: it.running,
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
});

describe("values", () => {
  test("are bound: data never becomes SQL", async () => {
    await using it = await sqlUnderTest();
    await it.db.pool.query("create table orders (day date, note text)");
    const note = "'); drop table orders; --";
    const sql =
      "insert into orders values (:day, :note) returning day, note, ':note' as kept, :note || '!' as twice";
    const one = it.run(
      { sql, params: { day: "${{ run.date }}", note: "${{ params.note }}" } },
      { note },
    );
    const result = await one.result;
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.outputs).toEqual({
      rows: "1",
      day: "2026-01-02",
      note,
      kept: ":note",
      twice: `${note}!`,
    });
    expect((await it.db.pool.query("select note from orders")).rows).toEqual([{ note }]);
  });

  test("keep their types", async () => {
    await using it = await sqlUnderTest();
    const sql = "select :n + 1 as n, not :b::bool as b, :f::float8 / 2 as f";
    const { outputs } = await it.run({ sql, params: { n: 4, b: true, f: 1.5 } }).result;
    expect(outputs).toEqual({ rows: "1", n: "5", b: "false", f: "0.75" });
  });
});

describe("results", () => {
  test("the first row's columns, the first of equal names; NULL gives no output", async () => {
    await using it = await sqlUnderTest();
    const sql = "select * from (values (1, 'a', null::int), (2, 'b', 3)) v (n, n, m)";
    const one = it.run({ sql });
    expect((await one.result).outputs).toEqual({ rows: "2", n: "1" });
    expect(one.output().toString()).toBe(
      "n | n | m\n--+---+-----\n1 | a | NULL\n2 | b | 3\n2 rows\n",
    );
  });

  test("without rows: how many were changed", async () => {
    await using it = await sqlUnderTest();
    await it.db.pool.query("create table t as select generate_series(1, 5) as n");
    const one = it.run({ sql: "delete from t where n > 2", expect: "rows == 3" });
    expect(await one.result).toMatchObject({ exitCode: 0, outputs: { rows: "3" } });
    expect(one.output().toString()).toBe("3 rows\n");
  });

  test("a large result is shown in part and refused beyond the limit", async () => {
    await using it = await sqlUnderTest();
    const many = it.run({
      sql: "select n, repeat('x', 100) as text from generate_series(1, 1000) n",
    });
    expect(await many.result).toMatchObject({ exitCode: 0, outputs: { rows: "1000" } });
    const lines = many.output().toString().trim().split("\n");
    expect(lines).toHaveLength(23);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
    expect(lines.at(-1)).toBe("1000 rows, the first 20 are shown");
    const tooMany = it.run({ sql: "select generate_series(1, 100000000)", maxRows: 100 });
    expect(await tooMany.result).toMatchObject({
      exitCode: 1,
      mayRetry: false,
      message: "The statement gave more than 100 rows; select fewer, or raise `maxRows`.",
    });
    await eventually("the statement is over", async () => (await it.running()) === 0);
  });
});

describe("the gate", () => {
  test("says what was found", async () => {
    await using it = await sqlUnderTest();
    const sql = "select count(*) as rows, 1.5 as total, true as fine from pg_class where false";
    const result = await it.run({ sql, expect: "rows > 0 && total > 1.0" }).result;
    expect(result).toMatchObject({ ending: "exited", exitCode: 1 });
    expect(result.message).toBe(
      "The data is not as expected: `rows > 0 && total > 1.0`, with rows = 0, total = 1.5.",
    );
    expect(
      (await it.run({ sql, expect: "fine && rows == 0 && total == 1.5" }).result).exitCode,
    ).toBe(0);
  });

  test("`rows` is the number of rows where no column is called so", async () => {
    await using it = await sqlUnderTest();
    const { message } = await it.run({ sql: "select 7 as n where false", expect: "rows > 0" })
      .result;
    expect(message).toContain("rows = 0");
    const none = await it.run({ sql: "select 7 as n where false", expect: "n == 7" }).result;
    expect(none.message).toContain("n has no value");
  });
});

describe("limits", () => {
  test("read only: Postgres refuses the write", async () => {
    await using it = await sqlUnderTest();
    await it.db.pool.query("create table t (n int)");
    const sql = "with a as (insert into t values (1) returning n) select * from a";
    const { message } = await it.run({ sql, readOnly: true }).result;
    expect(message).toContain("read-only transaction (25006)");
    const around = "select set_config('transaction_read_only', 'off', false)";
    expect((await it.run({ sql: around, readOnly: true }).result).exitCode).toBe(1);
    expect((await it.run({ sql }).result).exitCode).toBe(0);
  });

  test("one statement", async () => {
    await using it = await sqlUnderTest();
    const { message } = await it.run({ sql: "select 1; select 2" }).result;
    expect(message).toContain("42601");
  });

  test("a fault has its place", async () => {
    await using it = await sqlUnderTest();
    const { message } = await it.run({
      sql: "select *\nfrom nowhere\nwhere n = :n",
      params: { n: 1 },
    }).result;
    expect(message).toBe('relation "nowhere" does not exist (42P01) at line 2, column 6.');
  });

  test("a password of the worker's own environment is not sent", async () => {
    await using it = await sqlUnderTest();
    process.env.PGPASSWORD = it.secrets.db;
    try {
      const result = await attempt(it.executor, it.action({ sql: "select 1" })).result;
      expect(result).toMatchObject({
        ending: "error",
        message: expect.stringContaining("can't be used"),
      });
      expect(result.message).not.toContain(it.secrets.db);
    } finally {
      delete process.env.PGPASSWORD;
    }
  });

  test("a server without encryption is refused unless the connection says so", async () => {
    await using it = await sqlUnderTest();
    const action = sqlAction(
      { connection: "shop", sql: "select 1" },
      { ...it.connection, host: "127.0.0.1", port: await plainServer() },
    );
    expect((await attempt(it.executor, action).result).message).toMatch(/SSL/);
  });
});

test("encrypted, and only with a server whose authority is known", async (context) => {
  const pair = await selfSigned();
  if (pair === null) return context.skip("openssl makes the certificate");
  await using it = await sqlUnderTest();
  const { host, port } = it.connection;
  await using proxy = await encryptedPostgres(`${host}/.s.PGSQL.${port}`, pair);
  const through = (ca: string | null) =>
    sqlAction(
      { connection: "shop", sql: "select 1 as one" },
      { ...it.connection, host: "127.0.0.1", port: proxy.port, ca },
    );
  const { secrets } = it;
  const unknown = await attempt(it.executor, through(null), { secrets }).result;
  expect(unknown).toMatchObject({ ending: "error", message: expect.stringMatching(/certificate/) });
  const known = await attempt(it.executor, through(pair.cert), { secrets }).result;
  expect(known).toMatchObject({ exitCode: 0, outputs: { one: "1" } });
});

/** The TLS of a Postgres before one that has none: answers `S` to the request for it. */
async function encryptedPostgres(socketPath: string, pair: { key: string; cert: string }) {
  const secureContext = createSecureContext(pair);
  const sockets = new Set<Socket>();
  const server = createServer((raw) => {
    sockets.add(raw);
    raw.on("error", () => {});
    raw.once("data", () => {
      raw.write("S");
      const secure = new TLSSocket(raw, { isServer: true, secureContext });
      const plain = connect(socketPath);
      for (const stream of [secure, plain]) stream.on("error", () => raw.destroy());
      secure.pipe(plain).pipe(secure);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers like a Postgres that has no encryption. */
async function plainServer(): Promise<number> {
  const server = createServer((socket) => socket.once("data", () => socket.end("N")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return (server.address() as AddressInfo).port;
}

test("a worker that is killed takes its statement with it", async () => {
  await using it = await sqlUnderTest();
  const script = `
    import { createSqlExecutor } from "#executors/sql.ts";
    const request = JSON.parse(process.argv[1]);
    await createSqlExecutor().run({ ...request, signal: new AbortController().signal,
      onOutput: (bytes) => { process.stdout.write(bytes); } });`;
  const request = {
    ...{ runId: "run-killed", task: "t", attempt: 1, env: {}, timeoutMs: null, tree: null },
    ...{ action: it.action({ sql: sleeps }), values: valuesWith(), secrets: it.secrets },
  };
  const child = spawn(
    process.execPath,
    ["--input-type=module", "-e", script, JSON.stringify(request)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  expect(await it.running()).toBe(1);
  const before = performance.now();
  child.kill("SIGKILL");
  await eventually("the server noticed", async () => (await it.running()) === 0);
  // The task may start elsewhere after a second.
  expect(performance.now() - before).toBeLessThan(1_000);
});

test.each([
  ["localhost", "localhost leads to"],
  ["127.0.0.1", "127.0.0.1 is"],
  ["169.254.169.254", "169.254.169.254 is"],
])("a database at %s is not asked where no request may go there", async (host, words) => {
  await using it = await sqlUnderTest();
  const executor = createSqlExecutor({ addresses: { deny: ["loopback"] } });
  const action = sqlAction(
    { connection: "shop", sql: "select 1" },
    { ...it.connection, host, port: 5432 },
  );
  const { mayRetry, message } = await attempt(executor, action, { secrets: it.secrets }).result;
  expect(mayRetry).toBe(false);
  expect(message).toContain(`on ${host}:5432 can't be used: ${words}`);
  expect(message).toContain("no request goes there");
  await executor.close();
});
