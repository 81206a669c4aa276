import fc from "fast-check";
import { expect, test } from "vitest";
import { maxOutputBytes, parseOutputFile, typedOutputs } from "#core/outputs.ts";

test("lines, values of several lines, the last one wins", () => {
  const text = "rows=5\nempty=\n\nnote<<END\na=b\n\nc\nEND\nrows=6\r\nurl=a=b<<c\n";
  expect(parseOutputFile(text)).toEqual({
    values: { rows: "6", empty: "", note: "a=b\n\nc", url: "a=b<<c" },
    issues: [],
  });
});

test("what is wrong is an issue with its line; the rest still counts", () => {
  const text = "nonsense\n1x=1\na=1\nnul=\0\nb<<END\nc";
  const { values, issues } = parseOutputFile(text);
  expect(values).toEqual({ a: "1" });
  expect(issues.map((issue) => issue.line)).toEqual([1, 2, 4, 5]);
  const big = { big: "é".repeat(maxOutputBytes / 2 + 1) };
  expect(typedOutputs(big, { big: "string" }).issues).toEqual([
    'the value of "big" is larger than 64 kB',
  ]);
});

test("a file over 1 MB is refused whole", () => {
  expect(parseOutputFile("a=1\n".repeat(300_000)).issues).toHaveLength(1);
});

test("names of the prototype are plain names", () => {
  const { values } = parseOutputFile("__proto__=1\nconstructor=2\n");
  expect(Object.entries(values)).toEqual([
    ["__proto__", "1"],
    ["constructor", "2"],
  ]);
  expect(typedOutputs(values, JSON.parse('{"toString": "string"}'))).toEqual({
    values: {},
    issues: [],
  });
});

test("declared outputs get their type, others are left out", () => {
  const raw = { rows: "5", ok: "true", other: "x", bad: "5.5" };
  expect(
    typedOutputs(raw, { rows: "integer", ok: "boolean", bad: "integer", missing: "string" }),
  ).toEqual({
    values: { rows: 5, ok: true },
    issues: ['output "bad": "5.5" is not an integer between -(2^53-1) and 2^53-1'],
  });
});

test("any value without a line that equals the delimiter comes back", () => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n\0]/g, ""));
  fc.assert(
    fc.property(
      fc.array(
        line.filter((text) => text !== "EOF"),
        { minLength: 1 },
      ),
      (lines) => {
        const { values } = parseOutputFile(`x<<EOF\n${lines.join("\n")}\nEOF\n`);
        expect(values.x).toBe(lines.join("\n"));
      },
    ),
  );
});

test.each([
  ["list<string>", '["a", "b c"]', ["a", "b c"]],
  ["list<string>", "[]", []],
  ["list<integer>", "[1, 2]", [1, 2]],
  ["list<number>", "[1.5, 2]", [1.5, 2]],
  ["list<boolean>", "[true]", [true]],
] as const)("%s: %s", (type, text, value) => {
  expect(typedOutputs({ x: text }, { x: type })).toEqual({ values: { x: value }, issues: [] });
});

test.each([
  ["a,b", 'output "x": a,b is not a list in JSON, such as ["a", "b"]'],
  ['{"a": 1}', 'output "x": {"a": 1} is not a list in JSON, such as ["a", "b"]'],
  ['["a", 1]', 'output "x": item 1 is not of type string: 1'],
  ['["a", ["b"]]', 'output "x": item 1 is not of type string: ["b"]'],
  ['["\\u0000"]', 'output "x": item 0 is not of type string: "\\u0000"'],
  [JSON.stringify(["a", "b".repeat(70_000)]), 'output "x": item 1 is larger than 64 kB'],
  [JSON.stringify(Array(200_000).fill("abc")), 'the value of "x" is larger than 1 MB'],
])("no list of strings: %.40s", (text, issue) => {
  expect(typedOutputs({ x: text }, { x: "list<string>" })).toEqual({ values: {}, issues: [issue] });
});
