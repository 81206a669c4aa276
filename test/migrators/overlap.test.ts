// Whether two tasks start at the same minutes.

import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { overlapText } from "#migrators/overlap.ts";

function timed(head: string, task = "") {
  const text = `name: a\n${head}\ntasks:\n  one: {run: x${task}}\n`;
  const { sources } = readEstate([{ path: "pipelines/a.yaml", text }]);
  return { pipeline: sources[0]?.pipeline as Pipeline, task: "one" };
}

const span = { from: "2026-01-01", to: "2026-01-11" };
const cron = (text: string, task = "") => timed(`triggers: [{schedule: "${text}"}]`, task);

test.each([
  ["each day", cron("0 2 * * *"), "10 times at the same minute"],
  ["some days", cron("0 2 * * 1"), "1 time at the same minute"],
  ["at other times", cron("1 2 * * *"), "never at the same time"],
  [
    "a task that waits for its time",
    cron("0 0 * * *", ', notBefore: "02:00"'),
    "10 times at the same minute",
  ],
])("%s", (_, other, text) => {
  expect(overlapText(cron("0 2 * * *"), other, span)).toBe(`${text} from 2026-01-01 to 2026-01-11`);
});

test("what no time starts", () => {
  expect(overlapText(cron("0 2 * * *"), timed("triggers: []"), span)).toBe(
    "when both start is not told by times alone",
  );
});
