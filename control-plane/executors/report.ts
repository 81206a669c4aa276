// The report that a command has left: what it found is kept with the run, and decides how the task ends.

import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { readReport } from "#core/reports/read.ts";
import { maxReportBytes, type Report } from "#core/reports/report.ts";
import { type Found, foundIn, resultsOf, verdictOf } from "#core/reports/verdict.ts";
import type { AttemptRequest, AttemptResult } from "./executor.ts";
import { reason } from "./stop.ts";

/** Its text, or why it can't be had, as the rest of a sentence about it. */
export type ReportText = { text: string } | { problem: string };

/** Keeps what the report says, and gives it in short. Rejects when the attempt is not the task's newest any more. */
export async function foundReport(
  report: Report,
  given: ReportText,
  figures: AttemptRequest["figures"],
): Promise<Found> {
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
 * @param owner Whose file it has to be; null: anybody's.
 */
export async function reportIn(
  directory: string,
  file: string,
  owner: number | null,
): Promise<ReportText> {
  let handle: FileHandle | undefined;
  try {
    const [root, path] = await Promise.all([realpath(directory), realpath(join(directory, file))]);
    if (!path.startsWith(root + sep))
      return { problem: "leads out of the directory of the attempt" };
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (!stat.isFile()) return { problem: "is not a plain file" };
    if (owner !== null && (stat.uid !== owner || stat.nlink > 1))
      return { problem: "is not the task's own file" };
    if (stat.size > maxReportBytes)
      return { problem: `has ${stat.size} bytes; at most ${maxReportBytes} are read` };
    return { text: await handle.readFile("utf8") };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Without the paths of this machine, which the system's own sentence has.
    return {
      problem: code === "ENOENT" ? "is not there" : `can't be read: ${code ?? reason(error)}`,
    };
  } finally {
    await handle?.close();
  }
}
