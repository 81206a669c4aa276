// Jobs of an anacrontab: once a period, when anacron is started and the job's delay has passed.

import { isTimezone } from "#core/timezone.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { holdsSecret } from "#migrators/secrets.ts";
import type { LegacyAttribute, LegacyFile, Statement } from "#migrators/statement.ts";
import { addJobs } from "../add-jobs.ts";
import { blankJob } from "../blank-job.ts";
import type { CronOptions } from "../dialect.ts";
import { type CronEnvironment, EnvironmentSoFar, isNoDelay } from "../environment.ts";
import { type CronCode, findingOf } from "../finding.ts";
import type { CronInput } from "../input.ts";
import { dueOf, faultOf, noPeriod, periodOf } from "./period.ts";
import { readAnacrontab } from "./read.ts";
import { inHours, type StartHours, timeAfter } from "./time.ts";

/** Adds what an anacrontab says. */
export function addAnacrontab(input: CronInput, options: CronOptions, estate: LegacyEstate): void {
  const { dialect } = options;
  const file = readAnacrontab(input.file, input.text, input.encoding, dialect ?? "cronie");
  estate.files.push(file);
  const environment = new EnvironmentSoFar();
  const hours = startHours(file.statements, dialect);
  const jobs: LegacyJob[] = [];
  const seen = new Set<LegacyAttribute>();
  for (const statement of file.statements) {
    const [attribute] = statement.attributes;
    const isAssignment = statement.kind === "assignment" && attribute !== undefined;
    if (isAssignment && (dialect === "debian" || isReadable(attribute)))
      environment.assign(attribute);
    else if (statement.kind !== "job") jobs.push(refusedLine(statement));
    else {
      for (const one of environment.seen.values()) seen.add(one);
      jobs.push(jobOf(statement, environment.seen, hours, options));
    }
  }
  for (const statement of file.statements)
    if (statement.kind === "assignment" && !statement.attributes.some((one) => seen.has(one)))
      estate.inert.push({ of: statement, code: "cron-variable-overridden" });
  remark(file, jobs);
  addJobs(jobs, estate);
}

/** cronie's anacron skips the line where its own settings are no numbers. */
function isReadable({ name, value }: LegacyAttribute): boolean {
  if (name.startsWith("RANDOM_DELAY")) return /^\d+$/.test(value);
  if (name.startsWith("PREFERRED_HOUR")) return !/^\d+$/.test(value) || Number(value) <= 24;
  if (!name.startsWith("START_HOURS_RANGE")) return true;
  const [, from, until] = /^(\d+)-(\d+)$/.exec(value) ?? [];
  return until !== undefined && Number(until) >= Number(from);
}

/** Of the whole file, wherever they stand; Debian's anacron has none. */
function startHours(statements: readonly Statement[], dialect: CronOptions["dialect"]): StartHours {
  const hours: StartHours = { from: 0, until: 24, only: null };
  if (dialect === "debian") return hours;
  for (const { kind, attributes } of statements)
    for (const attribute of kind === "assignment" ? attributes : []) {
      if (!isReadable(attribute)) continue;
      const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(attribute.value) ?? [];
      if (attribute.name.startsWith("PREFERRED_HOUR") && first !== undefined)
        hours.only = Number(first);
      if (attribute.name.startsWith("START_HOURS_RANGE")) {
        hours.from = Number(first);
        hours.until = Number(last);
      }
    }
  return hours;
}

function refusedLine(statement: Statement): LegacyJob {
  const message = "anacron skips the line, as it can't read it";
  return {
    ...blankJob(statement),
    refusals: [{ code: "cron-bad-line", message, from: statement.attributes }],
    state: { value: "inactive", from: [] },
  };
}

function jobOf(
  statement: Statement,
  environment: CronEnvironment,
  hours: StartHours,
  options: CronOptions,
): LegacyJob {
  const [read, delay, id, command] = statement.attributes as [
    ...[LegacyAttribute, LegacyAttribute, LegacyAttribute, LegacyAttribute],
  ];
  const { file, line } = statement.place;
  const job = blankJob(statement, `${file}:${line} ${id.value}`);
  job.name = id.value;
  job.inert.push({ attribute: id, code: "same" });
  // It runs as root, whatever the table says, and one run of a job at a time.
  job.user = { value: "root", from: [] };
  job.overlap = { value: "queue", from: [] };
  job.work = {
    ...{ kind: "command", form: "line", shell: null, profile: null, detached: false },
    text: { value: command.value, from: [command] },
    ...{ directory: { value: "/", from: [] }, stdin: null, stdout: null, stderr: null },
  };
  addEnvironment(job, environment, options);
  const refuse = (code: CronCode, message: string, from: readonly LegacyAttribute[] = []) =>
    job.refusals.push({ code, message, from });
  const { timezone, anacron } = options;
  job.schedule.timezone = timezone === null ? null : { value: timezone, from: [] };
  job.schedule.missed = "latest";
  if (options.dialect === null) refuse("cron-dialect", "it is not known whose anacron reads it");
  if (timezone === null || !isTimezone(timezone))
    refuse("cron-timezone", "the zone of the anacrontab's host is not known");
  const period = periodOf(read.value);
  const said = { id: id.value, ...anacron };
  const fault = period === null ? noPeriod : faultOf(period, said);
  if (fault) refuse(fault, `it has the period ${read.value}`, [read]);
  if (anacron?.start === undefined) {
    refuse("anacron-start", "it is not known when anacron is started");
    return job;
  }
  const due = timeAfter(anacron.start, Number(delay.value));
  if (due === null || !inHours(due, hours))
    refuse("anacron-hours", `${anacron.start} and ${delay.value} minutes are outside`, [delay]);
  else if (period !== null && !fault) {
    const { text: value, ...days } = dueOf(period, due, said);
    const assumed =
      period === "monthly" ? "anacron-month" : period === "yearly" ? "anacron-year" : "anacron-due";
    const text = { value, from: [read, delay] };
    job.schedule.start = { kind: "cron", dialect: "trunkline", assumed, text, ...days };
  }
  return job;
}

function addEnvironment(job: LegacyJob, environment: CronEnvironment, options: CronOptions): void {
  for (const [name, attribute] of environment) {
    const assume = (code: CronCode) => {
      job.assumed = [...(job.assumed ?? []), { attribute, code }];
    };
    const isOwn = options.dialect !== "debian";
    if (isOwn && /^(?:START_HOURS_RANGE|PREFERRED_HOUR)/.test(name)) assume("anacron-due");
    else if (isOwn && name.startsWith("RANDOM_DELAY") && isNoDelay(attribute))
      job.inert.push({ attribute, code: "cron-random-delay" });
    else if (isOwn && name.startsWith("RANDOM_DELAY")) assume("cron-random-delay");
    else if (name === "MAILTO" && attribute.value !== "")
      job.notifications.push({
        ...{ on: "output", to: [attribute.value], subject: null, message: null },
        from: [attribute],
      });
    else if (name === "MAILTO") job.inert.push({ attribute, code: "cron-no-mail" });
    else if (name === "MAILFROM" || name === "NO_MAIL_OUTPUT")
      job.inert.push({ attribute, code: "cron-mailer" });
    else job.environment.push({ name, value: { value: attribute.value, from: [attribute] } });
  }
}

function remark(file: LegacyFile, jobs: readonly LegacyJob[]): void {
  const told = jobs.filter(({ refusals }) => refusals.length === 0);
  const [first] = told;
  if (first && told.length > 1)
    file.findings.push(
      findingOf(
        ...(["anacron-serial", first.statement.place] as const),
        "anacron may run these jobs one after the other; their pipelines start at their times",
      ),
    );
  for (const { statement } of jobs)
    for (const { name, value, place } of statement.attributes)
      if (name === "command" && holdsSecret(value))
        file.findings.push(findingOf("cron-secret", place, "the command seems to hold a password"));
}
