import { expect, test } from "vitest";
import { explainDay, nearDates } from "#migrators/explain.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";

test("the dates around one, near and far, and none", () => {
  const estate = autosysEstate(
    [
      "insert_job: A\ncommand: x\ndate_conditions: 1\ndays_of_week: mo\nstart_times: 06:00",
      "insert_job: B\ncommand: x\ndate_conditions: 1\nrun_calendar: C\nstart_times: 06:00",
      "insert_job: D\ncommand: x",
      "calendar: C\n02/29/2024\n02/29/2028\n",
    ].join("\n\n"),
  );
  const near = estate.jobs.map((job) => nearDates(job, "2026-02-10", estate));
  expect(near).toEqual([
    { previous: "2026-02-09", next: "2026-02-16" },
    { previous: "2024-02-29", next: "2028-02-29" },
    { previous: null, next: null },
  ]);
  const told = estate.jobs.map((job) => explainDay.autosys(job, "2028-02-29", estate).ordered);
  expect(told).toEqual([false, true, false]);
});
