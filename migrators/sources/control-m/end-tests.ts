// Which rules of a job hold for an end that prints nothing, and what the end is by them.

import type { Comparison } from "#migrators/legacy/condition.ts";
import type { EndTest, LegacyEffect, LegacyRule } from "#migrators/legacy/result.ts";

const compared: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

export interface RunEnd {
  exitCode: number;
  /** How often it has run on its date, this one included. */
  runs: number;
}

/** Tests of codes and counts are judged first; they may change the status, by which the others are judged. */
export function endBy(
  rules: readonly LegacyRule[],
  end: RunEnd,
): { isOk: boolean; effects: LegacyEffect[] } {
  const isZero = end.exitCode === 0;
  const counted = rules.filter(({ when }) => !isStatus(when) && isMet(when, end, isZero));
  const isOk = resultOf(counted) ?? isZero;
  const met = rules.filter(({ when }) =>
    isStatus(when) ? isMet(when, end, isOk) : isMet(when, end, isZero),
  );
  const effects = met.flatMap((rule) => rule.effects);
  return { isOk: resultOf(counted) ?? resultOf(met) ?? isZero, effects };
}

const isStatus = ({ kind }: EndTest): boolean =>
  kind === "success" || kind === "failure" || kind === "always";

/** The first decides. */
function resultOf(rules: readonly LegacyRule[]): boolean | null {
  for (const effect of rules.flatMap(({ effects }) => effects))
    if (effect.kind === "result") return effect.result === "success";
  return null;
}

function isMet(test: EndTest, end: RunEnd, isOk: boolean): boolean {
  switch (test.kind) {
    case "success":
      return isOk;
    case "failure":
      return !isOk;
    case "always":
      return true;
    case "exitCode":
      return compared[test.compare](end.exitCode, test.code);
    case "runs":
      return compared[test.compare](end.runs, test.count);
    case "failures":
      return compared[test.compare](isOk ? 0 : end.runs, test.count);
    case "all":
      return test.of.every((each) => isMet(each, end, isOk));
    case "any":
      return test.of.some((each) => isMet(each, end, isOk));
    default:
      return false;
  }
}
