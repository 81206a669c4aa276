// CronJobs of manifests as jobs.

import { isTimezone } from "#core/timezone.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { shownValue } from "#migrators/shown.ts";
import { addJobs } from "../add-jobs.ts";
import { blankJob } from "../blank-job.ts";
import type { CronOptions } from "../dialect.ts";
import { findingOf } from "../finding.ts";
import type { CronInput } from "../input.ts";
import { neverStarts } from "../simulate.ts";
import { setPod } from "./pod.ts";
import { attributesOf, child, type Manifest, readManifests } from "./read.ts";
import { readSchedule } from "./schedule.ts";
import { Settings } from "./settings.ts";

/** Adds what the CronJobs of a file say; objects of other kinds are left out by name. */
export function addManifests(input: CronInput, options: CronOptions, estate: LegacyEstate): void {
  const { file, manifests } = readManifests(input.file, input.text, input.encoding);
  estate.files.push(file);
  const known = new Set(estate.jobs.map(({ key }) => key));
  const jobs: LegacyJob[] = [];
  for (const manifest of manifests) {
    const kind = child(manifest.root, "kind");
    if (kind?.kind === "leaf" && kind.attribute.value === "CronJob")
      jobs.push(jobOf(manifest, known, options));
    else leaveOut(manifest, kind?.kind === "leaf" ? kind.attribute.value : "nothing", estate);
  }
  for (const statement of file.statements) {
    if (statement.children.length > 0)
      estate.inert.push({ of: statement, code: "kubernetes-words", alone: true });
    else if (!manifests.some((each) => each.statement === statement))
      estate.inert.push({ of: statement, code: "kubernetes-other" });
  }
  addJobs(jobs, estate);
  for (const job of jobs) remark(job, estate);
}

function remark({ statement, inert, refusals }: LegacyJob, estate: LegacyEstate): void {
  if (inert.some(({ code }) => code === "cron-never-fires"))
    estate.findings.push(
      findingOf("cron-never-fires", statement.place, "it never runs: no date matches its schedule"),
    );
  for (const attribute of statement.attributes) {
    if (!/\.(?:command|args|env)\[/.test(attribute.name)) continue;
    if (shownValue(attribute, statement) === attribute.value) continue;
    const message = "the value seems to hold a password, which no spec may";
    refusals.push({ code: "command-secret", message, from: [attribute] });
    estate.findings.push(findingOf("cron-secret", attribute.place, message));
  }
}

function leaveOut({ statement }: Manifest, kind: string, estate: LegacyEstate): void {
  estate.inert.push({ of: statement, code: "kubernetes-other" });
  const message = `only CronJobs start by a schedule; this is ${kind}`;
  estate.findings.push(findingOf("kubernetes-other", statement.place, message));
}

function jobOf({ statement, root }: Manifest, known: Set<string>, options: CronOptions): LegacyJob {
  const namespace = child(child(root, "metadata"), "namespace");
  const name = statement.name ?? "cronjob";
  const space = namespace?.kind === "leaf" ? `${namespace.attribute.value}/` : "";
  let key = `${space}${name}`;
  for (let number = 2; known.has(key); number++) key = `${space}${name}#${number}`;
  known.add(key);
  const job = blankJob(statement, key);
  job.name = name;
  const settings = new Settings(root, job);
  const kind = settings.at("kind");
  // The pod is one of ours: confined, and without the template's labels.
  if (kind) settings.assume(attributesOf(kind, null), "kubernetes-pod");
  for (const path of ["apiVersion", "metadata.name"]) {
    const found = settings.text(settings.at(path));
    if (found) settings.inert(found.from, "same");
  }
  const found = settings.text(namespace);
  if (found) settings.assume(found.from, "kubernetes-namespace");
  const connection = options.connection ?? null;
  if (connection === null)
    settings.refuse("kubernetes-connection", "the connection to the cluster is not known");
  setSchedule(job, settings, options.timezone);
  setPod(job, settings, connection);
  settings.judgeRest();
  return job;
}

const overlaps: ReadonlyMap<string, "skip" | "replace"> = new Map([
  ["Forbid", "skip"],
  ["Replace", "replace"],
]);
/** What is later than this is missed, for us. */
const lateSeconds = 60;

function setSchedule(job: LegacyJob, settings: Settings, host: string | null): void {
  const zone = settings.text(settings.at("spec.timeZone"));
  job.schedule.timezone = zone ?? (host === null ? null : { value: host, from: [] });
  const { timezone } = job.schedule;
  if (timezone === null) settings.refuse("cron-timezone", "the zone of the cluster is not known");
  else if (!isTimezone(timezone.value))
    settings.refuse("cron-timezone", `there is no time zone "${timezone.value}"`, zone?.from ?? []);
  const policy = settings.text(settings.at("spec.concurrencyPolicy"));
  const overlap = overlaps.get(policy?.value ?? "");
  if (overlap) job.overlap = { value: overlap, from: policy?.from ?? [] };
  if (policy?.value === "Forbid") settings.assume(policy.from, "kubernetes-forbid");
  else if (policy?.value === "Allow") settings.inert(policy.from, "same");
  else if (policy && !overlap)
    settings.refuse("kubernetes-setting", `there is no policy ${policy.value}`, policy.from);
  const late = settings.count("spec.startingDeadlineSeconds");
  job.schedule.missed = late !== null && late.value <= lateSeconds ? "none" : "latest";
  if (late) settings.assume(late.from, "kubernetes-late");
  const text = settings.text(settings.at("spec.schedule"));
  const times = text && readSchedule(text.value);
  const suspend = settings.text(settings.at("spec.suspend"), false);
  if (suspend)
    settings.inert(suspend.from, suspend.value === "true" ? "kubernetes-suspended" : "same");
  if (text === null || times === null)
    settings.refuse(
      "kubernetes-schedule",
      `${text?.value ?? "nothing"} is no schedule of a CronJob`,
      text?.from,
    );
  else if (neverStarts(times)) settings.inert(text.from, "cron-never-fires");
  else if (suspend?.value === "true") settings.inert(text.from, "kubernetes-suspended");
  else
    job.schedule.start = {
      ...{ kind: "cron", dialect: "kubernetes", assumed: null },
      text: { value: text.value.trim().split(/\s+/).join(" "), from: text.from },
    };
}
