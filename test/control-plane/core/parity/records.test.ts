import { expect, test } from "vitest";
import { backtestFile, simulationFile } from "#core/parity/record-files.ts";
import { backtestedDates, readRecords, simulationLacks } from "#core/parity/records.ts";

const [times, others] = ["a".repeat(64), "b".repeat(64)];
const simulation = {
  ...{ from: "2026-01-01", to: "2028-02-01" },
  jobs: { "gl/post": { legacy: "POST", times, rules: others, starts: 3, equal: true } },
};
const backtest = {
  logs: [{ file: "event_demon", sha256: others }],
  jobs: { gl: { legacy: "GL", times, dates: 7, alike: 5, last: "2026-11-02" } },
};
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

test("reads both, and one with a mistake proves nothing and is told", () => {
  const good = new Map([
    [simulationFile, bytes(simulation)],
    [backtestFile, bytes(backtest)],
  ]);
  expect(readRecords(good)).toEqual({ simulation, backtest, diagnostics: [] });
  expect(readRecords(new Map())).toEqual({ simulation: null, backtest: null, diagnostics: [] });
  const bad = new Map([
    [simulationFile, bytes({ ...simulation, jobs: { gl: { equal: true } } })],
    [backtestFile, new TextEncoder().encode("{")],
  ]);
  const { diagnostics, ...records } = readRecords(bad);
  expect(records).toEqual({ simulation: null, backtest: null });
  expect(diagnostics.map(({ file, message }) => [file, message])).toEqual([
    [simulationFile, expect.stringContaining("/jobs/gl must have required property")],
    [backtestFile, "the record can't be read: is no JSON"],
  ]);
});

test("a simulation counts for its job, its times, and where both sides are the same", () => {
  expect(simulationLacks(simulation, "gl/post", times, 25)).toBeNull();
  expect(simulationLacks(null, "gl/post", times, 25)).toContain("no simulation of it is on record");
  expect(simulationLacks(simulation, "constructor", times, 25)).toContain("no simulation of it");
  expect(simulationLacks(simulation, "gl/post", others, 25)).toContain("of other times");
  const [job] = Object.values(simulation.jobs);
  const different = { ...simulation, jobs: { "gl/post": { ...job, equal: false } } };
  expect(simulationLacks(different as typeof simulation, "gl/post", times, 25)).toBe(
    "its simulation was not the same on both sides",
  );
});

test("a record of fewer months than the gate asks for does not count", () => {
  expect(simulationLacks({ ...simulation, to: "2028-01-31" }, "gl/post", times, 25)).toMatch(
    /^its simulation is of 2026-01-01 to 2028-01-31, which is less than 25 months: write migration/,
  );
  expect(simulationLacks({ ...simulation, to: "2026-01-02" }, "gl/post", times, 1)).not.toBeNull();
  expect(simulationLacks({ ...simulation, to: "2026-02-01" }, "gl/post", times, 1)).toBeNull();
});

test("dates of a backtest count for its job and its times", () => {
  expect(backtestedDates(backtest, "gl", times)).toBe(5);
  expect(backtestedDates(backtest, "gl", others)).toBe("of other times");
  expect(backtestedDates(backtest, "ap", times)).toBeNull();
  expect(backtestedDates(null, "gl", times)).toBeNull();
});
