// What a pair proves, field by field: that both sides did the same, that they didn't, or nothing.

import type { Cover } from "./cover.ts";
import type { Outcome } from "./exit-outcome.ts";
import { compareOutputs, type OutputPart } from "./outputs.ts";
import { type ExpectedStart, type LegacyStart, momentOf, type OwnRun, type Pair } from "./pair.ts";
import { outsideOf, type Spread } from "./spread.ts";
import type { Tolerances } from "./tolerances.ts";

/**
 * `not-observable`: what is compared could not be seen. `unobserved`: nobody was told anything of that time. `open`: it
 * may still come. None of these three is a match.
 */
export const verdicts = [
  "match",
  "differs",
  "only-legacy",
  "only-ours",
  "not-observable",
  "unobserved",
  "open",
] as const;
export type Verdict = (typeof verdicts)[number];

/** `lag`: of what waits for others, how long after these it started. */
export const parityFields = ["start", "lag", "duration", "exit", "output"] as const;
export type ParityField = (typeof parityFields)[number];

/** A field that both sides have and that is out of tolerance. Times in milliseconds. */
export type Difference =
  /** `byMs`: how much later there; negative: earlier. */
  | { field: "start" | "lag"; byMs: number }
  /** `byMs`: how much longer (shorter) than nearly all runs there, which took p5 to p95. */
  | { field: "duration"; ours: number; p5: number; p95: number; byMs: number }
  /** Codes, or what each side called the end where codes are equal or not known. */
  | { field: "exit"; ours: number | Outcome; legacy: number | Outcome }
  | {
      field: "output";
      name: string;
      part: OutputPart;
      ours: number | string;
      legacy: number | string;
    };

export interface Judged extends Pair {
  verdict: Verdict;
  /** Business date that it counts for; of a run that is nobody's and has none null. */
  date: string | null;
  /** How much later the run started there than it would have here, in milliseconds; null: not known, or one side alone. */
  laterMs: number | null;
  differences: Difference[];
  /** Fields that are compared and that one side can't tell. */
  notObservable: ParityField[];
}

export interface PairRules {
  tolerances: Tolerances;
  /** Of the other side's earlier runs; null: too few of them are known. Asked for runs of ours alone. */
  spread: Spread | null;
  /** Which instance of ours a run there was nobody can tell: of its end nothing is compared. Absent: of no such job. */
  isOneOfMany?: boolean;
  /** What our spec would call an exit code; null: nobody knows. */
  outcomeOf(exitCode: number): Outcome | null;
}

/**
 * Where nothing runs here, when it starts is compared, and what our spec would call the exit code that was seen there. Of a run
 * of ours everything is: what can't be seen of it is then no match.
 * A start without a run is `only-ours`, as far as somebody told of that time: @see withCover
 */
export function judgePair(
  pair: Pair,
  expected: ExpectedStart | undefined,
  legacy: LegacyStart | undefined,
  rules: PairRules,
): Judged {
  const date = expected?.date ?? legacy?.date ?? null;
  const none = { ...pair, date, laterMs: null, differences: [], notObservable: [] };
  if (expected === undefined) return { ...none, verdict: "only-legacy" };
  const isWaiting = expected.waits && expected.ready === null;
  // One that waits for what has not come would not have started here either.
  if (legacy === undefined) return { ...none, verdict: isWaiting ? "open" : "only-ours" };
  const found: Found = { differences: [], notObservable: [], open: false };
  const field = expected.waits ? "lag" : "start";
  let laterMs: number | null = null;
  // When what it waits for was there nobody has seen: that it ran afterwards says nothing of the order.
  if (legacy.start === null || isWaiting) found.notObservable.push(field);
  else {
    laterMs = legacy.start - momentOf(expected);
    if (Math.abs(laterMs) > rules.tolerances.startMs)
      found.differences.push({ field, byMs: laterMs });
  }
  const { ran } = expected;
  if (rules.isOneOfMany)
    found.notObservable.push(...(ran === undefined ? [] : ["duration" as const]), "exit");
  else if (ran === undefined) compareMeaning(legacy, rules, found);
  else if (ran === null) found.notObservable.push("duration", "exit");
  else {
    compareDuration(ran, rules, found);
    compareExit(ran, legacy, rules, found);
    compareAllOutputs(ran, legacy, found);
  }
  const { differences, notObservable, open } = found;
  const verdict =
    differences.length > 0
      ? "differs"
      : open
        ? "open"
        : notObservable.length > 0
          ? "not-observable"
          : "match";
  return { ...none, laterMs, differences, notObservable, verdict };
}

/** A start that no run was found of did not run as far as its source has told of the time. */
export const coveredVerdict = (verdict: Verdict, moment: number | null, cover: Cover): Verdict => {
  if (verdict !== "only-ours" || moment === null) return verdict;
  const told = cover.at(moment);
  return told === "told" ? "only-ours" : told === "untold" ? "unobserved" : "open";
};

interface Found {
  differences: Difference[];
  notObservable: ParityField[];
  /** Something of it may still come. */
  open: boolean;
}

/** A code that was a success there and would be a failure here is a fault of the translation, whatever runs. */
function compareMeaning({ exit, outcome }: LegacyStart, rules: PairRules, found: Found): void {
  const ours = exit === null ? null : rules.outcomeOf(exit);
  if (ours !== null && outcome !== null && ours !== outcome)
    found.differences.push({ field: "exit", ours, legacy: outcome });
}

function compareDuration({ start, end }: OwnRun, rules: PairRules, found: Found): void {
  if (start === null || end === null) {
    found.open = true;
    return;
  }
  const { spread, tolerances } = rules;
  if (spread === null) {
    found.notObservable.push("duration");
    return;
  }
  const byMs = outsideOf(end - start, spread, tolerances.duration);
  const { p5, p95 } = spread;
  if (byMs !== 0) found.differences.push({ field: "duration", ours: end - start, p5, p95, byMs });
}

function compareExit(ran: OwnRun, legacy: LegacyStart, rules: PairRules, found: Found): void {
  if (ran.outcome === null) {
    found.open = true;
    return;
  }
  const theirs = legacy.outcome ?? (legacy.exit === null ? null : rules.outcomeOf(legacy.exit));
  if (theirs === null) {
    if (legacy.exitKnown === "absent") found.open = true;
    else found.notObservable.push("exit");
  } else if (ran.exit !== null && legacy.exit !== null && ran.exit !== legacy.exit)
    found.differences.push({ field: "exit", ours: ran.exit, legacy: legacy.exit });
  else if (ran.outcome !== theirs)
    found.differences.push({ field: "exit", ours: ran.outcome, legacy: theirs });
}

function compareAllOutputs({ outputs, end }: OwnRun, legacy: LegacyStart, found: Found): void {
  if (outputs === null || end === null) return;
  const { differences, notObservable } = compareOutputs(outputs, legacy.outputs);
  for (const one of differences) found.differences.push({ field: "output", ...one });
  if (notObservable.length === 0) return;
  if (legacy.endKnown === "absent") found.open = true;
  else found.notObservable.push("output");
}
