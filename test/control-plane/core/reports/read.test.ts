// What dbt 1.10, Great Expectations 1.24 and Soda Core 3.5 wrote of small data with faults in it, cut to the fields that are read.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readReport } from "#core/reports/read.ts";
import type { Finding, ReportFormat } from "#core/reports/report.ts";

const golden = (name: string) =>
  readFileSync(new URL(`../../../golden/reports/${name}.json`, import.meta.url), "utf8");

const read = (format: ReportFormat, name: string): Finding[] => {
  const given = readReport(format, golden(name));
  if ("problem" in given) throw new Error(given.problem);
  return given.findings;
};

const short = ({ name, outcome, figure, message }: Finding) =>
  `${outcome} ${name} (${figure}): ${message}`;

test("dbt's run_results.json", () => {
  expect(read("dbt", "dbt").map(short)).toEqual([
    "held seed.shop.raw_orders (null): INSERT 5",
    "held model.shop.orders (null): OK",
    "warned test.shop.not_null_orders_amount.106140f9fd (1): Got 1 result, configured to warn if != 0",
    "held test.shop.not_null_orders_order_id.cf6c17daed (0): pass",
    "failed test.shop.unique_orders_order_id.fed79b3a6e (1): Got 1 result, configured to fail if != 0",
    "skipped model.shop.broken (null): skipped",
    "skipped model.shop.revenue (null): skipped",
    "skipped model.shop.after_broken (null): skipped",
    "skipped test.shop.no_negative_revenue (null): skipped",
    "skipped test.shop.unique_revenue_customer.29afee1a98 (null): skipped",
  ]);
});

test("Great Expectations' results of a checkpoint and of a validation say the same", () => {
  const findings = read("great-expectations", "great-expectations");
  expect(findings.map(short)).toEqual([
    'error expect_column_max_to_be_between nothing (null): Error: The column "nothing" in BatchData does not exist.',
    "failed expect_column_values_to_be_unique id (2): not as expected",
    "failed expect_column_values_to_not_be_null amount (1): not as expected",
    "held expect_table_row_count_to_be_between (3): as expected",
  ]);
  expect(read("great-expectations", "great-expectations-validation")).toEqual(findings);
});

test("a described checkpoint of Great Expectations doesn't tell an error from a failure", () => {
  expect(
    read("great-expectations", "great-expectations-described").map(({ outcome }) => outcome),
  ).toEqual(["failed", "failed", "failed", "held"]);
});

test("Soda's scan results, and those of a scan that broke off", () => {
  expect(read("soda", "soda").map(short)).toEqual([
    "held orders: row_count > 0 (3): pass, 3",
    "failed orders: ids are unique (1): fail, 1",
    "warned orders: missing_count(amount) warn when > 0 (1): warn, 1",
    'error scan (null): Invalid configuration header: expected "data_source {data source name}".',
  ]);
  expect(read("soda", "soda-errors")).toMatchObject([{ name: "scan", outcome: "error" }]);
});

test("a status that nobody knows is an error, and what is no report is a problem", () => {
  const unknown = JSON.stringify({ results: [{ unique_id: "model.a", status: "half done" }, 5] });
  expect(readReport("dbt", unknown)).toMatchObject({
    findings: [{ outcome: "error", message: "half done" }, { outcome: "error" }],
  });
  expect(readReport("dbt", "{")).toEqual({ problem: "is not JSON" });
  expect(readReport("dbt", "[".repeat(100_000))).toEqual({ problem: "is not JSON" });
  for (const format of ["dbt", "great-expectations", "soda"] as const)
    for (const text of [
      "null",
      "[]",
      "{}",
      '{"results": 1, "checks": {}, "run_results": {"a": 1}}',
    ])
      expect(readReport(format, text), text).toMatchObject({ problem: expect.any(String) });
});
