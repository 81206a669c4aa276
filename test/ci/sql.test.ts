// The generator of typed SQL functions: its output for a small schema is golden, and that output really runs.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import pg from "pg";
import { expect, expectTypeOf, test } from "vitest";
import { type TestDatabase, testDatabase } from "#test/support/database.ts";
import { sqlModule } from "../../.ci/sql/module.ts";
import { dumpSchema } from "../../.ci/sql/schema-dump.ts";
import { readSections } from "../../.ci/sql/sections.ts";
import { Types } from "../../.ci/sql/types.ts";
import * as shop from "../golden/sql/shop.sql.ts";

const golden = (name: string) => new URL(`../golden/sql/${name}`, import.meta.url);

async function shopDatabase(): Promise<TestDatabase> {
  const db = await testDatabase();
  await db.pool.query(await readFile(golden("schema.sql"), "utf8"));
  return db;
}

async function withClient<T>(db: TestDatabase, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: db.connectionString });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const generate = (db: TestDatabase, sql: string) =>
  withClient(db, async (client) => sqlModule(client, await Types.load(client), "shop.sql", sql));

test("a file of queries becomes the golden module", async () => {
  await using db = await shopDatabase();
  const module = await generate(db, await readFile(golden("shop.sql"), "utf8"));
  await expect(module).toMatchFileSnapshot(fileURLToPath(golden("shop.sql.ts")));
});

test("the golden module runs, and its rows are what its types say", async () => {
  await using db = await shopDatabase();
  const item = await shop.addItem(db.pool, {
    colour: 'it\'s "blue"',
    price: "12.50",
    tags: ["a", 'b"c'],
    labels: ["an array", "is JSON"],
    history: [{ n: 1 }, "two"],
    sold: "2026-03-29",
    picture: Buffer.from([0, 255]),
  });
  expect(item).toMatchObject({
    id: 1,
    colour: 'it\'s "blue"',
    price: "12.50",
    tags: ["a", 'b"c'],
    labels: ["an array", "is JSON"],
    history: [{ n: 1 }, "two"],
    sold: "2026-03-29",
    picture: Buffer.from([0, 255]),
    customer: null,
  });
  expect(item?.made_at).toBeInstanceOf(Date);
  expectTypeOf(item?.made_at).toEqualTypeOf<Date | undefined>();

  expect(await shop.items(db.pool, { tags: ["a"], limit: 5 })).toEqual([
    { id: 1, colour: 'it\'s "blue"', customer: null, total: "1", twice: "25.00" },
  ]);
  expect(await shop.items(db.pool, { colour: "red", tags: [], limit: 5n })).toEqual([]);
  expect(await shop.cheapest(db.pool, { n: 3 })).toEqual([{ id: 1, price: "12.50" }]);
  expect(await shop.quoted(db.pool, { first: 2 })).toEqual({
    "odd name": "a`b${c}\\d",
    slice: [2, 3],
  });
  const counts = [1, null, -3] as number[];
  expect(await shop.plain(db.pool, { counts, flags: [true, false] })).toEqual({
    counts,
    flags: [true, false],
  });
  expect(await shop.plain(db.pool, { counts: [] })).toEqual({ counts: [], flags: null });
  expect(await shop.removeAll(db.pool)).toBe(1);
});

test("lists of texts arrive as they are, whatever is in them", async () => {
  await using db = await shopDatabase();
  const word = fc.oneof(
    fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
    fc.constantFrom("", "null", "NULL", " a ", "{}", ",", "\n", '"', "\\", null),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word), async (words) => {
      const told = await shop.told(db.pool, { words: words as string[] });
      expect(told?.words).toEqual(words);
    }),
  );
});

test.each([
  [
    "a wrong column",
    "-- name: q :one\n-- Text.\nselect id,\n wrong from shop.item",
    /^shop\.sql:4: q: column "wrong" does not exist$/,
  ],
  ["a syntax error", "\n-- name: q :many\nselect from where", /^shop\.sql:3: q: syntax error/],
  [
    "an unknown cardinality",
    "-- name: q :some\nselect 1 as n",
    /^shop\.sql:1: `:some` should be :one, :many or :exec$/,
  ],
  [
    "a repeated name",
    "-- name: q :exec\nselect 1\n-- name: q :exec\nselect 1",
    /^shop\.sql:3: there are two queries `q`$/,
  ],
  ["no columns", "-- name: q :one\ndelete from shop.item", /q: returns no columns; make it :exec$/],
  [
    "two columns of a name",
    "-- name: q :one\nselect 1 as n, 2 as n",
    /q: two columns are named n$/,
  ],
  [
    "a type that pg can't parse",
    "-- name: q :one\nselect array['red'::shop.colour] as c",
    /q: column c has the type colour\[\]; cast it to text\[\]$/,
  ],
  [
    "a row as a column",
    "-- name: q :one\nselect i from shop.item i",
    /q: column i has the type item, which has no TypeScript type/,
  ],
])("%s is an error with its place", async (_, sql, message) => {
  await using db = await shopDatabase();
  await expect(generate(db, sql)).rejects.toThrow(message);
});

test("one parameter that appears often has one number, and is optional if marked once", () => {
  const [section] = readSections("-- name: q :one\nselect :b, :a, :b?, x::int, :a::text", "f.sql");
  expect(section).toMatchObject({
    text: "select $1, $2, $1, x::int, $2::text",
    parameters: [
      { name: "b", nullable: true },
      { name: "a", nullable: false },
    ],
  });
});

test("the schema of the migrated database is the golden one", async () => {
  await using db = await testDatabase();
  const dump = await withClient(db, dumpSchema);
  expect(dump).toBe(await readFile(new URL("../golden/schema.sql", import.meta.url), "utf8"));
});
