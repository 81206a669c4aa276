import { expect, test } from "vitest";
import { traceSpans } from "#core/trace.ts";
import { cutTrace } from "#core/trace-cut.ts";
import { attemptTrace, runTrace } from "#test/support/run-trace.ts";

const at = (second: number) =>
  Temporal.Instant.from("2026-11-23T06:00:00Z").add({ seconds: second });
const attempts = Array.from({ length: 1_000 }, (_, n) =>
  attemptTrace({
    ...{ task: `t${n}`, startedAt: at(n), finishedAt: at(n + (n === 500 ? 90 : 1)) },
    ...(n === 700 ? { state: "failed" as const, ending: "exited" as const, exitCode: 1 } : {}),
  }),
);
const spans = traceSpans({ ...runTrace({ finishedAt: at(2_000), startedAt: null }), attempts });

test("of too many spans the run's stays, those that failed and the longest, in their order", () => {
  expect(cutTrace(spans, 2).map(({ name }) => name)).toEqual(["RUN daily-revenue", "t500", "t700"]);
  expect(cutTrace(spans, 1).map(({ name }) => name)).toEqual(["RUN daily-revenue", "t700"]);
});

test("a small trace is whole", () => {
  const few = spans.slice(0, 5);
  expect(cutTrace(few, 4)).toEqual(few);
  expect(cutTrace([], 4)).toEqual([]);
});
