import { expect, test } from "vitest";
import { keptFault, keptLine, readKept } from "#core/audit/kept-heads.ts";

const [a, b] = ["a".repeat(64), "b".repeat(64)];
const at = "2026-11-27T00:00:01.000Z";

test("lines of both forms are read, in their order; what is no head is found by its line", () => {
  const kept = [
    { at, number: 7, head: a },
    { at: null, number: 8, head: b },
  ] as const;
  expect(kept.map(keptLine)).toEqual([`${at} 7:${a}`, `8:${b}`]);
  expect(readKept(`# kept by the night's cron\n\n${kept.map(keptLine).join("\n")}\n`)).toEqual({
    heads: kept,
    wrongLine: null,
  });
  expect(readKept(`yesterday 7:${a}\n`).heads).toEqual([{ at: null, number: 7, head: a }]);
  expect(readKept(`7:${a}\n8:${b.slice(1)}\n`)).toMatchObject({ wrongLine: 2 });
  expect(readKept("")).toEqual({ heads: [], wrongLine: null });
});

test("a chain that ends before what was kept, or has another head there, is told", () => {
  const kept = { at, number: 7, head: a };
  expect(keptFault(kept, a, 9)).toBeNull();
  expect(keptFault(kept, null, 5)).toBe(
    `the audit's chain ends with seal 5, and seal 7 was kept on ${at}: its end was cut off`,
  );
  expect(keptFault({ ...kept, at: null }, b, 9)).toBe(
    "seal 7 of the audit has not the head that was kept: the chain was made anew",
  );
});
