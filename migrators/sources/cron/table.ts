// Crontabs as jobs: each entry one, with the environment that stands above it.

import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import type { LegacyAttribute, LegacyFile } from "#migrators/statement.ts";
import { addJobs, refuseAll } from "./add-jobs.ts";
import { type CronOptions, type CronPlace, isIgnoredName, placeOf } from "./dialect.ts";
import { EnvironmentSoFar } from "./environment.ts";
import { findingOf } from "./finding.ts";
import { formatOfText } from "./format.ts";
import type { CronInput } from "./input.ts";
import { jobOf, refusedLine } from "./job.ts";
import { type CronLine, parseLine } from "./parse.ts";
import { readTable, type TableRules } from "./read.ts";
import { remarksOf } from "./remarks.ts";

/** Beyond it Debian's cron ignores a table. */
const mostDebianLines = 10_000;

/** Adds what a crontab says. */
export function addTable(input: CronInput, options: CronOptions, estate: LegacyEstate): void {
  const place = placeOf(input.file);
  const told = options.format ?? place.format;
  const format = told ?? formatOfText(input.text);
  const rules: TableRules = { dialect: options.dialect ?? "cronie", format: format ?? "user" };
  const file = readTable(input.file, input.text, input.encoding, rules);
  estate.files.push(file);
  if (place.isDropIn && isIgnoredName(input.file.split("/").at(-1) ?? "", rules.dialect)) {
    ignoreFile(file, estate);
    return;
  }
  const lines = file.statements.map((statement) => parseLine(statement, rules));
  const start = { file: input.file, line: 1, column: 1 };
  if (told === null && format !== null && file.statements.length > 0)
    file.findings.push(
      findingOf(
        ...(["cron-format-assumed", start] as const),
        format === "system"
          ? "read with a column of users: the sixth words are users of the system"
          : "read without a column of users: the sixth words begin commands",
      ),
    );
  const jobs = jobsOf(lines, { ...rules, options, place }, estate);
  file.findings.push(...remarksOf(lines, jobs, rules, place.user ?? options.user));
  if (format === null)
    refuseAll(jobs, "cron-format", "it is not known whether the table has users");
  if (options.dialect === null)
    refuseAll(jobs, "cron-dialect", "it is not known whose cron reads the table");
  else if (options.dialect === "debian") dropBroken(file, lines, jobs);
  addJobs(jobs, estate);
}

function ignoreFile(file: LegacyFile, estate: LegacyEstate): void {
  const name = file.file.split("/").at(-1) ?? "";
  const place = { file: file.file, line: 1, column: 1 };
  file.findings.push(
    findingOf("cron-ignored-name", place, `the daemon doesn't read a file called ${name}`),
  );
  for (const statement of file.statements)
    estate.inert.push({ of: statement, code: "cron-ignored-name" });
}

export interface TableContext extends TableRules {
  options: CronOptions;
  place: CronPlace;
}

/** The jobs of a table; an assignment that no entry sees is accounted for as such. */
function jobsOf(
  lines: readonly CronLine[],
  context: TableContext,
  estate: LegacyEstate,
): LegacyJob[] {
  const jobs: LegacyJob[] = [];
  const environment = new EnvironmentSoFar();
  const seen = new Set<LegacyAttribute>();
  for (const line of lines)
    if (line.kind === "assignment") environment.assign(line.attribute);
    else if (line.kind === "entry") {
      for (const attribute of environment.seen.values()) seen.add(attribute);
      jobs.push(jobOf(line, environment.seen, context));
    } else jobs.push(refusedLine(line, context));
  for (const line of lines)
    if (line.kind === "assignment" && !seen.has(line.attribute))
      estate.inert.push({ of: line.statement, code: "cron-variable-overridden" });
  return jobs;
}

/** One line that it can't read, and Debian's cron drops the table: what else is in it never ran. */
function dropBroken(
  file: LegacyFile,
  lines: readonly CronLine[],
  jobs: readonly LegacyJob[],
): void {
  const bad = lines.find(({ kind }) => kind === "bad");
  const last = file.statements.at(-1)?.place.line ?? 0;
  const cause =
    bad?.kind === "bad"
      ? { place: bad.at?.place ?? bad.statement.place, why: bad.reason }
      : last > mostDebianLines
        ? { place: { file: file.file, line: last, column: 1 }, why: "it has over 10,000 lines" }
        : null;
  if (cause === null) return;
  const why = `Debian's cron drops the table because of line ${cause.place.line} (${cause.why})`;
  file.findings.push(findingOf("cron-file-dropped", cause.place, why));
  for (const job of jobs) {
    if (job.refusals.length === 0)
      job.refusals.push({ code: "cron-file-dropped", message: why, from: [] });
    job.state = { value: "inactive", from: [] };
  }
}
