import fc from "fast-check";
import { expect, test } from "vitest";
import { OutputChunks } from "#executors/output-chunks.ts";

test("chunks keep all bytes in order, are never too large, and of text each is text", () => {
  const pieces = fc.array(fc.string({ unit: "binary", maxLength: 40 }));
  fc.assert(
    fc.property(pieces, fc.integer({ min: 4, max: 32 }), (texts, size) => {
      // Cut anywhere, as a pipe does.
      const all = Buffer.from(texts.join(""));
      const chunks = new OutputChunks(size);
      const out: Uint8Array[] = [];
      for (let at = 0; at < all.length; at += 5) {
        out.push(...chunks.push(all.subarray(at, at + 5)));
        if (at % 3 === 0) out.push(...chunks.flush());
      }
      out.push(...chunks.end());
      expect(Buffer.concat(out)).toEqual(all);
      for (const chunk of out) {
        expect(chunk.length).toBeGreaterThan(0);
        expect(chunk.length).toBeLessThanOrEqual(size);
        new TextDecoder("utf-8", { fatal: true }).decode(chunk);
      }
    }),
  );
});

test("the beginning of a character waits for its rest, but not beyond the end", () => {
  const chunks = new OutputChunks();
  expect(chunks.push(Buffer.from([0x61, 0xe2, 0x82]))).toEqual([]);
  expect(chunks.flush()).toEqual([Buffer.from("a")]);
  expect(chunks.flush()).toEqual([]);
  chunks.push(Buffer.from([0xac]));
  expect(chunks.flush()).toEqual([Buffer.from("€")]);
  chunks.push(Buffer.from([0xf0, 0x9f]));
  expect(chunks.end()).toEqual([Buffer.from([0xf0, 0x9f])]);
});
