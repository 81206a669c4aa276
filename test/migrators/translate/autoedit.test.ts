import fc from "fast-check";
import { expect, test } from "vitest";
import { renderTemplateText } from "#core/expression.ts";
import { AutoEdit } from "#migrators/translate/autoedit.ts";
import { templateOf } from "#migrators/translate/pieces.ts";
import { valuesWith } from "#test/support/attempt-values.ts";

/** On 2026-01-02, with variables assigned in order; why not, where nobody can say. */
function read(text: string, variables: Record<string, string> = {}): string {
  const autoEdit = new AutoEdit({ JOBNAME: "J1", MEMNAME: null });
  for (const [name, value] of Object.entries(variables)) autoEdit.assign(name, value);
  const found = autoEdit.read(text);
  if ("fault" in found) return found.fault;
  return renderTemplateText(templateOf(found.pieces) ?? "", valuesWith());
}

test("CM-52: four digits of the year are another variable, and one of two dots joins", () => {
  expect(read("%%$ODATE/%%ODATE")).toBe("20260102/260102");
  expect(read("%%A..txt %%A.%%B %%A%%B", { "%%A": "file", "%%B": "2" })).toBe(
    "file.txt file2 file2",
  );
});

test("assignments see those before them, and not those after", () => {
  expect(read("%%C", { "%%A": "1", "%%C": "%%A.%%$ODATE" })).toBe("120260102");
  expect(read("%%B", { "%%B": "%%A", "%%A": "1" })).toContain("%%A is neither");
});

test("the longest name that is one wins", () => {
  expect(read("%%ABC", { "%%A": "1", "%%AB": "2" })).toBe("2C");
  expect(read("%%JOBNAME_x")).toBe("J1_x");
});

test.each([
  ["%%$CALCDATE %%$ODATE -2", "20251231"],
  ["%%CALCDATE %%ODATE +30", "260201"],
  ["%%$CALCDATE %%$OYEAR.%%OMONTH.01 -1", "20251231"],
  ["%%$CALCDATE 20240228 1", "20240229"],
  ["%%SUBSTR %%$ODATE 5 2", "01"],
  ["%%SUBSTR april 1 3", "apr"],
])("%s is %s", (call, value) => {
  expect(read("%%V", { "%%V": call })).toBe(value);
});

test("functions of functions: the month before", () => {
  const variables = {
    "%%LAST": "%%$CALCDATE %%$OYEAR.%%OMONTH.01 -1",
    "%%MONTH": "%%SUBSTR %%LAST 5 2",
    "%%BEFORE": "%%$CALCDATE %%LAST -30",
  };
  expect(read("%%MONTH %%BEFORE", variables)).toBe("12 20251201");
});

test.each([
  ["%%\\GLOBAL", "is a variable of the server"],
  ["%%\\\\POOL\\X", "is a variable of the server"],
  ["%%NOBODY", "is neither the job's nor one that is known"],
  ["%%OWDAY", "a number of the site's week"],
  ["%%MEMNAME", "isn't in the export"],
  ["x %%SUBSTR %%ODATE 1 2", "a function within a text"],
])("%s: %s", (text, fault) => {
  expect(read(text)).toContain(fault);
});

test("a chain of assignments that double a text ends", () => {
  const doubling = Object.fromEntries(
    Array.from({ length: 60 }, (_, n) => [
      `%%V${n}.`,
      n === 0 ? "xxxxxxxxxx" : `%%V${n - 1}.%%V${n - 1}.`,
    ]),
  );
  const autoEdit = new AutoEdit({});
  for (const [name, value] of Object.entries(doubling)) autoEdit.assign(name.slice(0, -1), value);
  expect(autoEdit.read("%%V59")).toEqual({ fault: "a variable becomes too long" });
});

test("texts without variables are themselves", () => {
  const unit = fc.constantFrom(
    "%",
    "a",
    ".",
    "\\",
    "$",
    "`",
    "'",
    '"',
    " ",
    "\n",
    "$${{",
    "%%",
    "%% ",
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      fc.pre(!/%%[A-Za-z$\\@#_]/.test(text));
      expect(new AutoEdit({}).read(text)).toEqual({ pieces: text === "" ? [] : [text] });
    }),
    { numRuns: 2000 },
  );
});
