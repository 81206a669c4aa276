import { expect, test } from "vitest";
import { normalizeTakes, takesSpec, takeText } from "#core/pools/takes.ts";

test("short and long forms are the same, in one order, and what takes nothing is gone", () => {
  const takes = normalizeTakes(
    { warehouse: { units: 2, keepOnFailure: true }, api: 1, none: 0 },
    { ledger: "shared", books: {}, journal: "none" },
  );
  expect(takes).toEqual([
    { pool: "api", amount: 1, keepOnFailure: false },
    { pool: "books", amount: "exclusive", keepOnFailure: false },
    { pool: "ledger", amount: "shared", keepOnFailure: false },
    { pool: "warehouse", amount: 2, keepOnFailure: true },
  ]);
  const { pools, locks } = takesSpec(takes);
  expect(normalizeTakes(pools, locks)).toEqual(takes);
  expect(takesSpec([])).toEqual({});
  expect(takes.map(takeText)).toEqual([
    "a unit of pool api",
    "lock books, exclusive",
    "lock ledger, shared",
    "2 units of pool warehouse",
  ]);
});
