import fc from "fast-check";
import { expect, test } from "vitest";
import { LineIndex } from "#migrators/text/lines.ts";

test("lines end at LF, CRLF and a CR alone", () => {
  const index = new LineIndex("f", "a\nbc\r\n\rd");
  const at = (offset: number) => {
    const { line, column } = index.place(offset);
    return `${line}:${column}`;
  };
  expect(index.lines).toBe(4);
  expect([0, 1, 2, 4, 5, 6, 7, 8].map(at)).toEqual([
    ...["1:1", "1:2", "2:1", "2:3", "2:4", "3:1", "4:1", "4:2"],
  ]);
  expect([0, 2, 6, 7].map((offset) => index.lineEnd(offset))).toEqual([1, 4, 6, 8]);
  expect(new LineIndex("f", "").place(0)).toEqual({ file: "f", line: 1, column: 1 });
});

test("a place is what counting from the start gives, and leads back to its offset", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "é"), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.nat(60), (written, wanted) => {
      const offset = Math.min(wanted, written.length);
      const index = new LineIndex("f", written);
      // A CRLF that the offset stands within is still the line before.
      const before = written.slice(0, offset);
      const whole = /\r$/.test(before) && written[offset] === "\n" ? before.slice(0, -1) : before;
      const lines = whole.split(/\r\n|\r|\n/);
      const column = (lines.at(-1) ?? "").length + (before.length - whole.length) + 1;
      const place = index.place(offset);
      expect(place).toEqual({ file: "f", line: lines.length, column });
      expect(index.offset(place)).toBe(offset);
    }),
  );
});

test("a million lines are looked up in well under a second", () => {
  const index = new LineIndex("f", "abc\n".repeat(1_000_000));
  let sum = 0;
  for (let at = 0; at < 4_000_000; at += 16) sum += index.place(at).line;
  expect(sum).toBe(250_000 * 2 * 249_999 + 250_000);
});
