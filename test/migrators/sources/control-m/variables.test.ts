import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  assign,
  piecesOf,
  substituted,
  unresolved,
} from "#migrators/sources/control-m/variables.ts";

const names = (text: string) =>
  piecesOf(text, new Map()).map((each) =>
    "text" in each ? each.text : `${each.reference.kind} ${each.reference.name}`,
  );

describe("AutoEdit", () => {
  test("CM-52: four digits of the year are another variable, and one of two dots joins", () => {
    expect(names("%%$ODATE/%%ODATE")).toEqual(["system $ODATE", "/", "system ODATE"]);
    const known = new Map([
      ["A", "file"],
      ["B", "2"],
    ]);
    expect(substituted("%%A..txt %%A.%%B %%A%%B", known)).toBe("file.txt file2 file2");
  });

  test("assignments see those before them, and not those after", () => {
    const known = assign([
      { name: "%%B", value: "%%A.." },
      { name: "%%A", value: "1" },
      { name: "%%C", value: "%%A%%$ODATE" },
    ]);
    expect([...known]).toEqual([
      ["B", "%%A.."],
      ["A", "1"],
      ["C", "1%%$ODATE"],
    ]);
  });

  test("names what can't be resolved", () => {
    const text = "echo %%JOBNAME %%X %%\\GLOBAL %%\\\\POOL\\P %%CALCDATE %%ODATE -1";
    expect(unresolved(text, new Map())).toEqual([
      "%%X",
      "%%\\GLOBAL",
      "%%\\\\POOL\\P",
      "%%CALCDATE",
    ]);
    expect(unresolved(text.slice(0, 18), new Map([["X", ""]]))).toEqual([]);
  });

  test("CM-58: all else passes unchanged", () => {
    const command = "`date` $HOME C:\\new 100%% 5% %";
    expect(substituted(command, new Map())).toBe(command);
  });

  test("pieces are the text", () => {
    const unit = fc.constantFrom("%%", "%", "A", ".", "\\", "$", "POOL", " ", "SUBSTR", "\n");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
        const pieces = piecesOf(text, new Map([["A", "x"]]));
        expect(pieces.map((each) => ("text" in each ? each.text : each.written)).join("")).toBe(
          text,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
