import { expect, test } from "vitest";
import type { Finding, Report } from "#core/reports/report.ts";
import { foundIn, maxResults, resultsOf, verdictOf } from "#core/reports/verdict.ts";

const dbt: Report = { format: "dbt", file: "r.json", onFailure: "block" };
const warning: Report = { ...dbt, onFailure: "warn" };
const one = (outcome: Finding["outcome"], name: string = outcome): Finding => ({
  ...{ name, outcome, figure: outcome === "failed" ? 3 : null },
  message: `${outcome} it is`,
});
const verdict = (report: Report, exitCode: number, ...outcomes: Finding["outcome"][]) =>
  verdictOf(report, exitCode, foundIn({ findings: outcomes.map((outcome) => one(outcome)) }));

test("what blocks, and what only warns", () => {
  expect(verdict(dbt, 0, "held", "held")).toEqual({
    succeeded: true,
    message: null,
    outputs: { result: "passed", passed: "2", warned: "0", failed: "0", skipped: "0" },
  });
  expect(verdict(dbt, 0, "held", "warned")).toMatchObject({
    succeeded: true,
    outputs: { result: "warned", warned: "1" },
  });
  expect(verdict(dbt, 1, "held", "failed")).toEqual({
    succeeded: false,
    message: "Exit code 1. 1 of 2 failed: failed: failed it is.",
    outputs: { result: "failed", passed: "1", warned: "0", failed: "1", skipped: "0" },
  });
  expect(verdict(warning, 1, "held", "failed")).toEqual({
    succeeded: true,
    message: "1 of 2 failed: failed: failed it is.",
    outputs: { result: "warned", passed: "1", warned: "1", failed: "0", skipped: "0" },
  });
});

test("failures fail the task also when the tool's exit code was swallowed", () => {
  expect(verdict(dbt, 0, "failed").succeeded).toBe(false);
});

test("a warning never lets through what could not be tested, or what was skipped for it", () => {
  expect(verdict(warning, 1, "failed", "error").succeeded).toBe(false);
  expect(verdict(warning, 1, "failed", "skipped")).toMatchObject({
    succeeded: false,
    message: "Exit code 1. 1 of 2 failed: failed: failed it is. Skipped: 1.",
    outputs: { result: "failed" },
  });
});

test("an exit code that tells of something else fails the task, whatever the report says", () => {
  expect(verdict(warning, 2, "held")).toMatchObject({ succeeded: false, message: "Exit code 2." });
  // A report from before whatever broke.
  expect(verdict(warning, 1, "held").succeeded).toBe(false);
});

test("a warning of Soda exits with 1, a failure with 2", () => {
  const soda: Report = { ...dbt, format: "soda" };
  expect(verdict(soda, 1, "warned")).toMatchObject({
    succeeded: true,
    outputs: { result: "warned" },
  });
  expect(verdict(soda, 2, "failed").succeeded).toBe(false);
  expect(verdict({ ...soda, onFailure: "warn" }, 2, "failed").succeeded).toBe(true);
  expect(verdict(soda, 3, "held").succeeded).toBe(false);
});

test("without its report nothing is shown to hold", () => {
  expect(verdictOf(dbt, 0, { problem: "is not there" })).toEqual({
    succeeded: false,
    message: "The report r.json is not there.",
    outputs: {},
  });
  expect(verdictOf(dbt, 1, { problem: "is not there" }).message).toBe(
    "Exit code 1. The report r.json is not there.",
  );
});

test("what is kept is bounded, and what went wrong comes first", () => {
  const findings = [
    ...Array.from({ length: maxResults + 5 }, (_, n) => one("held", `held ${n}`)),
    { ...one("failed", "x".repeat(1_000)), message: "y".repeat(5_000) },
    one("skipped"),
  ];
  const results = resultsOf(findings, dbt);
  expect(results).toHaveLength(maxResults);
  expect(results[0]).toMatchObject({ verdict: "failed", figure: 3 });
  expect(results[0]?.name).toHaveLength(300);
  expect(results[0]?.message).toHaveLength(500);
  expect(results[1]?.verdict).toBe("unknown");
  expect(resultsOf([one("failed"), one("error")], warning).map(({ verdict }) => verdict)).toEqual([
    "failed",
    "warned",
  ]);
});

test("the first failures are told, and how many more there are", () => {
  const findings = Array.from({ length: 8 }, (_, n) => one("failed", `t${n}`));
  const { message } = verdictOf(dbt, 1, foundIn({ findings }));
  expect(message).toMatch(/^Exit code 1. 8 of 8 failed: t0: failed it is; .*t4: .*; 3 more\.$/);
});
