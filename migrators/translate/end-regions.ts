// Rules of which all that match act, as rules of which the first that matches decides: each set of tests that can hold
// together is a region of its own, the more particular ones first.

import type { Comparison } from "../legacy/condition.ts";
import type { EndTest, LegacyEffect, LegacyRule } from "../legacy/result.ts";
import { celText } from "./pieces.ts";

/** A test of codes, counts and output is judged first; it may change the status, which the others are judged by. */
export interface EndRegion {
  /** CEL. */
  when: string;
  /** Null: by the exit code, as ever. */
  result: "succeeded" | "failed" | null;
  /** Whether the end that is meant is a success, by its code or by `result`. */
  succeeds: boolean;
  effects: LegacyEffect[];
}

/** Tests beside the status; each more doubles the regions. */
const mostTests = 4;

interface End {
  code: number;
  attempt: number;
}

interface Test {
  /** CEL. */
  text: string;
  /** Any end may meet it, whatever its numbers, as its output goes. */
  isFree: boolean;
  holds(end: End): boolean;
  rules: LegacyRule[];
}

type StatusTest = Extract<EndTest, { kind: "success" | "failure" | "always" }>;
const isStatus = ({ kind }: EndTest): boolean => /^(?:success|failure|always)$/.test(kind);

/** Null where there are too many tests to tell which hold together, or one that can't be said. */
export function endRegions(rules: readonly LegacyRule[]): EndRegion[] | null {
  const tests: Test[] = [];
  const byStatus = rules.filter(({ when }) => isStatus(when));
  for (const rule of rules) {
    if (isStatus(rule.when)) continue;
    const test = testOf(rule.when);
    if (test === null) return null;
    const same = tests.find(({ text }) => text === test.text);
    if (same) same.rules.push(rule);
    else tests.push({ ...test, rules: [rule] });
  }
  if (tests.length > mostTests) return null;
  const attempts = numbersAround(rules, "runs");
  const ends = numbersAround(rules, "exitCode").flatMap((code) =>
    attempts.map((attempt) => ({ code, attempt })),
  );
  const regions: EndRegion[] = [];
  for (const chosen of subsets(tests)) {
    const possible = ends.filter((end) => chosen.every((test) => test.holds(end)));
    if (possible.length === 0) continue;
    // Where others hold as well, that set was there before.
    const isWhole = tests.every(
      (test) => chosen.includes(test) || test.isFree || !possible.every((end) => test.holds(end)),
    );
    const codes = possible.map(({ code }) => code);
    if (isWhole) regions.push(...regionsOf(chosen, codes, byStatus));
  }
  return regions;
}

function regionsOf(
  chosen: readonly Test[],
  codes: readonly number[],
  byStatus: readonly LegacyRule[],
): EndRegion[] {
  const own = chosen.flatMap(({ rules }) => rules.flatMap(({ effects }) => effects));
  const changed = resultOf(own);
  const statuses = [
    ...(codes.includes(0) ? [true] : []),
    ...(codes.some((code) => code !== 0) ? [false] : []),
  ];
  const made = statuses.map((isZero): EndRegion => {
    const isSuccess = changed === null ? isZero : changed === "succeeded";
    const effects = byStatus
      .filter(({ when }) => holdsFor(when as StatusTest, isSuccess))
      .flatMap((rule) => rule.effects);
    const result = changed ?? resultOf(effects);
    const texts = [
      ...chosen.map(({ text }) => text),
      ...(statuses.length > 1 ? [isZero ? "exitCode == 0" : "exitCode != 0"] : []),
    ];
    return {
      ...{ when: texts.join(" && ") || "true", result, effects: [...own, ...effects] },
      succeeds: result === null ? isZero : result === "succeeded",
    };
  });
  const [zero, other] = made;
  const isOne =
    zero && other && zero.result === other.result && sameEffects(zero.effects, other.effects);
  if (!isOne) return made.filter(({ effects }) => effects.length > 0);
  const when = chosen.map(({ text }) => text).join(" && ") || "true";
  return zero.effects.length > 0 ? [{ ...zero, when }] : [];
}

const holdsFor = ({ kind }: StatusTest, isSuccess: boolean): boolean =>
  kind === "always" || (kind === "success") === isSuccess;

const sameEffects = (a: readonly LegacyEffect[], b: readonly LegacyEffect[]): boolean =>
  a.length === b.length && a.every((effect, index) => effect === b[index]);

/** The first decides. */
function resultOf(effects: readonly LegacyEffect[]): EndRegion["result"] {
  const found = effects.find(({ kind }) => kind === "result");
  if (found?.kind !== "result") return null;
  return found.result === "success" ? "succeeded" : "failed";
}

function testOf(test: EndTest): Omit<Test, "rules"> | null {
  if (test.kind === "exitCode")
    return {
      ...{ text: `exitCode ${cel[test.compare]} ${test.code}`, isFree: false },
      holds: ({ code }) => compares(code, test.compare, test.code),
    };
  if (test.kind === "runs" || test.kind === "failures") {
    const counted = `attempt ${cel[test.compare]} ${test.count}`;
    const holds = ({ attempt }: End) => compares(attempt, test.compare, test.count);
    if (test.kind === "runs") return { text: counted, isFree: false, holds };
    // Behind a success there is no failure.
    return compares(0, test.compare, test.count)
      ? {
          ...{ text: `(exitCode == 0 || ${counted})`, isFree: false },
          holds: (end) => end.code === 0 || holds(end),
        }
      : {
          ...{ text: `exitCode != 0 && ${counted}`, isFree: false },
          holds: (end) => end.code !== 0 && holds(end),
        };
  }
  if (test.kind !== "output") return null;
  const parts = test.pattern.split("*").filter((part) => part !== "");
  const text = parts.map((part) => `output.contains(${celText(part)})`).join(" && ") || "true";
  return { text, isFree: true, holds: () => true };
}

const cel: Record<Comparison, string> = {
  ...{ "=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=" },
};

function compares(value: number, compare: Comparison, other: number): boolean {
  switch (compare) {
    case "=":
      return value === other;
    case "!=":
      return value !== other;
    case "<":
      return value < other;
    case "<=":
      return value <= other;
    case ">":
      return value > other;
    default:
      return value >= other;
  }
}

/** Numbers between which no test changes: 0 and 1 as well, since they are what success and a first attempt are. */
function numbersAround(rules: readonly LegacyRule[], of: "exitCode" | "runs"): number[] {
  const found = new Set(of === "exitCode" ? [-1, 0, 1] : [1]);
  for (const { when } of rules) {
    const number =
      of === "exitCode" && when.kind === "exitCode"
        ? when.code
        : of === "runs" && (when.kind === "runs" || when.kind === "failures")
          ? when.count
          : null;
    if (number !== null) for (const each of [number - 1, number, number + 1]) found.add(each);
  }
  return [...found].filter((value) => (of === "exitCode" ? value >= -1 : value >= 1));
}

/** The larger ones first, and the empty one last. */
function subsets(tests: readonly Test[]): Test[][] {
  const all = Array.from({ length: 2 ** tests.length }, (_, bits) =>
    tests.filter((_, index) => ((bits >> index) & 1) === 1),
  );
  return all.sort((a, b) => b.length - a.length);
}
