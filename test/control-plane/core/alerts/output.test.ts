import fc from "fast-check";
import { expect, test } from "vitest";
import { cut, outputOf } from "#core/alerts/output.ts";

test.each([
  ["starting\nERROR: no such table\nerror again\n", "ERROR: no such table"],
  [
    "0 errors\nno error so far\nTraceback (most recent call last):\n  x\nKeyError: 'a'",
    "Traceback (most recent call last):",
  ],
  ["java.lang.NullPointerException\n\tat X", "java.lang.NullPointerException"],
  ["select 1;\nORA-00060: deadlock detected", "ORA-00060: deadlock detected"],
  ["./x.sh: line 3: psql: Permission denied", "./x.sh: line 3: psql: Permission denied"],
  ["all fine\nbye", null],
])("the first line that tells of an error: %j", (text, error) => {
  expect(outputOf(text)?.error).toBe(error);
});

test("the last twenty lines, without what steers a terminal", () => {
  const text = Array.from({ length: 30 }, (_, n) => `\u001b[31mline ${n}\u001b[0m\u202e`).join(
    "\r\n",
  );
  expect(outputOf(text)?.tail).toEqual(Array.from({ length: 20 }, (_, n) => `line ${n + 10}`));
  expect(outputOf("\n \n")).toBeNull();
});

test("no line is longer than a message has room for, and no character is halved", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 50 }),
      fc.integer({ min: 2, max: 40 }),
      (text, most) => {
        const short = cut(text, most);
        expect(short.length).toBeLessThanOrEqual(most);
        if (text.length <= most) expect(short).toBe(text);
        if (text.isWellFormed()) expect(short.isWellFormed()).toBe(true);
      },
    ),
  );
  expect(outputOf(`x${"y".repeat(5_000)}`)?.tail[0]).toHaveLength(300);
});
