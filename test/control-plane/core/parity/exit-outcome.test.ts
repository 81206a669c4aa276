import { expect, test } from "vitest";
import { outcomeOf, taskOfJob } from "#core/parity/exit-outcome.ts";
import type { EndRule } from "#core/pipeline.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const rule = (when: string, result: EndRule["result"]): EndRule => ({
  ...{ when, result, retry: null, effects: [] },
});
const outcomes = (on: EndRule[], ...codes: number[]) =>
  codes.map((code) => outcomeOf({ on }, code));

test("without rules 0 is a success; a rule says it of other codes", () => {
  expect(outcomes([], 0, 1)).toEqual(["succeeded", "failed"]);
  expect(outcomes([rule("exitCode <= 4", "succeeded")], 0, 4, 5)).toEqual([
    ...["succeeded", "succeeded", "failed"],
  ]);
  expect(outcomes([rule("exitCode == 0", "failed")], 0)).toEqual(["failed"]);
});

test("what asks for more than the code, or is neither, nobody knows", () => {
  expect(outcomes([rule('output.contains("warn")', "succeeded")], 1)).toEqual([null]);
  expect(outcomes([rule("params.strict && exitCode == 4", "succeeded")], 4)).toEqual([null]);
  expect(outcomes([rule("exitCode == 3", "skipped")], 3)).toEqual([null]);
});

test("a job is the task of its name, or the only one of its pipeline", () => {
  const two = pipeline("p", [task("a"), task("b")]);
  expect(taskOfJob(two, "b")?.name).toBe("b");
  expect([taskOfJob(two, ""), taskOfJob(two, "c")]).toEqual([null, null]);
  expect(taskOfJob(pipeline("p", [task("a")]), "")?.name).toBe("a");
});
