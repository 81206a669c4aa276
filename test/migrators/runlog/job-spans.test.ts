import { expect, test } from "vitest";
import { JobSpans } from "#migrators/runlog/job-spans.ts";

test("each job's span goes from its first to its last start, in whichever order they come", () => {
  const spans = new JobSpans();
  for (const [job, day] of [
    ["A", 3],
    ["B", 1],
    ["A", 1],
    ["A", 2],
  ] as const)
    spans.add({ job, start: `2026-11-0${day}T06:00:00.000Z` });
  // Ordered, and not started.
  spans.add({ job: "C" });
  expect(spans.list()).toEqual([
    { job: "A", from: "2026-11-01T06:00:00.000Z", to: "2026-11-03T06:00:00.000Z" },
    { job: "B", from: "2026-11-01T06:00:00.000Z", to: "2026-11-01T06:00:00.000Z" },
  ]);
});
