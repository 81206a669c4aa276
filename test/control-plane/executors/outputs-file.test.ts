import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseOutputs, readOutputs } from "#executors/outputs-file.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

test.each([
  ["", {}],
  ["a=1\nb=two words\n", { a: "1", b: "two words" }],
  ["a=1\r\n\r\na=2", { a: "2" }],
  ["empty=\nequals=a=b\n", { empty: "", equals: "a=b" }],
])("%j", (text, values) => {
  expect(parseOutputs(text)).toEqual({ values });
});

test("a name that is special in JavaScript is an ordinary output", () => {
  const outputs = parseOutputs("__proto__=1\nconstructor=2");
  expect(outputs).toHaveProperty("values");
  expect(Object.entries("values" in outputs ? outputs.values : {})).toEqual([
    ["__proto__", "1"],
    ["constructor", "2"],
  ]);
});

test.each(["no pair", "=value", "9lives=1", "a b=1"])("%j is reported with its line", (line) => {
  expect(parseOutputs(`ok=1\n${line}\n`)).toEqual({
    problem: "Line 2 of $TRUNKLINE_OUTPUT is not name=value.",
  });
});

test("no file is no outputs, and a file is read", async () => {
  await using directory = temporaryDirectory();
  const path = join(directory.path, "outputs");
  expect(await readOutputs(path)).toEqual({ values: {} });
  writeFileSync(path, "city=Zürich\n");
  expect(await readOutputs(path)).toEqual({ values: { city: "Zürich" } });
});
