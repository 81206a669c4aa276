import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { nextWatch } from "#store/deadlines.sql.ts";
import { type LookAroundRow, lookAround } from "#store/rehearsal.sql.ts";
import { nextWake } from "#store/triggers.sql.ts";
import { nextTimer } from "#store/waits.sql.ts";
import { testDatabase } from "#test/support/database.ts";

const inHours = (hours: number) => `now() + ${hours} * interval '1 hour'`;

test("one look knows every time that the loops of a server would wake at", async () => {
  await using db = await testDatabase();
  const { pool } = db;
  // Each alone is the earliest of its loop once: whatever one of them asks for, the look must have.
  await pool.query(
    `insert into trunkline.project (name, environment, repository, branch, path) values ('test', 'test', '', '', '')`,
  );
  const parts = [
    `insert into trunkline.gate (run_id, idx, kind, until) values (1, 0, 'retry', ${inHours(9)})`,
    `insert into trunkline.wait (run_id, idx, next_at) values (1, 0, ${inHours(8)})`,
    `insert into trunkline.pool (name, kind, units, next_at) values ('p', 'units', 1, ${inHours(7)})`,
    `insert into trunkline.blackout (from_at, to_at, mode, actor) values (now(), ${inHours(6)}, 'later', 'ada')`,
    `insert into trunkline.run_watch (run_id, next_at) values (1, ${inHours(5)})`,
  ];
  for (const part of parts) {
    await pool.query(part);
    const look = (await lookAround(pool)) as LookAroundRow;
    const own = Object.values(look).flatMap((value) =>
      value instanceof Date ? value.getTime() : [],
    );
    const rows = [await nextWake(pool), await nextTimer(pool), await nextWatch(pool)];
    const theirs = rows.flatMap((row) => row?.at?.getTime() ?? []);
    expect(Math.min(...own), part).toBe(Math.min(...theirs));
  }
});

test("every table that a loop's timer is read from is looked at", () => {
  const textOf = (file: string, name: string): string => {
    const text = readFileSync(
      new URL(`../../../control-plane/store/${file}`, import.meta.url),
      "utf8",
    );
    return text.split("-- name: ").find((part) => part.startsWith(`${name} `)) ?? "";
  };
  const tables = [
    ...["triggers.sql nextWake", "waits.sql nextTimer", "deadlines.sql nextWatch"].map((query) => {
      const [file = "", name = ""] = query.split(" ");
      return [...textOf(file, name).matchAll(/from (trunkline\.\w+)/g)].map(([, table]) => table);
    }),
  ].flat();
  const look = textOf("rehearsal.sql", "lookAround");
  expect(tables.length).toBeGreaterThan(6);
  // A rehearsal deploys its specs as Git has them: nobody breaks glass there.
  const missing = tables.filter((table) => !look.includes(`from ${table}`));
  expect(missing).toEqual(["trunkline.break_glass"]);
});

test("it knows every list of what is to be judged", async () => {
  await using db = await testDatabase();
  const { rows } = await db.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'trunkline' and table_name like '%\\_check'",
  );
  const text = readFileSync(
    new URL("../../../control-plane/store/rehearsal.sql", import.meta.url),
    "utf8",
  );
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.filter(({ name }) => !text.includes(`from trunkline.${name})`))).toEqual([]);
});

test("nothing is asked for in an empty database", async () => {
  await using db = await testDatabase();
  const look = (await lookAround(db.pool)) as LookAroundRow;
  expect(Object.values(look).filter((value) => value !== null && value !== false)).toEqual([]);
});
