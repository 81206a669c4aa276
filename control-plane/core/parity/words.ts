// What is said of verdicts to people: one word or sentence for each, and a mark for a date.

import { formatDuration } from "../duration.ts";
import type { Difference, ParityField, Verdict } from "./verdict.ts";

/** `start +2m10s; exit 0, there 4`. */
export const differenceWords = (difference: Difference): string => {
  switch (difference.field) {
    case "start":
    case "lag":
      return `${difference.field} ${signed(difference.byMs)} there`;
    case "duration": {
      const { ours, p5, p95 } = difference;
      return `took ${seconds(ours)}, there ${seconds(p5)} to ${seconds(p95)}`;
    }
    case "exit":
      return `exit ${difference.ours}, there ${difference.legacy}`;
    case "output":
      return `${difference.name}: ${difference.part} ${shown(difference.ours)}, there ${shown(difference.legacy)}`;
    default:
      throw new Error(`no field is a ${JSON.stringify(difference satisfies never)}`);
  }
};

/** What a pair came to. A start that matches where the rest can't be seen is said so, and is no match. */
export function verdictWords(pair: {
  verdict: Verdict;
  differences: readonly Difference[];
  notObservable: readonly ParityField[];
}): string {
  const { verdict, differences, notObservable } = pair;
  if (verdict === "differs") return `differs: ${differences.map(differenceWords).join("; ")}`;
  if (verdict !== "not-observable" || notObservable.length === 0) return verdict;
  const hidden = notObservable.join(", ");
  return hidden.includes("start") || hidden.includes("lag")
    ? `not-observable: ${hidden}`
    : `start-match (${hidden} not observable)`;
}

/** The worst of a date decides: `x` differs, `-` one side alone, `?` can't be known, `o` may still come, `=` all alike, `.` nothing. */
export function markOf(counts: Readonly<Partial<Record<Verdict, number>>>): string {
  const has = (...of: Verdict[]): boolean => of.some((verdict) => (counts[verdict] ?? 0) > 0);
  if (has("differs")) return "x";
  if (has("only-legacy", "only-ours")) return "-";
  if (has("not-observable", "unobserved")) return "?";
  if (has("open")) return "o";
  return has("match") ? "=" : ".";
}

const shown = (value: number | string): string =>
  typeof value === "number" ? `${value}` : value.slice(0, "sha256:".length + 12);

const seconds = (ms: number): string => (ms < 60_000 ? `${ms / 1_000} s` : formatDuration(ms));

const signed = (ms: number): string => `${ms < 0 ? "-" : "+"}${seconds(Math.abs(ms))}`;
