import { expect, test } from "vitest";
import { textHash } from "#core/text-hash.ts";

test("what was chosen by a text stays chosen: the published values of FNV-1a", () => {
  // Landon Curt Noll's test vectors of 32 bits.
  expect(textHash("") >>> 0).toBe(0x811c9dc5);
  expect(textHash("a") >>> 0).toBe(0xe40c292c);
  expect(textHash("foobar") >>> 0).toBe(0xbf9cf968);
});
