import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bindSql, readSql } from "#core/sql-text.ts";

const names = (text: string) => readSql(text).parameters.map(({ name }) => name);

describe("parameters", () => {
  test.each<[string, string[]]>([
    ["select :a", ["a"]],
    ["select :a, :b_2, :a", ["a", "b_2", "a"]],
    ["select ':a', ':''b', :c", ["c"]],
    ["select E'it\\'s :a', :b", ["b"]],
    ["select 'it\\', :a", ["a"]],
    ["select nameE'\\', :a", ["a"]],
    ['select ":a", "x"":b", :c', ["c"]],
    ["select $$ :a $$, $b$ :c $$ :d $b$, :e", ["e"]],
    ["select a$$, :b", ["b"]],
    ["select 1 -- :a\n, :b", ["b"]],
    ["select /* :a /* :b */ :c */ :d", ["d"]],
    ["select x::int, :a::int", ["a"]],
    ["select f(a := 1, b => :c)", ["c"]],
    ["select a[1 : 2], a[1:n]", ["n"]],
    ["select '{\"a\": 1}'::jsonb ->> :k", ["k"]],
    ["select U&'\\0441:a', B'0:a', :b", ["b"]],
    ["select é:a", ["a"]],
    ["select :1", []],
    ["select 1;\n-- :a\n/* b */ ;", []],
  ])("%s", (text, expected) => {
    expect(readSql(text).issues).toEqual([]);
    expect(names(text)).toEqual(expected);
  });

  test("equal names share a number", () => {
    expect(bindSql("select :a, ':a', :b, :a;")).toEqual({
      statement: "select $1, ':a', $2, $1;",
      names: ["a", "b"],
    });
  });
});

test.each([
  ["", "no statement"],
  [" -- only :a comment", "no statement"],
  [";", "no statement"],
  ["select 1; select 2", "more than one"],
  ["select 'a", "quote is never closed"],
  ['select "a', "quote is never closed"],
  ["select $a$ b", "quote is never closed"],
  ["select /* /* */ 1", "comment is never closed"],
  ["select $1", "has no value"],
])("%j is refused", (text, message) => {
  expect(readSql(text).issues[0]?.message).toContain(message);
});

/** Pieces that must stay as they are, whatever stands beside them. */
const inert = fc.oneof(
  fc.string().map((text) => `'${text.replaceAll("'", "''")}'`),
  fc.string().map((text) => `"${text.replaceAll('"', '""')}"`),
  fc.string().map((text) => `$q$${text.replaceAll("$", "")}$q$`),
  fc.string().map((text) => `/* ${text.replaceAll(/[*/]/g, "")} */`),
  fc.string().map((text) => `-- ${text.replaceAll("\n", "")}\n`),
  fc.constantFrom("select", "::int", ":=", "a[1 : 2]", "1.5e3", "x$1", "<>", "->>"),
);

test("texts, names and comments keep every character; what is bound is found between them", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(inert, fc.option(fc.constantFrom("a", "b", "day")))),
      (pieces) => {
        const text = pieces
          .map(([piece, name]) => (name ? `${piece} :${name} ` : `${piece} `))
          .join("");
        const found = pieces.flatMap(([, name]) => name ?? []);
        const { statement, names: bound } = bindSql(text);
        expect(names(text)).toEqual(found);
        const back = pieces
          .map(([piece, name]) => (name ? `${piece} $${bound.indexOf(name) + 1} ` : `${piece} `))
          .join("");
        expect(statement).toBe(back);
      },
    ),
    { numRuns: 500 },
  );
});

test("a long text is read in time that grows with its length", () => {
  const text = `select ${"'a', :b, /* c */ $$d$$, ".repeat(20_000)} 1`;
  const start = performance.now();
  expect(names(text)).toHaveLength(20_000);
  expect(performance.now() - start).toBeLessThan(2_000);
});
