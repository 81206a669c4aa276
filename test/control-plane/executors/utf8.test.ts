import fc from "fast-check";
import { expect, test } from "vitest";
import { characterBoundary } from "#executors/utf8.ts";

test("text is never cut within a character, and at most 3 bytes are left over", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (text, at) => {
        const bytes = Buffer.from(text);
        const end = Math.floor(at * bytes.length);
        const cut = characterBoundary(bytes, end);
        expect(cut).toBeGreaterThan(end - 4);
        const whole = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
        expect(whole.decode(bytes.subarray(0, cut))).toBe(bytes.subarray(0, cut).toString());
      },
    ),
  );
});

test("bytes that are no text make progress", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4 }), (bytes) => {
      expect(characterBoundary(bytes, bytes.length)).toBeGreaterThan(0);
    }),
  );
});
