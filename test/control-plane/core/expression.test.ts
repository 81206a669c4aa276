import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkExpression,
  checkList,
  checkTemplateText,
  ExpressionError,
  type ExpressionScope,
  type ExpressionValues,
  evaluate,
  evaluateList,
  renderTemplateText,
} from "#core/expression.ts";

const scope: ExpressionScope = {
  params: { date: "date", count: "integer", rate: "number", name: "string", dry: "boolean" },
  matrix: { region: "string" },
  needs: {
    "load-orders": { outputs: { rows: "integer", note: "string" }, isMatrix: false },
    extract: { outputs: { rows: "integer" }, isMatrix: true },
  },
  allowStatus: false,
};
const condition: ExpressionScope = { ...scope, allowStatus: true };

const values: ExpressionValues = {
  scope: condition,
  run: {
    id: "r1",
    date: "2026-03-01",
    scheduledAt: "2026-03-01T05:00:00Z",
    pipeline: "daily",
    generation: 2,
    attempt: 1,
    interval: { start: "2026-02-28T05:00:00Z", end: "2026-03-01T05:00:00Z" },
  },
  params: { date: "2026-03-01", count: 5, rate: 2, name: "a'b", dry: false },
  matrix: { region: "eu" },
  needs: [
    {
      name: "load-orders",
      group: "load-orders",
      state: "failed",
      outputs: { rows: 7 },
      onFailure: "continue",
    },
    {
      name: "extract[eu]",
      group: "extract",
      state: "succeeded",
      outputs: {},
      onFailure: "fail",
    },
    { name: "extract[us]", group: "extract", state: "skipped", outputs: {}, onFailure: "fail" },
  ],
};

test.each([
  ["params.date", "2026-03-01"],
  ["addDays(params.date, -1)", "2026-02-28"],
  ["last(['a', 'b'])", "b"],
  ["params.date.replace('-', '')", "20260301"],
  ["params.date.substring(0, 4) + '/' + matrix.region", "2026/eu"],
  ["dayOfWeek(run.date)", 7],
  ["params.count + 1", 6],
  ["params.count / 2", 2],
  ["params.rate / 4.0", 0.5],
  ["double(params.count) * params.rate", 10],
  ["string(params.count) + params.name", "5a'b"],
  ["params.count == 1 ? 'one' : 'more'", "more"],
  ["matrix.region in ['eu', 'us'] && !params.dry", true],
  ["run.interval.start + '/' + run.interval.end", "2026-02-28T05:00:00Z/2026-03-01T05:00:00Z"],
  ["run.generation", 2],
  ["needs['load-orders'].outputs.rows > 3", true],
  ['needs["load-orders"] . state', "failed"],
  ["needs.extract.state", "skipped"],
  ["has(needs['load-orders'].outputs.rows)", true],
  ["size(params.name)", 3],
  ["'}}' + \"'\"", "}}'"],
  ["r'\\n'", "\\n"],
])("%s", (text, expected) => {
  expect(checkExpression(text, scope)).toEqual([]);
  expect(evaluate(text, values)).toBe(expected);
});

describe("status functions", () => {
  test.each([
    ["failed()", false],
    ["failed('load-orders')", true],
    ["failed('extract')", false],
    ["succeeded()", false],
    ["succeeded('extract')", false],
    ["finished()", true],
    ["failed('extract', 'load-orders')", true],
    ["failed('load-orders') && needs['load-orders'].outputs.rows == 7", true],
  ])("%s", (text, expected) => {
    expect(checkExpression(text, condition)).toEqual([]);
    expect(evaluate(text, values)).toBe(expected);
  });
});

describe("refused at validation, at its place, with a way out", () => {
  test.each([
    ["params.dat", "params.dat", 'did you mean "date"?'],
    ["1 + parms.count", "parms.count", 'did you mean "params"?'],
    ["run.dat", "run.dat", 'did you mean "date"?'],
    ["needs.load-orders.state", "needs.load", "needs['load-orders']"],
    ["needs.extract.outputs.rows", "needs.extract.outputs.rows", "without a matrix"],
    ["params.count + 'x'", "params.count + 'x'", "string(x)"],
    ["params.count == 'x'", "params.count == 'x'", "string(x)"],
    ["addDay(run.date, 1)", "addDay(run.date, 1)", 'did you mean "addDays"?'],
    ["addDays(run.date)", "addDays(run.date)", "write addDays(date, days)"],
    ["params", "params", "name one of: date"],
    ["needs['load-orders'].outputs", "needs['load-orders'].outputs", "name one of: rows"],
    ["params.name.matches('(a+)+$')", "params.name.matches('(a+)+$')", "left out"],
    ["['a'].exists(x, x == 'a')", "['a'].exists(x, x == 'a')", "left out"],
    ["failed()", "failed()", undefined],
    ["[[1], [2]]", "[[1], [2]]", undefined],
    ["null", "null", undefined],
  ])("%s", (text, place, help) => {
    const [issue] = checkExpression(text, scope);
    expect(issue).toBeDefined();
    expect(text.slice(issue?.offset, (issue?.offset ?? 0) + (issue?.length ?? 0))).toBe(place);
    if (help !== undefined) expect(issue?.help).toContain(help);
  });

  test("`if` must be a bool, and names tasks of `needs` only", () => {
    expect(checkExpression("params.count", condition)[0]?.message).toContain("needs a bool");
    expect(checkExpression("failed('load-order')", condition)[0]?.help).toContain("load-orders");
    expect(checkExpression("failed(params.name)", condition)).toHaveLength(1);
  });

  test("every wrong name is reported, not only the first", () => {
    expect(checkExpression("params.a + params.b", scope)).toHaveLength(2);
  });

  test("syntax errors stay inside the text", () => {
    for (const text of ["1 +", "(", "'a", "params.", "a b", "", "  ", "1..2", "\\", "'\\q'"])
      for (const issue of checkExpression(text, scope))
        expect(issue.offset + issue.length).toBeLessThanOrEqual(text.length);
  });
});

test("no name reaches a prototype, the library or its variables", () => {
  const names = ["__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "valueOf"];
  const texts = names.flatMap((name) => [
    name,
    `params.${name}`,
    `params['${name}']`,
    `run.${name}`,
    `needs.${name}.state`,
    `needs['load-orders'].outputs.${name}`,
    `'a'.${name}()`,
    `${name}()`,
    `failed('${name}')`,
    `params.name.${name}`,
  ]);
  for (const text of [...texts, "s0", "i0", "google", "cel.bind(a, 1, a)", "dyn(1)", "type(1)"])
    expect(checkExpression(text, condition), text).not.toEqual([]);
});

describe("bounded", () => {
  test("length, depth and number of references", () => {
    expect(checkExpression(`'${"x".repeat(5000)}'`, scope)).toHaveLength(1);
    expect(checkExpression(`${"(".repeat(1000)}1${")".repeat(1000)}`, scope)).toHaveLength(1);
    const many = Array.from({ length: 70 }, () => "params.count").join("+");
    expect(checkExpression(many, scope)[0]?.message).toMatch(/70 values|exceed/i);
  });

  test("a result can't grow without limit", () => {
    const big = { ...values, params: { ...values.params, name: "a".repeat(60_000) } };
    expect(() => evaluate("params.name.replace('a', params.name)", big)).toThrow("longer than");
  });
});

describe("what has no value in a run is an ExpressionError with the text", () => {
  test.each([
    ["needs['load-orders'].outputs.note", "has no value in this run"],
    ["params.count / 0", "division by zero"],
    ["int(params.name)", "int()"],
    ["addDays('2026-02-30', 1)", "2026"],
    ["params.name.substring(9)", "out of range"],
    ["9007199254740993", "2^53"],
    ["1.0e308 * 10.0", "finite"],
  ])("%s", (text, reason) => {
    expect(checkExpression(text, scope)).toEqual([]);
    expect(() => evaluate(text, values)).toThrow(ExpressionError);
    expect(() => evaluate(text, values)).toThrow(reason);
  });

  test("only where it is needed", () => {
    const text = "failed('load-orders') || needs['load-orders'].outputs.note == 'x'";
    expect(evaluate(text, values)).toBe(true);
  });
});

test("templates: text, several expressions, the escape", () => {
  const text = "a $${{ x }} ${{ params.count }}-${{params.date}}";
  expect(renderTemplateText(text, values)).toBe("a ${{ x }} 5-2026-03-01");
  expect(checkTemplateText("a ${{ params.x }} ${{ b", scope).map((issue) => issue.offset)).toEqual([
    18, 6,
  ]);
});

test("whatever the text, checking and evaluating never throw anything but an ExpressionError", () => {
  const word = fc.constantFrom(
    ..."params.count|params.name|run.date|needs['load-orders'].state|failed()|1|2.5|'a'|true|+|-|*|/|%|==|<|in|&&|!|?|:|(|)|[|]|,|.|size|replace|addDays|\"|'|\\|{|}|\n|é|__proto__|has(|0x1f|b'x'|u|//".split(
      "|",
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const text = words.join(" ");
      const issues = checkExpression(text, condition);
      try {
        const result = evaluate(text, values);
        expect(["string", "number", "boolean"]).toContain(typeof result);
        if (issues.length === 0) expect(typeof result).toBe("boolean");
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError);
      }
    }),
    { numRuns: 2000 },
  );
});

describe("lists", () => {
  const lists: ExpressionScope = {
    ...scope,
    item: "string",
    needs: {
      list: {
        outputs: {
          files: "list<string>",
          days: "list<integer>",
          rates: "list<number>",
          flags: "list<boolean>",
        },
        isMatrix: false,
      },
    },
  };
  const given: ExpressionValues = {
    ...values,
    scope: lists,
    item: { value: "a.csv", index: 3 },
    needs: [
      {
        name: "list",
        group: "list",
        state: "succeeded",
        outputs: { files: ["a.csv", "b"], days: [1, 2], rates: [1, 2.5], flags: [true] },
        onFailure: "fail",
      },
    ],
  };

  test.each([
    ["needs.list.outputs.files", '["a.csv","b"]'],
    ["size(needs.list.outputs.files)", 2],
    ["item in needs.list.outputs.files", true],
    ["needs.list.outputs.days + [3]", "[1,2,3]"],
    ["2.5 in needs.list.outputs.rates && true in needs.list.outputs.flags", true],
    ["item + string(index + 1)", "a.csv4"],
  ])("%s", (text, expected) => {
    expect(checkExpression(text, lists)).toEqual([]);
    expect(evaluate(text, given)).toBe(expected);
  });

  test("in a text a list is JSON, up to 64 kB", () => {
    expect(renderTemplateText("x ${{ needs.list.outputs.days }}", given)).toBe("x [1,2]");
    const files = Array.from({ length: 20_000 }, () => "abc");
    const many = { ...given, needs: given.needs.map((need) => ({ ...need, outputs: { files } })) };
    expect(evaluateList("needs.list.outputs.files", many)).toHaveLength(20_000);
    expect(() => evaluate("needs.list.outputs.files", many)).toThrow("65536 are allowed in a text");
  });

  test.each([
    ["needs.list.outputs.files", { item: "string" }],
    ["needs.list.outputs.days", { item: "integer" }],
    ["params.dry ? needs.list.outputs.rates : [1.5]", { item: "number" }],
    ["[true]", { item: "boolean" }],
  ])("a list of what: %s", (text, found) => {
    expect(checkList(text, lists)).toEqual(found);
  });

  test.each(["params.name", "[[1]]", "needs.list.outputs.filse", "size("])(
    "no list: %s",
    (text) => {
      expect(checkList(text, lists)).toHaveProperty("issues");
    },
  );

  test("items are known where there is a list only", () => {
    expect(checkExpression("item", scope)).not.toEqual([]);
    expect(checkExpression("index", scope)).not.toEqual([]);
  });
});
