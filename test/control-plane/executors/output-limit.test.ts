import fc from "fast-check";
import { expect, test } from "vitest";
import { OutputLimit } from "#executors/output-limit.ts";

/** What is kept of output that comes in these pieces. */
function kept(pieces: readonly Uint8Array[], head: number, tail: number): Buffer {
  const limit = new OutputLimit(head, tail);
  return Buffer.concat([...pieces.map((piece) => limit.push(piece)), limit.end()]);
}

const text = (value: string, head: number, tail: number): string =>
  kept([Buffer.from(value)], head, tail).toString();

test("what fits is unchanged, whatever the pieces", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 20 }));
  fc.assert(
    fc.property(pieces, fc.nat(100), (parts, head) => {
      const all = Buffer.concat(parts);
      const tail = Math.max(1, all.length - head + 3);
      expect(kept(parts, head, tail)).toEqual(all);
    }),
  );
});

test("beginning and end stay, with one line that counts what is missing", () => {
  expect(text("begin\nmiddle middle\nend\n", 6, 4)).toBe("begin\n… 14 bytes omitted …\nend\n");
  expect(text("beginmiddle middle\nend\n", 5, 4)).toBe("begin\n… 14 bytes omitted …\nend\n");
});

test("what is kept and what is counted add up to all, whatever the pieces", () => {
  const pieces = fc.array(fc.uint8Array({ min: 97, max: 122, maxLength: 30 }));
  fc.assert(
    fc.property(pieces, fc.nat(40), fc.integer({ min: 1, max: 40 }), (parts, head, tail) => {
      const all = Buffer.concat(parts).toString();
      const result = kept(parts, head, tail).toString();
      const match = /^(.*?)\n?… (\d+) bytes omitted …\n(.*)$/s.exec(result);
      if (all.length <= head + tail) {
        expect(result).toBe(all);
        return;
      }
      const [, first, omitted, last] = match as unknown as [string, string, string, string];
      expect([first, last]).toEqual([all.slice(0, head), all.slice(all.length - tail)]);
      expect(Number(omitted)).toBe(all.length - head - tail);
    }),
  );
});

test("no character is torn at either cut", () => {
  for (let head = 1; head < 12; head++)
    for (let tail = 4; tail < 12; tail++) {
      const result = text("äöü€𝄞".repeat(10), head, tail);
      expect(result, `${head} ${tail}`).not.toContain("\uFFFD");
      expect(result).toContain("bytes omitted");
    }
});
