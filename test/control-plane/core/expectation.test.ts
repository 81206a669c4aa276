import { describe, expect, test } from "vitest";
import { withAnswer } from "#core/action-values.ts";
import { judgeCondition } from "#core/expectation.ts";
import { checkAnswerCondition, checkExpression, evaluate } from "#core/expression.ts";
import type { Data } from "#core/expression-data.ts";
import { valuesWith } from "#test/support/attempt-values.ts";

const result = (data: Data, params = {}) => withAnswer(valuesWith(params), "result", data);
const response = (data: Data) => withAnswer(valuesWith(), "response", { response: data });

describe("a condition on a result", () => {
  test("says what it read", () => {
    const values = result({ rows: 0n, total: 1.5, name: "a", fine: true }, { wanted: "b" });
    expect(judgeCondition("rows > 0", values)).toEqual({
      holds: false,
      found: "`rows > 0`, with rows = 0",
    });
    const text = "name == params.wanted || (total > 1.0 && fine && rows == 0)";
    expect(judgeCondition(text, values)).toEqual({
      holds: true,
      found: `\`${text}\`, with name = "a", total = 1.5, fine = true, rows = 0`,
    });
  });

  test("numbers of any kind compare", () => {
    const values = result({ int: 5n, real: 5.5, big: 2n ** 62n });
    for (const text of [
      "int == 5",
      "int < 5.5",
      "real > 5",
      "real > int",
      "big > 1",
      "int in [5, 6]",
    ])
      expect(judgeCondition(text, values).holds, text).toBe(true);
  });

  test("what isn't there, or is no bool, is an error", () => {
    expect(() => judgeCondition("total > 0", result({ rows: 0n }))).toThrow("total has no value");
    expect(() => judgeCondition("rows", result({ rows: 0n }))).toThrow("not true or false");
    expect(() => judgeCondition("name > 1", result({ name: "a" }))).toThrow("no such overload");
  });

  test("names of the run keep their meaning", () => {
    expect(judgeCondition("run.date == '2026-01-02'", result({ run: 1n })).holds).toBe(true);
  });

  test("no name reaches an object's own machinery", () => {
    for (const text of ["constructor == 1", "valueOf == 1", "toString == 1"])
      expect(() => judgeCondition(text, result({ rows: 1n })), text).toThrow("has no value");
  });
});

describe("a condition on a response", () => {
  const values = response({
    status: 200,
    headers: { location: "/x" },
    text: "{}",
    body: {
      items: [{ id: 7 }],
      state: null,
      "odd-name": "y",
      list: ["a", 2],
      lists: [[1]],
      map: {},
    },
  });

  test.each([
    "response.status == 200",
    "response.headers.Location == '/x'",
    "response.body.items[0].id == 7",
    "response.body['odd-name'] == 'y'",
    "!has(response.body.state) && !has(response.body.items[1].id)",
    "size(response.body.list) == 2 && 'a' in response.body.list",
    "!has(response.body.lists) && !has(response.body.map)",
    "size(response.text) == 2",
  ])("%s", (text) => {
    expect(checkAnswerCondition(text, values.scope)).toEqual([]);
    expect(judgeCondition(text, values).holds).toBe(true);
  });

  test.each([
    ["response.state == 1", "unknown name"],
    ["response == 1", "is not a value"],
    ["response.headers == 1", "is not a value"],
    ["response.status.code == 1", "unknown name"],
    ["response.status", "needs a bool"],
    ["params[0] == 1", "only names in quotes"],
  ])("%s is refused", (text, message) => {
    expect(checkAnswerCondition(text, values.scope)[0]?.message).toContain(message);
  });

  test("elsewhere there is no response", () => {
    const [issue] = checkExpression("response.status == 200", valuesWith().scope);
    expect(issue?.message).toContain('unknown variable "response"');
    expect(evaluate("string(response.body.items[0].id)", values)).toBe("7");
  });
});
