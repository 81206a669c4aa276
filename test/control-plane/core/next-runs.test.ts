import { expect, test } from "vitest";
import { nextRuns } from "#core/next-runs.ts";
import type { Schedule } from "#core/pipeline.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const runs = (from: string, count: number, ...schedules: Schedule[]) =>
  nextRuns(
    pipeline("p", [task("t")], {
      triggers: schedules.map((schedule) => ({
        schedule,
        timezone: "Europe/Berlin",
        missed: "latest",
      })),
    }),
    Temporal.Instant.from(from),
    count,
  );

test("instants of all triggers in order, equal ones once", () => {
  const found = runs(
    "2026-01-01T00:00:00Z",
    3,
    { daily: ["06:00", "18:00"] },
    { cron: "0 6 * * *" },
  );
  expect(found).toEqual(["2026-01-01T05:00:00Z", "2026-01-01T17:00:00Z", "2026-01-02T05:00:00Z"]);
});

test("the instant itself is past; a local time keeps its hour over a clock change", () => {
  expect(runs("2026-03-28T05:00:00Z", 2, { daily: ["06:00"] })).toEqual([
    "2026-03-29T04:00:00Z",
    "2026-03-30T04:00:00Z",
  ]);
});

test("nothing without a trigger", () => {
  expect(runs("2026-01-01T00:00:00Z", 5)).toEqual([]);
});
