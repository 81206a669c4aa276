import { describe, expect, test } from "vitest";
import { connectorHolds, connectorProgram, connectorValue } from "#core/connector/expression.ts";

const data = {
  response: {
    status: 200,
    headers: { "x-id": "7" },
    body: { state: "OK", rows: 3, list: ["a", "b"], map: { x: null }, items: [{ id: 1 }] },
  },
  inputs: { args: { a: [1] } },
  key: "k",
};

describe("the value of an expression", () => {
  test.each([
    ["response.body.state", "OK"],
    ["response.headers['X-Id']", "7"],
    ["response.body.rows + 1", 4],
    ["response.body.items[0].id", 1],
    ["int(response.headers['x-id']) * 6", 42],
    ["size(response.body.list)", 2],
    ["response.body.state in ['OK', 'FINE'] ? 'succeeded' : 'failed'", "succeeded"],
    ["response.body.map", { x: null }],
    ["inputs.args", { a: [1] }],
    ["json.inputs.args", '{"a":[1]}'],
    ["key", "k"],
    ["has(response.body.nothing)", false],
  ])("%s", (text, value) => {
    expect(connectorValue(text, data)).toEqual(value);
  });

  test.each(["response.body.nothing", "response.body.rows / 0", "response.body.__proto__.x"])(
    "%s has none",
    (text) => {
      expect(() => connectorValue(text, data)).toThrow("`");
    },
  );
});

test("a condition without a value doesn't hold", () => {
  expect(connectorHolds("response.body.state == 'OK'", data)).toBe(true);
  expect(connectorHolds("response.body.nothing == 'OK'", data)).toBe(false);
  expect(connectorHolds("response.body.rows", data)).toBe(false);
});

test("an expression that is one name, or a conversion of one, is known by it", () => {
  const source = (text: string) => connectorProgram(text).source?.join(".") ?? null;
  expect([" before.n ", "int( before.n )", "string(before.n)"].map(source)).toEqual(
    Array(3).fill("before.n"),
  );
  expect(
    ["before.n + 1", "int(before.n) + 1", "size(before.n)", "1", "has(before.n)"].map(source),
  ).toEqual(Array(5).fill(null));
  expect(connectorProgram("int(before.n)").alone).toBe(null);
});

test("loops that are none, regular expressions and words about tasks are refused", () => {
  for (const text of ["response.body.list.filter(x, x == 1)", "key.matches('a')", "failed()"])
    expect(connectorProgram(text).issues, text).not.toEqual([]);
});
