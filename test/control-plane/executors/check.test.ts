// Checks of data on a real Postgres: what holds, what does not, what is set aside, and what is kept of it.

import { expect, test } from "vitest";
import type { CheckAction, CheckResult } from "#core/checks/check.ts";
import { checkAction } from "#core/checks/check-action.ts";
import { createCheckExecutor } from "#executors/check.ts";
import type { Figures } from "#executors/executor.ts";
import type { CheckInputs } from "#schemas/types.ts";
import { valuesWith } from "#test/support/attempt-values.ts";
import { testDatabase } from "#test/support/database.ts";
import { connectionOf } from "#test/support/postgres-connection.ts";
import { attempt, executorContract } from "./executor.contract.ts";

const orders = `
  create table orders (id bigint, customer text, amount numeric(12,2), loaded timestamptz);
  insert into orders values
    (1, 'a', 10.10, now() - interval '1 hour'), (2, 'b', 20.20, now() - interval '2 hours'),
    (2, 'c', -5, now() - interval '3 hours'), (3, null, 0.10, now() - interval '4 hours');
  create table rejected (like orders);
  create table ledger (total numeric);
  insert into ledger values (25.40)`;

/** As the store keeps them: what failed is no measure. */
class KeptFigures implements Figures {
  readonly runs: CheckResult[][] = [];
  async earlier(check: string, most: number) {
    const found = this.runs.flatMap((results) => results.filter(({ name }) => name === check));
    const measures = found.filter(({ verdict }) => verdict !== "failed");
    return measures
      .map(({ figure }) => figure)
      .reverse()
      .slice(0, most);
  }
  async record(results: readonly CheckResult[]) {
    this.runs.push([...results]);
  }
}

async function checksUnderTest() {
  const db = await testDatabase();
  const { connection, secrets } = connectionOf(db);
  await db.pool.query(orders);
  const executor = createCheckExecutor({ graceMs: 2_000 });
  const action = (inputs: Omit<CheckInputs, "connection">): CheckAction =>
    checkAction({ connection: "shop", ...inputs }, () => connection);
  const figures = new KeptFigures();
  const run = async (
    inputs: Omit<CheckInputs, "connection">,
    params: Record<string, string> = {},
  ) => {
    const one = attempt(executor, action(inputs), { secrets, figures, values: valuesWith(params) });
    const result = await one.result;
    return { ...result, output: one.output().toString(), found: figures.runs.at(-1) ?? [] };
  };
  return {
    ...{ db, executor, action, secrets, connection, figures, run },
    /** The first check alone. */
    async single(check: CheckInputs["checks"][string], more: Partial<CheckInputs> = {}) {
      const ended = await run({ table: "orders", ...more, checks: { it: check } });
      return { ...ended, it: ended.found[0] as CheckResult };
    },
    [Symbol.asyncDispose]: async () => {
      await executor.close();
      await db[Symbol.asyncDispose]();
    },
  };
}

executorContract("check", async () => {
  const it = await checksUnderTest();
  const executor = {
    ...it.executor,
    run: (request: Parameters<typeof it.executor.run>[0]) =>
      it.executor.run({ ...request, secrets: it.secrets }),
  };
  const some = { some: { rows: { min: 1 } } };
  const begins =
    "create function begins() returns int language plpgsql as $$ begin raise notice 'started'; perform pg_sleep(600); return 1; end $$";
  await it.db.pool.query(begins);
  return {
    executor,
    succeeds: it.action({ table: "ledger", checks: some }),
    fails: it.action({ table: "orders", checks: { none: { rows: { max: 0 } } } }),
    prints: (text) =>
      it.action({ query: "select 1", checks: { [`said_${text}`]: { rows: { min: 1 } } } }),
    lasts: it.action({ query: "select begins()", checks: some }),
    broken: {
      action: {
        ...it.action({ table: "orders", checks: some }),
        connection: { ...it.connection, port: 1 },
      },
    },
    gives: it.action({
      query: "select from generate_series(1, 42)",
      checks: { rows: { rows: { min: 1 } } },
    }),
    running: async () => {
      const { rows } = await it.db.pool.query(
        "select from pg_stat_activity where application_name like 'trunkline run%' and datname = current_database() and state = 'active'",
      );
      return rows.length;
    },
    [Symbol.asyncDispose]: it[Symbol.asyncDispose],
  };
});

test("each rule says what was found and what was asked for", async () => {
  await using shop = await checksUnderTest();
  const { output, found, ending, exitCode, message } = await shop.run({
    table: "orders",
    checks: {
      enough: { rows: { min: 3, max: 10 } },
      filled: { notNull: ["id", "customer"] },
      keys: { unique: ["id"] },
      positive: { each: "amount >= 0 -- none is negative" },
      fresh: { fresh: { column: "loaded", within: "2h" } },
      stale: { fresh: { column: "loaded", within: "30m" } },
      shape: { columns: { id: "bigint", amount: "numeric(12,2)" } },
      other: { columns: { id: "integer", gone: "text" } },
      total: { equals: { figure: "sum(amount)", query: "select total from ledger;" } },
      near: { equals: { figure: "sum(amount)", query: "select 25", within: "1%" } },
    },
  });
  expect([ending, exitCode]).toEqual(["exited", 1]);
  expect(found.map(({ name, verdict, message }) => `${verdict} ${name}: ${message}`)).toEqual([
    "held enough: there are 4 rows; asked for: at least 3 and at most 10",
    "failed filled: in 1 of 4 rows id or customer is null",
    "held fresh: the newest loaded is 1h old; asked for: at most 2h",
    "failed keys: in 1 of 4 rows id are those of another row",
    "failed near: 25.40 here, 25 there: 0.4 apart, and 1% is allowed",
    "failed other: gone is missing, id is bigint and not integer",
    "failed positive: in 1 of 4 rows it is not so that amount >= 0 -- none is negative",
    "held shape: 2 columns as asked for",
    "failed stale: the newest loaded is 1h old; asked for: at most 30m",
    "held total: 25.40 here, 25.40 there: 0 apart, and 0 is allowed",
  ]);
  expect(output).toContain("held        enough: there are 4 rows");
  expect(message).toMatch(/^The data is not as expected: filled: in 1 of 4 rows/);
});

test("a check that only warns lets the task succeed, and its figures are outputs", async () => {
  await using shop = await checksUnderTest();
  const ended = await shop.run({
    table: "orders",
    checks: { keys: { unique: ["id"], onFailure: "warn" }, many: { rows: { min: 1 } } },
  });
  expect(ended).toMatchObject({
    exitCode: 0,
    outputs: { result: "warned", failed: "0", warned: "1", quarantined: "0", keys: "1", many: "4" },
  });
});

test("rows that break a check are set aside in the transaction that found them", async () => {
  await using shop = await checksUnderTest();
  const ended = await shop.run(
    {
      table: "orders",
      where: "id <= :last",
      params: { last: `\${{ params.last }}` },
      quarantine: "rejected",
      sample: 5,
      sampleColumns: ["id", "amount"],
      checks: {
        keys: { unique: ["id"], onFailure: "quarantine" },
        positive: { each: "amount >= 0", onFailure: "quarantine" },
      },
    },
    { last: "2" },
  );
  expect(ended.outputs).toMatchObject({ result: "quarantined", quarantined: "2" });
  const [keys, positive] = ended.found;
  expect(keys).toMatchObject({ verdict: "quarantined", figure: 1 });
  expect(keys?.message).toContain("2 moved to rejected");
  expect(keys?.sample).toEqual([
    { id: "2", amount: "20.20" },
    { id: "2", amount: "-5.00" },
  ]);
  // It went with the one of the same key.
  expect(positive?.message).toContain("0 moved to rejected");
  const left = await shop.db.pool.query("select id from orders order by id");
  const aside = await shop.db.pool.query("select id, customer from rejected order by customer");
  expect(left.rows.map(({ id }) => id)).toEqual(["1", "3"]);
  expect(aside.rows).toEqual([
    { id: "2", customer: "b" },
    { id: "2", customer: "c" },
  ]);
});

test("nothing is set aside when another check blocks, or the table for it can't take the rows", async () => {
  await using shop = await checksUnderTest();
  const wrong = { table: "orders", quarantine: "ledger" };
  const ended = await shop.run({
    ...wrong,
    checks: { keys: { unique: ["id"], onFailure: "quarantine" } },
  });
  expect(ended).toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/column "id" of relation "ledger" does not exist/),
  });
  const blocked = await shop.run({
    table: "orders",
    quarantine: "rejected",
    checks: { keys: { unique: ["id"], onFailure: "quarantine" }, many: { rows: { min: 100 } } },
  });
  expect(blocked.exitCode).toBe(1);
  expect(blocked.found.map(({ message }) => message)).toEqual([
    "in 1 of 4 rows id are those of another row; none moved, as others fail",
    "there are 4 rows; asked for: at least 100",
  ]);
  const { rows } = await shop.db.pool.query("select count(*)::int as n from orders");
  expect(rows).toEqual([{ n: 4 }]);
});

test("rows are measured by earlier runs, from the third on", async () => {
  await using shop = await checksUnderTest();
  const usual = { rows: { usual: "25%", of: 3 } };
  const verdicts = [];
  for (const more of [0, 0, 0, 1, 40]) {
    await shop.db.pool.query("insert into orders select 9 from generate_series(1, $1)", [more]);
    verdicts.push((await shop.single(usual)).it.verdict);
  }
  expect(verdicts).toEqual(["unknown", "unknown", "held", "held", "failed"]);
  // What failed is no measure: the next one is judged by the same three.
  const { it } = await shop.single(usual);
  expect(it.message).toBe("there are 45 rows; usual are 4, give or take 25%, by 3 earlier runs");
});

test("columns that are not those of the last run are told", async () => {
  await using shop = await checksUnderTest();
  const same = { sameColumns: true, onFailure: "warn" } as const;
  expect((await shop.single(same)).it).toMatchObject({
    verdict: "unknown",
    figure: {
      id: "bigint",
      customer: "text",
      amount: "numeric(12,2)",
      loaded: "timestamp with time zone",
    },
  });
  expect((await shop.single(same)).it.verdict).toBe("held");
  await shop.db.pool.query("alter table orders add column note text, alter column id type text");
  expect((await shop.single(same)).it).toMatchObject({
    verdict: "warned",
    message: "id is text and not bigint, note text is new",
  });
  // It was told, and is what there is now.
  expect((await shop.single(same)).it.verdict).toBe("held");
});

test("no rows: the newest is nothing, and sums of nothing are alike", async () => {
  await using shop = await checksUnderTest();
  const none = { where: "id > 100" };
  const fresh = await shop.single({ fresh: { column: "loaded", within: "1h" } }, none);
  expect(fresh.it).toMatchObject({ verdict: "failed", figure: null });
  const equals = {
    figure: "sum(amount)",
    query: "select sum(total) from ledger where total > 100",
  };
  expect((await shop.single({ equals }, none)).it.verdict).toBe("held");
});

test("the other side of a comparison may be another database", async () => {
  await using shop = await checksUnderTest();
  await using other = await testDatabase();
  await other.pool.query("create table loaded as select 1 from generate_series(1, 4)");
  const there = connectionOf(other).connection;
  const action = checkAction(
    {
      connection: "shop",
      table: "orders",
      checks: {
        rows: {
          equals: { figure: "count(*)", query: "select count(*) from loaded", connection: "lake" },
        },
      },
    },
    (name) => (name === "lake" ? there : shop.connection),
  );
  const { result } = attempt(shop.executor, action, { secrets: shop.secrets });
  expect(await result).toMatchObject({ exitCode: 0, outputs: { result: "passed", rows: "4" } });
});

test("no row is kept unless it is asked for, and no value becomes SQL", async () => {
  await using shop = await checksUnderTest();
  const broken = await shop.single({ notNull: ["customer"], onFailure: "warn" });
  expect(broken.it.sample).toEqual([]);
  const hostile = await shop.run(
    {
      table: "orders",
      where: "customer = :name",
      params: { name: `\${{ params.name }}` },
      checks: { none: { rows: { max: 0 } } },
    },
    { name: "x' or '1' = '1" },
  );
  expect(hostile.exitCode).toBe(0);
});
