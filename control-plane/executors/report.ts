// The report that a command has left: what it found is kept with the run, and decides how the task ends.

import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { readReport } from "#core/reports/read.ts";
import { maxReportBytes, type Report } from "#core/reports/report.ts";
import { type Found, foundIn, resultsOf, verdictOf } from "#core/reports/verdict.ts";
import type { AttemptRequest, AttemptResult } from "./executor.ts";
import { readTaskFile, type TaskFile, whyUnread } from "./task-file.ts";

/** Keeps what the report says, and gives it in short. Rejects when the attempt is not the task's newest any more. */
export async function foundReport(
  report: Report,
  given: TaskFile,
  figures: AttemptRequest["figures"],
): Promise<Found> {
  if (given === null) return { problem: "is not there" };
  if ("problem" in given) return given;
  const read = readReport(report.format, given.text);
  if ("findings" in read) await figures?.record(resultsOf(read.findings, report));
  return foundIn(read);
}

/** An attempt that ended by itself, with what its report makes of it. Its own outputs count before those of the report. */
export function withReport(result: AttemptResult, report: Report, found: Found): AttemptResult {
  const { succeeded, message, outputs } = verdictOf(report, result.exitCode ?? 0, found);
  return {
    ...result,
    verdict: succeeded ? "succeeded" : "failed",
    message,
    outputs: { ...outputs, ...result.outputs },
  };
}

/**
 * What is in a file that the command made in its directory. One that leads elsewhere, as into the project's own files,
 * is none of this attempt.
 * @param owner As of `readTaskFile`.
 */
export async function reportIn(
  directory: string,
  file: string,
  owner: number | null,
): Promise<TaskFile> {
  try {
    const [root, path] = await Promise.all([realpath(directory), realpath(join(directory, file))]);
    if (!path.startsWith(root + sep))
      return { problem: "leads out of the directory of the attempt" };
    return await readTaskFile(path, { owner, maxBytes: maxReportBytes });
  } catch (error) {
    return whyUnread(error);
  }
}
