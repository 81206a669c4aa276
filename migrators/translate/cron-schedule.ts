// When a job of cron is due, as a trigger: cron text stays cron text, read by the same rules in the same zone.

import type { LegacyAttribute } from "../statement.ts";
import { type Pass, type PipelineDraft, type ProjectDraft, placeIn } from "./draft.ts";
import { refuseJob } from "./refuse.ts";

export const cronSchedule: Pass = (draft, project) => {
  const { accounts } = draft;
  const { start, timezone, missed, missedFrom = [] } = draft.job.schedule;
  if (timezone !== null) {
    draft.spec.timezone = timezone.value;
    accounts.addAll(timezone.from, "exact", "same", placeIn(draft, "timezone"));
  }
  if (start.kind === "boot") startsWithHost(start.from, draft, project);
  if (start.kind !== "cron") return;
  if (start.boot) startsWithHost(start.boot.from, draft, project);
  const texts = [start.text, ...(start.also ?? [])];
  const { dialect } = start;
  const calendar = start.days ? { calendar: everyNth(start.days, project.files) } : {};
  draft.spec.triggers = texts.map(({ value }) => ({
    ...{ schedule: value, dialect, ...calendar, missed },
  }));
  const [outcome, code] =
    start.assumed === null ? ["exact" as const, "same"] : ["equivalent" as const, start.assumed];
  for (const [index, { from }] of texts.entries())
    accounts.addAll(from, outcome, code, placeIn(draft, "triggers", `${index}`, "schedule"));
  accounts.addAll(missedFrom, "exact", "same", placeIn(draft, "triggers", "0", "missed"));
};

/** By a unit of the host, which people put in place: until they say that they do, the job stays out of the specs. */
function startsWithHost(
  from: readonly LegacyAttribute[],
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const { job, accounts } = draft;
  if (project.bootPlaced) {
    project.boots.push({ pipeline: draft.name, job });
    accounts.addAll(from, "equivalent", "cron-boot-unit");
    return;
  }
  refuseJob(
    job,
    { code: "cron-reboot", message: "it starts with the machine", from },
    project.estate,
  );
  const decision = project.decisions.getOrInsertComputed("reboot", () => ({
    ...{ parameter: "reboot", code: "cron-reboot", jobs: [], obtain: null },
    question: "Will hosts start what starts with them by the units of reboot.md? Say `placed`.",
  }));
  decision.jobs.push(job.key);
}

/** Name of the calendar of each nth day from a date on. */
function everyNth(
  { every, from }: { every: number; from: string },
  files: ProjectDraft["files"],
): string {
  const name = `every-${every}-days-${from}`;
  files.set(`calendars/${name}.yaml`, { days: [{ every, from }] });
  return name;
}
