import { expect, test } from "vitest";
import {
  type Difference,
  type Explains,
  type Explanation,
  explanationOf,
  isFor,
  standingOf,
  standingText,
} from "#core/parity/explanation.ts";

const all: Explains = { verdicts: null, fields: null, upToMs: null, dates: null, weekdays: null };
const explanation = (explains: Partial<Explains> = {}, jobs = ["gl-*"]): Explanation => ({
  ...{ file: "migration/explanations/a.yaml", who: "ada", reason: "known", until: "2026-12-31" },
  ...{ jobs, explains: { ...all, ...explains }, waives: [] },
});
/** Of a Sunday. */
const late: Difference = {
  ...{ pipeline: "gl-close", task: "post", verdict: "differs", fields: ["start"] },
  ...{ laterMs: 3_600_000, date: "2026-10-25" },
};
const explains = (one: Partial<Explains>, difference: Partial<Difference> = {}) =>
  explanationOf([explanation(one)], { ...late, ...difference }) !== null;

test("an explanation without limits explains each difference of its jobs, and of no other", () => {
  expect(explains({})).toBe(true);
  expect(explains({}, { verdict: "only-ours", fields: [], laterMs: null })).toBe(true);
  expect(explains({}, { pipeline: "ap-close" })).toBe(false);
});

test("what it is limited to must all be so", () => {
  expect(explains({ verdicts: ["only-ours"] })).toBe(false);
  expect(explains({ fields: ["start", "lag"] })).toBe(true);
  expect(explains({ fields: ["start"] }, { fields: ["start", "exit"] })).toBe(false);
  expect(explains({ fields: ["start"] }, { verdict: "only-ours", fields: [] })).toBe(false);
  expect(explains({ upToMs: 3_600_000 })).toBe(true);
  expect(explains({ upToMs: 3_600_000 }, { laterMs: -3_600_001 })).toBe(false);
  expect(explains({ upToMs: 1 }, { verdict: "only-legacy", laterMs: null })).toBe(false);
  expect(explains({ dates: [{ from: "2026-10-25", to: "2026-10-25" }] })).toBe(true);
  expect(explains({ dates: [{ from: "2026-10-26", to: "2026-10-31" }] })).toBe(false);
  expect(explains({ weekdays: ["sun"] })).toBe(true);
  expect(explains({ weekdays: ["mon"] })).toBe(false);
});

test("a pipeline's name means it and its tasks, a task's only that", () => {
  const itself = { pipeline: "gl-close", task: "" };
  expect(isFor({ jobs: ["gl-close"] }, itself)).toBe(true);
  expect(isFor({ jobs: ["gl-close"] }, late)).toBe(true);
  expect(isFor({ jobs: ["gl-close/post"] }, late)).toBe(true);
  expect(isFor({ jobs: ["*/p*"] }, late)).toBe(true);
  expect(isFor({ jobs: ["gl-close/*"] }, itself)).toBe(false);
  expect(isFor({ jobs: ["gl-close/report"] }, late)).toBe(false);
});

test("what only waives explains nothing", () => {
  expect(explanationOf([{ ...explanation(), explains: null, waives: ["runs"] }], late)).toBeNull();
});

test("it counts on its last day, not after it, and not while that is more than a year ahead", () => {
  expect(standingOf({ until: "2026-12-31" }, "2026-12-31")).toBe("in force");
  expect(standingText({ until: "2026-12-31" }, "2026-12-31")).toBeNull();
  expect(standingText({ until: "2026-12-31" }, "2027-01-01")).toBe(
    "explanation expired on 2026-12-31",
  );
  expect(standingOf({ until: "2027-12-01" }, "2026-11-30")).toBe("in force");
  expect(standingText({ until: "2027-12-02" }, "2026-11-30")).toMatch("more than 366 days ahead");
});
