// Packs line by line: what is no pack, what is cut off.

import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { PackCheck, type PackLine } from "#core/audit/pack.ts";

const begin: PackLine = {
  ...{ type: "pack", version: 1, at: "2026-11-26T08:00:00Z", from: null, to: null },
  ...{ start: null, head: null, complete: true },
};

function check(lines: readonly object[]): string[] {
  const pack = new PackCheck({ sha256: (text) => hash("sha256", text) });
  for (const line of lines) pack.add(line as PackLine);
  return pack.end().map(({ fault, message }) => `${fault}: ${message}`);
}

test("an empty pack is one; what breaks off or counts otherwise is not whole", () => {
  expect(check([begin, { type: "end", seals: 0, records: 0 }])).toEqual([]);
  expect(check([begin])).toEqual(["incomplete: it breaks off: its last line is missing"]);
  expect(check([begin, { type: "end", seals: 1, records: 2 }])).toEqual([
    "incomplete: it holds 0 seals and 0 records, and says 1 and 2",
  ]);
});

test("what is no pack is refused", () => {
  expect(() => check([{ type: "end" }])).toThrow("it does not begin as a pack of the audit does");
  expect(() => check([{ ...begin, version: 2 }])).toThrow("packs of version 2 are not read here");
  expect(() => check([begin, { type: "x" }])).toThrow('no line of a pack is a "x"');
});
