import { expect, test } from "vitest";
import { lockUnits } from "#core/pools/declaration.ts";
import { poolText, readPools } from "#core/pools/read.ts";

test("units, locks and rates, with everything that was left out", () => {
  const { declared, diagnostics } = readPools(
    "warehouse: {units: 10, scope: global, description: slots}\nledger: {lock: true}\napi: {rate: 10/1m30s}\n",
  );
  expect(diagnostics).toEqual([]);
  expect([...declared.values()]).toEqual([
    {
      name: "warehouse",
      kind: "units",
      scope: "global",
      units: 10,
      perMs: null,
      description: "slots",
    },
    {
      name: "ledger",
      kind: "lock",
      scope: "project",
      units: lockUnits,
      perMs: null,
      description: null,
    },
    { name: "api", kind: "rate", scope: "project", units: 10, perMs: 90_000, description: null },
  ]);
  expect([...declared.values()].map(poolText)).toEqual(["10 units", "a lock", "10 in 1m30s"]);
});

test("a file of the wrong shape declares nothing, and says so once", () => {
  for (const text of ["[{units: 1}]", "units", "warehouse: 10"]) {
    const { declared, diagnostics } = readPools(text);
    expect(declared.size).toBe(0);
    expect(diagnostics).toMatchObject([{ severity: "error" }]);
  }
  expect(readPools("# nothing yet\n").diagnostics).toEqual([]);
  expect(readPools(undefined).names.size).toBe(0);
});

test("what is declared wrongly is still known by its name", () => {
  expect(readPools("a: {units: 0}\nb: 3\n").names).toEqual(new Set(["a", "b"]));
});
