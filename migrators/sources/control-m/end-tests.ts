// Which rules of a job hold for an end with the exit code 0 and no output.

import type { Comparison } from "#migrators/legacy/condition.ts";
import type { EndTest } from "#migrators/legacy/result.ts";

const compared: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** @param runs How often it has run on its date, this one included. */
export function isMetBySuccess(test: EndTest, runs: number): boolean {
  switch (test.kind) {
    case "success":
    case "always":
      return true;
    case "exitCode":
      return compared[test.compare](0, test.code);
    case "runs":
      return compared[test.compare](runs, test.count);
    case "failures":
      return compared[test.compare](0, test.count);
    case "all":
      return test.of.every((each) => isMetBySuccess(each, runs));
    case "any":
      return test.of.some((each) => isMetBySuccess(each, runs));
    default:
      return false;
  }
}
