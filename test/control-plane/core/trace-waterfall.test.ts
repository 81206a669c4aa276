import { expect, test } from "vitest";
import { traceSpans } from "#core/trace.ts";
import { renderWaterfall } from "#core/trace-waterfall.ts";
import { runTrace } from "#test/support/run-trace.ts";

test("shows where each attempt lies in the run", async () => {
  const text = renderWaterfall(traceSpans(runTrace()), 20);
  await expect(`${text}\n`).toMatchFileSnapshot("../../golden/trace/waterfall.txt");
});

test("an instant run still has bars within the column", () => {
  const trace = runTrace();
  const run = { ...trace.run, finishedAt: trace.run.createdAt };
  const text = renderWaterfall(traceSpans({ ...trace, run, attempts: [] }), 5);
  expect(text.split("\n")[1]).toBe("RUN daily-revenue  █          0 ms  error");
});

test("nothing gives nothing", () => {
  expect(renderWaterfall([])).toBe("");
});
