// An entry of a table as a job of the one model.

import { stableChoice } from "#core/schedule/stable-choice.ts";
import { isTimezone } from "#core/timezone.ts";
import { withoutGuard } from "#migrators/guarded-command.ts";
import type { LegacyJob, LegacyNotification, Sourced } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import { blankJob } from "./blank-job.ts";
import { type CronEnvironment, isNoDelay, type Settings, settingsOf } from "./environment.ts";
import { fieldBounds, readField, timesOf } from "./fields.ts";
import type { CronEntry, CronLine } from "./parse.ts";
import { neverStarts } from "./simulate.ts";
import type { TableContext } from "./table.ts";

/** A line that the daemon can't read: somebody meant a job by it. */
export function refusedLine(
  line: Extract<CronLine, { kind: "bad" }>,
  context: TableContext,
): LegacyJob {
  const job = emptyJob(line, context);
  job.refusals.push({
    code: line.code,
    message: reasonText(line),
    from: line.at ? [line.at] : [],
  });
  job.state = { value: "inactive", from: [] };
  return job;
}

function reasonText({ reason, at }: Extract<CronLine, { kind: "bad" }>): string {
  if (!reason.startsWith("bad ")) return reason;
  const hint =
    at?.name === "command"
      ? ": it has more than five fields, as crons that know seconds or years have"
      : "";
  return `the daemon says "${reason}"${hint}`;
}

function emptyJob(line: CronLine, { options, place }: TableContext): LegacyJob {
  const user = place.user ?? options.user;
  return {
    ...blankJob(line.statement),
    user: user === null ? null : { value: user, from: [] },
  };
}

export function jobOf(
  entry: CronEntry,
  environment: CronEnvironment,
  context: TableContext,
): LegacyJob {
  const job = emptyJob(entry, context);
  const settings = settingsOf(environment, context.dialect);
  if (entry.user) job.user = { value: entry.user.value, from: [entry.user] };
  job.environment = settings.variables;
  job.notifications = mailOf(settings, entry);
  job.inert = inertOf(entry, settings);
  if (entry.command === null) job.inert.push({ attribute: null, code: "cron-no-command" });
  else {
    const command = withoutGuard(entry.command.value);
    if (command !== entry.command.value)
      job.assumed = [{ attribute: entry.command, code: "cron-own-guard" }];
    job.work = {
      ...{ kind: "command", form: "line", profile: null, directory: "home", detached: false },
      text: { value: command, from: [entry.command] },
      shell: settings.shell && { value: settings.shell.value, from: [settings.shell] },
      stdin: entry.stdin && { value: { text: entry.stdin.value }, from: [entry.stdin] },
      ...{ stdout: null, stderr: null },
    };
  }
  setSchedule(job, entry, settings, context);
  return job;
}

function setSchedule(
  job: LegacyJob,
  entry: CronEntry,
  settings: Settings,
  { dialect, options }: TableContext,
): void {
  const refuse = (code: string, message: string, from: readonly LegacyAttribute[] = []) =>
    job.refusals.push({ code, message, from });
  job.schedule.timezone = zoneOf(settings, options.timezone);
  const zone = job.schedule.timezone;
  const isReboot = entry.times === null;
  if (isReboot) job.schedule.start = { kind: "boot", delaySeconds: 0, from: entry.fields };
  const delay = settings.randomDelay;
  if (delay !== null && !isNoDelay(delay))
    job.assumed = [...(job.assumed ?? []), { attribute: delay, code: "cron-random-delay" }];
  if (isReboot) return;
  if (zone === null) refuse("cron-timezone", "the zone of the table's host is not known");
  else if (!isTimezone(zone.value))
    refuse("cron-timezone", `there is no time zone "${zone.value}"`, zone.from);
  const text = cronText(entry, job.key, dialect);
  const times = timesOf(text.value, dialect);
  if (times === null || neverStarts(times)) {
    for (const attribute of entry.fields) job.inert.push({ attribute, code: "cron-never-fires" });
    return;
  }
  job.schedule.start = {
    ...{ kind: "cron", text },
    assumed: entry.random.length > 0 ? "cron-random" : entry.junk.length > 0 ? "cron-junk" : null,
    dialect: dialect === "cronie" && settings.zone ? "cronie-tz" : dialect,
  };
}

const zoneOf = ({ zone }: Settings, host: string | null): Sourced<string> | null =>
  zone ? { value: zone.value, from: [zone] } : host === null ? null : { value: host, from: [] };

/** The fields with a blank between; a value that crond would choose at random is chosen once, by the text and the place. */
function cronText(
  entry: CronEntry,
  key: string,
  dialect: TableContext["dialect"],
): Sourced<string> {
  const words = entry.fields.map((field, index) =>
    entry.random.includes(field) ? frozen(field, index, key, dialect) : field.value,
  );
  return { value: words.join(" "), from: entry.fields };
}

function frozen(
  field: LegacyAttribute,
  index: number,
  key: string,
  dialect: TableContext["dialect"],
): string {
  const bounds = fieldBounds[index] as (typeof fieldBounds)[number];
  const items = field.value.split(",").map((item) => {
    if (!item.includes("~")) return item;
    const set = readField(item, bounds, dialect)?.set ?? [];
    const values = set.flatMap((isSet, value) => (isSet ? [value] : []));
    return `${values[stableChoice(`${key} ${field.value}`, values.length)] ?? item}`;
  });
  return items.join(",");
}

/** cron mails whatever a job prints, unless told to mail nobody. */
function mailOf({ mailTo }: Settings, { mailOnFailure }: CronEntry): LegacyNotification[] {
  if (mailTo === null || mailTo.value === "") return [];
  const to = mailTo.value.split(",").map((one) => one.trim());
  const on = mailOnFailure ? "failureOutput" : "output";
  return [{ on, to, subject: null, message: null, from: [mailTo] }];
}

function inertOf(entry: CronEntry, settings: Settings): LegacyJob["inert"] {
  const { noLog, mailOnFailure } = entry;
  const { mailTo, mailer, overridden, randomDelay } = settings;
  return [
    ...(randomDelay && isNoDelay(randomDelay)
      ? [{ attribute: randomDelay, code: "cron-random-delay" }]
      : []),
    ...(noLog ? [{ attribute: noLog, code: "cron-no-log" }] : []),
    ...(mailOnFailure ? [{ attribute: mailOnFailure, code: "cron-mail-on-failure" }] : []),
    ...(mailTo?.value === "" ? [{ attribute: mailTo, code: "cron-no-mail" }] : []),
    ...mailer.map((attribute) => ({ attribute, code: "cron-mailer" })),
    ...overridden.map((attribute) => ({ attribute, code: "cron-variable-overridden" })),
  ];
}
