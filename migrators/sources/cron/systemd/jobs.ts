// Timers with their services as jobs.

import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { holdsSecret } from "#migrators/secrets.ts";
import type { LegacyFile, Statement } from "#migrators/statement.ts";
import { addJobs } from "../add-jobs.ts";
import { blankJob } from "../blank-job.ts";
import type { CronOptions } from "../dialect.ts";
import { findingOf } from "../finding.ts";
import { setWork } from "./service.ts";
import { Settings } from "./settings.ts";
import { setSchedule } from "./timer.ts";
import { statementsOf, type Unit, unitsOf } from "./units.ts";

/** Adds what timers say. Units that no timer starts are no jobs. */
export function addUnits(
  files: readonly LegacyFile[],
  options: CronOptions,
  estate: LegacyEstate,
): void {
  estate.files.push(...files);
  for (const { statements } of files)
    for (const of of statements)
      if (of.attributes.length === 0) estate.inert.push({ of, code: "systemd-words" });
  const units = unitsOf(files);
  const started = new Set<Unit>();
  const jobs: LegacyJob[] = [];
  for (const unit of units.values()) {
    for (const { statements } of unit.overridden)
      for (const of of statements) estate.inert.push({ of, code: "systemd-overridden" });
    const [first] = statementsOf(unit);
    if (!unit.name.endsWith(".timer") || first === undefined) continue;
    jobs.push(jobOf(unit, first, units, started, options));
  }
  for (const unit of units.values())
    if (unit.name.endsWith(".service") && !started.has(unit)) leaveOut(unit, estate);
  addJobs(jobs, estate);
  remark(jobs, estate);
}

function jobOf(
  unit: Unit,
  first: Statement,
  units: ReadonlyMap<string, Unit>,
  started: Set<Unit>,
  options: CronOptions,
): LegacyJob {
  const own = statementsOf(unit);
  const statement = own.find(({ kind, name }) => kind === "section" && name === "Timer") ?? first;
  const job = blankJob(statement, unit.name);
  job.name = unit.name.slice(0, -".timer".length);
  job.also = own.filter((each) => each !== statement);
  const timer = new Settings(unit, job);
  const isTemplate = job.name.endsWith("@");
  if (unit.isUnclear || isTemplate)
    timer.refuse("systemd-unit", isTemplate ? "it is a template" : "its file can't be told");
  setSchedule(job, timer, options);
  const named = timer.last("Timer", "Unit");
  const name = named?.value ?? `${job.name}.service`;
  if (named !== null) timer.inert(named, "same");
  timer.judgeRest();
  const found = units.get(name);
  if (found === undefined || found === unit) {
    timer.refuse("systemd-service", `${name} is not among the files`, named ? [named] : []);
    return job;
  }
  started.add(found);
  job.also = [...job.also, ...statementsOf(found)];
  const service = new Settings(found, job);
  if (found.isUnclear) service.refuse("systemd-unit", `the file of ${name} can't be told`);
  setWork(job, service, options.user);
  service.judgeRest();
  return job;
}

function leaveOut(unit: Unit, estate: LegacyEstate): void {
  const [file] = unit.files;
  for (const of of statementsOf(unit)) estate.inert.push({ of, code: "systemd-not-timed" });
  const place = { file: file?.file ?? unit.name, line: 1, column: 1 };
  estate.findings.push(findingOf("systemd-not-timed", place, `no timer starts ${unit.name}`));
}

function remark(jobs: readonly LegacyJob[], estate: LegacyEstate): void {
  for (const { statement, assumed = [], also } of jobs) {
    const lost = assumed.filter(({ code }) => code === "systemd-confinement");
    const names = lost.map(({ attribute }) => attribute.name).join(", ");
    const [first] = lost;
    if (first)
      estate.findings.push(
        findingOf(
          ...(["systemd-confinement", first.attribute.place] as const),
          `its command runs without ${names}`,
        ),
      );
    for (const { attributes } of [statement, ...also])
      for (const { name, value, place } of attributes)
        if (/^(?:Exec|Environment)/.test(name) && holdsSecret(value))
          estate.findings.push(
            findingOf("cron-secret", place, "the setting seems to hold a password"),
          );
  }
}
