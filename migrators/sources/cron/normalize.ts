// Tables as one legacy estate: each entry a job, with the environment that stands above it.

import { commonCodes } from "#migrators/codes.ts";
import { kindOf } from "#migrators/kind.ts";
import type { Decision, LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import type { LegacyAttribute, LegacyFile } from "#migrators/statement.ts";
import { type CronOptions, type CronPlace, isIgnoredName, placeOf } from "./dialect.ts";
import { EnvironmentSoFar } from "./environment.ts";
import { type CronCode, findingOf } from "./finding.ts";
import { formatOfText } from "./format.ts";
import { jobOf, refusedLine } from "./job.ts";
import { type CronLine, parseLine } from "./parse.ts";
import { readTable, type TableRules } from "./read.ts";
import { remarksOf } from "./remarks.ts";

export interface CronInput {
  /** As it was given. */
  file: string;
  text: string;
  encoding: string;
}

/** Beyond it Debian's cron ignores a table. */
const mostDebianLines = 10_000;

/** Reads tables and says what they mean; what can't be known without a parameter is a decision, and its jobs are refused. */
export function cronEstate(inputs: readonly CronInput[], options: CronOptions): LegacyEstate {
  const estate: LegacyEstate = {
    ...{ system: "cron", instance: options.instance },
    ...{ files: [], jobs: [], calendars: [], resources: [], variables: [] },
    ...{ findings: [], decisions: [], inert: [] },
  };
  for (const input of inputs) addTable(input, options, estate);
  estate.decisions = decisionsOf(estate.jobs);
  for (const { code, question, jobs } of estate.decisions) {
    const first = estate.jobs.find(({ key }) => key === jobs[0]) as LegacyJob;
    const count = jobs.length === 1 ? "1 job waits" : `${jobs.length} jobs wait`;
    const message = `${question} ${count} for the answer.`;
    estate.findings.push(findingOf(code as CronCode, first.statement.place, message));
  }
  return estate;
}

function addTable(input: CronInput, options: CronOptions, estate: LegacyEstate): void {
  const kind = kindOf(input.text);
  if (kind !== null) {
    estate.files.push(refusedFile(input, kind));
    return;
  }
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
  for (const { refusals, statement } of jobs)
    for (const { code, message, from } of refusals)
      if (!shared.has(code))
        estate.findings.push(
          findingOf(code as CronCode, from[0]?.place ?? statement.place, message),
        );
  estate.jobs.push(...jobs);
}

function refusedFile({ file, encoding }: CronInput, kind: string): LegacyFile {
  const place = { file, line: 1, column: 1 };
  const { severity, help } = commonCodes["wrong-kind"];
  const finding = {
    code: "wrong-kind",
    severity,
    place,
    message: `this is ${kind} and no crontab`,
    help,
  };
  return { file, encoding, statements: [], asides: [], findings: [finding], refused: true };
}

/** What all jobs of a table have is told once, not with each. */
const shared: ReadonlySet<string> = new Set<CronCode>([
  ...(["cron-format", "cron-dialect", "cron-timezone", "cron-file-dropped"] as const),
]);

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

function refuseAll(jobs: readonly LegacyJob[], code: CronCode, message: string): void {
  for (const job of jobs) job.refusals.push({ code, message, from: [] });
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

/** What only a person can say, with the jobs that wait for it. */
function decisionsOf(jobs: readonly LegacyJob[]): Decision[] {
  const asked: [code: CronCode, parameter: string, question: string, obtain: string][] = [
    [
      ...(["cron-dialect", "dialect", "Whose cron reads the tables: debian or cronie?"] as const),
      "crond -V (cronie answers); dpkg -s cron (Debian's)",
    ],
    [
      ...(["cron-timezone", "timezone", "In which zone is the host of the tables?"] as const),
      "timedatectl show -p Timezone --value",
    ],
    [
      ...(["cron-format", "format", "Do the tables have a column of users?"] as const),
      "ask where the files were copied from: /etc has users (system), /var/spool has none (user)",
    ],
  ];
  return asked.flatMap(([code, parameter, question, obtain]) => {
    const waiting = jobs.filter(({ refusals }) => refusals.some((one) => one.code === code));
    return waiting.length === 0
      ? []
      : [{ parameter, code, question, obtain, jobs: waiting.map(({ key }) => key) }];
  });
}
