// What tools that test data leave as a file: which tests there were, and what became of each.

import type { ReportSpec } from "#schemas/types.ts";

export type ReportFormat = ReportSpec["format"];

export interface Report {
  format: ReportFormat;
  /** Relative to where the command starts. */
  file: string;
  /** What becomes of the task when a test fails that may. */
  onFailure: "block" | "warn";
}

/** With its default. */
export const normalizeReport = ({ file, format, onFailure }: ReportSpec): Report => ({
  ...{ file, format },
  onFailure: onFailure ?? "block",
});

/** One test, or one thing that was built. */
export interface Finding {
  name: string;
  /** `error`: it could not be tested, or not be built; `skipped`: the tool did not come to it. */
  outcome: "held" | "warned" | "failed" | "error" | "skipped";
  /** How many records break it, where the tool says so. */
  figure: number | null;
  /** For people. */
  message: string;
}

/** Largest report that is read. A run of dbt with 5,000 models and tests leaves some 15 MB. */
export const maxReportBytes = 32 * 1024 * 1024;

/** Findings, or why there are none, as the rest of a sentence about the report. */
export type ReadReport = { findings: Finding[] } | { problem: string };
