// What a report makes of a task: what is kept of it, whether the task succeeded, and what it gives on.

import type { CheckResult } from "../checks/check.ts";
import { exitCodeMessage } from "../exit-code.ts";
import type { Finding, ReadReport, Report, ReportFormat } from "./report.ts";

/** A report in short, as it is recorded with what runs elsewhere. */
export interface Summary {
  counts: Readonly<Record<Finding["outcome"], number>>;
  /** The first that failed, for people. */
  told: string;
}

/** A report in short, or why it can't be used, as the rest of a sentence about it. */
export type Found = Summary | { problem: string };

/** Most that are kept of one report. */
export const maxResults = 2_000;
const maxName = 300;
const maxMessage = 500;

const verdicts: Readonly<Record<Finding["outcome"], CheckResult["verdict"]>> = {
  held: "held",
  warned: "warned",
  failed: "failed",
  error: "failed",
  skipped: "unknown",
};

const order: readonly Finding["outcome"][] = ["error", "failed", "warned", "skipped", "held"];

/** What is kept with the run: what went wrong first, where not all can be. */
export function resultsOf(
  findings: readonly Finding[],
  { onFailure }: Pick<Report, "onFailure">,
): CheckResult[] {
  const worstFirst = findings.toSorted(
    (a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome),
  );
  return worstFirst.slice(0, maxResults).map(({ name, outcome, figure, message }) => ({
    name: cut(name, maxName),
    verdict: outcome === "failed" && onFailure === "warn" ? "warned" : verdicts[outcome],
    figure,
    message: cut(message, maxMessage),
    sample: [],
  }));
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

const maxTold = 5;

export function foundIn(read: ReadReport): Found {
  if ("problem" in read) return read;
  const { findings } = read;
  const counts = { held: 0, warned: 0, failed: 0, error: 0, skipped: 0 };
  for (const { outcome } of findings) counts[outcome]++;
  const bad = findings.filter(({ outcome }) => outcome === "failed" || outcome === "error");
  const told = bad
    .slice(0, maxTold)
    .map(({ name, message }) => `${cut(name, 100)}: ${cut(message.split("\n", 1)[0] ?? "", 100)}`);
  const more = bad.length - told.length;
  return { counts, told: [...told, ...(more > 0 ? [`${more} more`] : [])].join("; ") };
}

/** What the tool exits with when it has come to its end, and some tests failed or warned. */
const findingExits: Readonly<Record<ReportFormat, readonly number[]>> = {
  dbt: [1],
  // Of whoever's script calls it.
  "great-expectations": [1],
  // docs.soda.io: 1 a warning, 2 a failure, 3 an error of its own, 4 results that could not be sent.
  soda: [1, 2],
};

export interface ReportVerdict {
  succeeded: boolean;
  /** Sentences for people; null: there is nothing to say. */
  message: string | null;
  outputs: Record<string, string>;
}

/**
 * What the end of the command and its report come to together. A command that says that something else went wrong has
 * failed, whatever its report says, and one without its report has not shown that anything held.
 */
export function verdictOf(
  { format, file, onFailure }: Report,
  exitCode: number,
  found: Found,
): ReportVerdict {
  const exit = exitCodeMessage(exitCode);
  if ("problem" in found) {
    const message = [exit, `The report ${file} ${found.problem}.`].filter(Boolean).join(" ");
    return { succeeded: false, message, outputs: {} };
  }
  const { held, warned, failed, error, skipped } = found.counts;
  const isTold = exitCode === 0 || findingExits[format].includes(exitCode);
  // What a failed test kept from being built is missing, whatever the failure itself may do.
  const isBad = error > 0 || (failed > 0 && (onFailure === "block" || skipped > 0));
  // An exit that tells of findings, of which the report has none, tells of something else.
  const isExplained = exitCode === 0 || failed + error + warned > 0;
  const succeeded = isTold && isExplained && !isBad;
  const bad = failed + error;
  const all = held + warned + bad + skipped;
  const message = [
    ...(succeeded || exit === null ? [] : [exit]),
    ...(bad === 0 ? [] : [`${bad} of ${all} failed: ${found.told}.`]),
    ...(bad === 0 || skipped === 0 ? [] : [`Skipped: ${skipped}.`]),
  ].join(" ");
  return {
    succeeded,
    message: message === "" ? null : message,
    outputs: {
      result: isBad ? "failed" : failed + warned > 0 ? "warned" : "passed",
      passed: String(held),
      warned: String(warned + (onFailure === "warn" ? failed : 0)),
      failed: String(error + (onFailure === "warn" ? 0 : failed)),
      skipped: String(skipped),
    },
  };
}
