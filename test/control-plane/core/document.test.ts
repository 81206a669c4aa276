// Positions of parts of texts, in every style that a text can be written in.

import { expect, test } from "vitest";
import { openDocument } from "#core/document.ts";

function marked(text: string, path: (string | number)[], part: string): string {
  const document = openDocument(text);
  const value = path.reduce(
    (node, step) => (node as Record<string | number, unknown>)[step],
    document.value,
  ) as string;
  const span = document.spanOf(path, "value", { offset: value.indexOf(part), length: part.length });
  const line = text.split("\n")[span.line - 1] ?? "";
  return span.endLine === span.line
    ? line.slice(span.column - 1, span.endColumn - 1)
    : `${span.line}-${span.endLine}`;
}

test.each([
  ["plain", "run: ./x ${{ a }} y\n"],
  ["single quotes", "run: './x ${{ a }} y'\n"],
  ["double quotes", 'run: "./x ${{ a }} y"\n'],
  ["literal block", "run: |\n  one\n\n    ./x ${{ a }} y\n  three\n"],
  ["literal block with an indentation mark and CRLF", "run: |2-\r\n   one\r\n  ./x ${{ a }} y\r\n"],
])("%s", (_, text) => {
  expect(marked(text, ["run"], "${{ a }}")).toBe("${{ a }}");
});

test("where the source differs from the value the whole value is marked", () => {
  expect(marked('run: "tab\\t ${{ a }}"\n', ["run"], "${{ a }}")).toBe('"tab\\t ${{ a }}"');
  expect(marked("run: >\n  one\n  ${{ a }}\n", ["run"], "${{ a }}")).toBe("1-4");
});

test("keys, values, entries, and parents of what is not there", () => {
  const document = openDocument("a:\n  b: [x, {c: 1}]\n");
  expect(document.spanOf(["a", "b"], "key")).toEqual({
    line: 2,
    column: 3,
    endLine: 2,
    endColumn: 4,
  });
  expect(document.spanOf(["a", "b", 1, "c"], "value")).toMatchObject({ line: 2, column: 14 });
  expect(document.spanOf(["a", "missing"], "key")).toMatchObject({
    line: 1,
    column: 1,
    endColumn: 2,
  });
  expect(document.spanOf([], "value")).toEqual({ line: 1, column: 1, endLine: 1, endColumn: 1 });
  expect(openDocument("").spanOf(["a"], "value")).toEqual({
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
  });
});
