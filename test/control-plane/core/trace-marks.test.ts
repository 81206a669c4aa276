import { expect, test } from "vitest";
import { traceSpans } from "#core/trace.ts";
import { type MarkTrace, marksOf } from "#core/trace-marks.ts";
import { runTrace } from "#test/support/run-trace.ts";

const { createdAt, finishedAt } = runTrace().run;
const mark = (at: Temporal.Instant): MarkTrace => ({
  task: "load",
  state: "succeeded",
  actor: "ada",
  reason: "by hand",
  at,
});

test("marks of another generation and of a finished run are not of this trace", () => {
  const ms = { milliseconds: 1 };
  const marks = [createdAt.subtract(ms), createdAt, finishedAt, finishedAt.add(ms)].map(mark);
  expect(marksOf(marks, { createdAt, finishedAt })).toEqual(marks.slice(1, 3));
});

test("a mark is a span without a length below the run's, and the same at a second export", () => {
  const trace = { ...runTrace(), marks: [mark(finishedAt)] };
  const [root] = traceSpans(trace);
  const span = traceSpans(trace).find(({ name }) => name === "mark load");
  expect(span).toMatchObject({
    parentSpanId: root?.spanId,
    start: finishedAt,
    end: finishedAt,
    failed: false,
    message: "succeeded by ada: by hand",
    attributes: { "trunkline.mark.actor": "ada", "trunkline.mark.reason": "by hand" },
  });
  expect(traceSpans(trace)).toEqual(traceSpans(trace));
});
