import { expect, test } from "vitest";
import { isRecord } from "#core/parity/record-files.ts";

test("records of an import are two files of the project's own folder", () => {
  expect(["migration/simulation.json", "migration/backtest.json"].every(isRecord)).toBe(true);
  expect(isRecord("gl/migration/simulation.json")).toBe(false);
  expect(isRecord("migration/other.json")).toBe(false);
});
