import { describe, expect, test } from "vitest";
import { connectorHolds, connectorValue } from "#core/connector/expression.ts";
import { mostEntries } from "#core/connector/loop.ts";

const data = {
  response: {
    body: {
      loads: [
        { table: "orders", at: 5, error: null, tags: ["a"] },
        { table: "prices", at: 3, error: { why: "no" } },
        { table: "stock" },
      ],
      none: [],
      text: "abc",
    },
  },
  inputs: { tables: ["orders", "prices"] },
};

describe("over the entries of a list", () => {
  test.each([
    ["response.body.loads.exists(one, one.at > 4)", true],
    ["response.body.loads.all(one, one.at > 2)", false],
    ["response.body.loads.all(one, !has(one.at) || one.at > 2)", true],
    ["response.body.none.all(one, one.at > 2)", true],
    ["response.body.none.exists(one, true)", false],
    ["inputs.tables.all(t, response.body.loads.exists(one, one.table == t))", true],
    ["inputs.tables.all(t, response.body.loads.exists(one, one.table == t && one.at > 3))", false],
    ["response.body.loads.exists(one, json.one.error != 'null')", true],
    ["response.body.loads.exists(one, 'a' in one.tags)", true],
    ["response.body.loads.map(one, one.table)", ["orders", "prices", "stock"]],
    ["response.body.loads.map(one, one.at < 5, one.table + '!')", ["prices!"]],
    ["last(response.body.loads.map(one, has(one.at), one.at)) + 1", 4],
    ["size(response.body.loads.map(one, has(one.at), 1))", 2],
  ])("%s", (text, value) => {
    expect(connectorValue(text, data)).toEqual(value);
  });
});

test.each([
  "response.body.loads.map(one, one.at)",
  "response.body.loads.map(one, one)",
  "last(response.body.none.map(one, one.at))",
  "response.body.text.map(one, one)",
  "response.body.nothing.all(one, true)",
  "response.body.loads[0].__proto__.all(one, true)",
])("%s has no value", (text) => {
  expect(() => connectorValue(text, data)).toThrow(/`|map\(\) gives/);
  expect(connectorHolds(text, data)).toBe(false);
});

test("what goes over too many entries has no value, however deep they lie", () => {
  const list = Array.from({ length: 400 }, (_, index) => index);
  const text = "response.body.all(a, response.body.all(b, response.body.all(c, a + b + c >= 0)))";
  expect(() => connectorValue(text, { response: { body: list } })).toThrow(
    `${mostEntries} entries`,
  );
  expect(connectorValue("response.body.all(a, a >= 0)", { response: { body: list } })).toBe(true);
});
