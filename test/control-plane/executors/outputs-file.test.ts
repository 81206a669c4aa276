import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { maxOutputFileBytes } from "#core/outputs.ts";
import { readOutputs } from "#executors/outputs-file.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

async function outputsOf(text: string) {
  await using directory = temporaryDirectory();
  const path = join(directory.path, "outputs");
  writeFileSync(path, text);
  return await readOutputs(path);
}

test.each([
  ["", {}],
  ["a=1\nb=two words\n", { a: "1", b: "two words" }],
  ["a=1\r\n\r\na=2", { a: "2" }],
  ["empty=\nequals=a=b\n", { empty: "", equals: "a=b" }],
  ["note<<END\nfirst\n\nlast\nEND\nrows=3\n", { note: "first\n\nlast", rows: "3" }],
  ["city=Zürich\n", { city: "Zürich" }],
])("%j", async (text, values) => {
  expect(await outputsOf(text)).toEqual({ values });
});

test("a name that is special in JavaScript is an ordinary output", async () => {
  const outputs = await outputsOf("__proto__=1\nconstructor=2");
  expect(Object.entries("values" in outputs ? outputs.values : {})).toEqual([
    ["__proto__", "1"],
    ["constructor", "2"],
  ]);
});

test.each([
  ["no pair", "a line must be name=value"],
  ["=value", '"" is not a name of letters, digits, _ and -'],
  ["9lives=1", '"9lives" is not a name of letters, digits, _ and -'],
  ["a b=1", '"a b" is not a name of letters, digits, _ and -'],
  ["open<<END", 'the value of "open" is never ended by "END"'],
])("%j is reported with its line, and nothing counts", async (line, message) => {
  expect(await outputsOf(`ok=1\n${line}\n`)).toEqual({
    problem: `Line 2 of $TRUNKLINE_OUTPUT: ${message}.`,
  });
});

test("no file is no outputs; a link is not followed, a file that is too large is not read", async () => {
  await using directory = temporaryDirectory();
  const path = join(directory.path, "outputs");
  expect(await readOutputs(path)).toEqual({ values: {} });
  symlinkSync("/etc/hostname", path);
  expect(await readOutputs(path)).toHaveProperty("problem");
  expect(await outputsOf("a".repeat(maxOutputFileBytes + 1))).toEqual({
    problem: `$TRUNKLINE_OUTPUT has ${maxOutputFileBytes + 1} bytes; at most ${maxOutputFileBytes} are allowed.`,
  });
});
