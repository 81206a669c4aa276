import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readControlM } from "#migrators/sources/control-m/read.ts";
import { readJson } from "#migrators/sources/control-m/read-json.ts";
import type { Statement } from "#migrators/statement.ts";
import { jsonEstate } from "#test/support/control-m-estate.ts";

const read = (text: string) => readJson("x.json", new TextEncoder().encode(text));

/** All that stands in a statement, as plain JSON again. */
function plain({ kind, attributes, children }: Statement): unknown {
  const parts = [
    ...attributes.map(({ name, text, place }) => ({ name, place, value: JSON.parse(text) })),
    ...children.map((child) => ({ name: child.name, place: child.place, value: plain(child) })),
  ].sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  return kind === "[]"
    ? parts.map(({ value }) => value)
    : Object.fromEntries(parts.map(({ name, value }) => [name, value]));
}

describe("Automation API JSON", () => {
  test("is statements with exact texts and places", () => {
    const file = read(
      '{\n "F": {"Type": "Folder", "a[": ["x", "y,z"],\n  "e": [{"E": "1"}, "OR"], "n": 1}\n}',
    );
    const folder = file.statements[0]?.children[0] as Statement;
    expect([folder.kind, folder.name, folder.place]).toEqual([
      ...["Folder", "F", { file: "x.json", line: 2, column: 2 }],
    ]);
    expect(folder.attributes.map(({ name, text, value }) => [name, text, value])).toEqual([
      ["Type", '"Folder"', "Folder"],
      ["a[", '["x", "y,z"]', "x,y,z"],
      ["n", "1", "1"],
    ]);
    expect(folder.children).toMatchObject([
      { kind: "[]", name: "e", text: '"e": [{"E": "1"}, "OR"]', place: { line: 3, column: 3 } },
    ]);
    expect(folder.children[0]?.attributes).toMatchObject([{ name: "", value: "OR" }]);
  });

  test("CM-54: a key that stands twice is kept twice and reported", () => {
    const file = read('{"F": {"Type": "Folder", "X": "1",\n "X": "2", "J": {}, "J": {}}}');
    const folder = file.statements[0]?.children[0] as Statement;
    expect(folder.attributes.map(({ value }) => value)).toEqual(["Folder", "1", "2"]);
    expect(folder.children).toHaveLength(2);
    expect(file.findings.map(({ code, place }) => [code, place.line])).toEqual([
      ["control-m-duplicate-key", 2],
      ["control-m-duplicate-key", 2],
    ]);
    expect(file.refused).toBe(false);
  });

  test.each([
    ["empty", "", 1, 1],
    ["truncated", '{\n "a": {', 2, 8],
    ["a comma too many", '{"a": 1,\n}', 2, 1],
    ["a comment", '{\n// x\n"a": 1}', 2, 1],
    ["two values", '{"a": 1}\n{"b": 2}', 2, 1],
    ["single quotes", "{'a': 1}", 1, 2],
    ["a plain value", "[1]x", 1, 4],
    ["depth", '{"a":'.repeat(200), 1, 501],
  ])("refuses with line and column: %s", (_, text, line, column) => {
    const file = read(text);
    expect(file).toMatchObject({ refused: true, statements: [] });
    expect(file.findings[0]?.place).toEqual({ file: "x.json", line, column });
  });

  test("loses nothing", () => {
    fc.assert(
      fc.property(jsonEstate(), (text) => {
        const file = read(text);
        expect(file.refused).toBe(false);
        expect(plain(file.statements[0] as Statement)).toEqual(JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  test("agrees with JSON.parse on what is JSON", () => {
    const piece = fc.constantFrom(
      ...[
        "{",
        "}",
        "[",
        "]",
        '"a"',
        ":",
        ",",
        "1",
        "-",
        "null",
        "tru",
        "e",
        " ",
        "\n",
        "\\",
        "/",
        "0",
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {}
        const isFolders = typeof value === "object" && value !== null;
        expect([text, read(text).refused]).toEqual([text, !isFolders]);
      }),
      { numRuns: 5000 },
    );
  });

  test("a file of another kind is named as such", () => {
    const of = (text: string) => readControlM("x", new TextEncoder().encode(text));
    expect(of("insert_job: a").findings).toMatchObject([{ code: "wrong-kind" }]);
    expect([of("<DEFTABLE/>"), of("\ufeff{}"), of("")].map(({ refused }) => refused)).toEqual([
      ...[false, false, true],
    ]);
  });
});
