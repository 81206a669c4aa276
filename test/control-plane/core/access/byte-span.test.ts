import { expect, test } from "vitest";
import { byteSpan, spanAt } from "#core/access/byte-span.ts";

test("bytes of UTF-8 become lines and columns of UTF-16 code units", () => {
  const text = 'ä\nüö€😀x"y"\n';
  const start = new TextEncoder().encode("ä\nüö€😀").length;
  expect(byteSpan(text, { start, end: start + 1 })).toEqual({
    ...{ line: 2, column: 6, endLine: 2, endColumn: 7 },
  });
});

test("the end is never before the start, and what is beyond the text is its end", () => {
  expect(spanAt("ab\nc", 3, 0)).toEqual({ line: 2, column: 1, endLine: 2, endColumn: 1 });
  expect(byteSpan("ab", { start: 1, end: 99 })).toEqual({
    ...{ line: 1, column: 2, endLine: 1, endColumn: 3 },
  });
});
