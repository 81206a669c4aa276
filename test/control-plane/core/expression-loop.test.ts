import { describe, expect, test } from "vitest";
import { checkExpression } from "#core/expression.ts";
import type { Loop } from "#core/expression-loop.ts";
import { parseExpression } from "#core/expression-references.ts";
import { checkMessageExpression } from "#core/triggers/expression.ts";

const loopsIn = (text: string): Loop[] =>
  parseExpression(text).references.flatMap(({ reference }) =>
    reference.kind === "loop" ? [reference] : [],
  );

describe("a macro is one reference with the texts of its entries", () => {
  test.each([
    ["response.body.l.all(x, x.a == 1)", "all", " x.a == 1", null],
    [
      "response.body.l.exists(x,(x.a == 1) || (x.b == 2))",
      "exists",
      "(x.a == 1) || (x.b == 2)",
      null,
    ],
    ["response.body.l.map(x, x.a)", "map", null, " x.a"],
    ["response.body.l.map( x , (x.a == ',') , (x.b))", "map", " (x.a == ',') ", " (x.b)"],
    [
      "true && response.body.l.all(x, inputs.m.exists(y, y == x))",
      "all",
      " inputs.m.exists(y, y == x)",
      null,
    ],
  ])("%s", (text, name, where, value) => {
    const [loop, ...others] = loopsIn(text);
    expect(others).toEqual([]);
    expect(loop).toMatchObject({ name, variable: "x" });
    expect([loop?.where?.text ?? null, loop?.value?.text ?? null]).toEqual([where, value]);
    for (const inner of [loop?.where, loop?.value])
      if (inner)
        expect(text.slice(inner.offset)).toMatch(new RegExp(`^${RegExp.escape(inner.text)}`));
  });
});

test.each([
  "response.body.l.all(x)",
  "response.body.l.exists(x, true, false)",
  "(response.body.l).all(x, true)",
  "response.body.l.map(x, true, x.a, x.b)",
  "['a'].exists(x, x == 'a')",
])("%s is none", (text) => {
  const { issues, references } = parseExpression(text);
  expect(issues[0]?.message).toMatch(/unknown function|expects|invalid|argument/);
  expect(references.some(({ reference }) => reference.kind === "loop")).toBe(false);
});

test("only connectors have them", () => {
  const text = "message.body.rows.exists(row, row.id == 1)";
  const none = [expect.objectContaining({ message: 'unknown function "exists"' })];
  expect(checkMessageExpression(text)).toEqual(none);
  const scope = { params: {}, matrix: {}, needs: {}, allowStatus: false };
  expect(checkExpression(text, scope)).toEqual(none);
});
