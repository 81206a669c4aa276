// Jobs of a file, with what refuses them, as parts of an estate.

import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { type CronCode, findingOf } from "./finding.ts";

/** What many jobs have is told once, not with each. */
const shared: ReadonlySet<string> = new Set<CronCode>([
  ...(["cron-format", "cron-dialect", "cron-timezone", "cron-file-dropped"] as const),
  ...(["anacron-start", "anacron-stamp", "anacron-day", "kubernetes-connection"] as const),
  "systemd-last",
]);

export function addJobs(jobs: readonly LegacyJob[], estate: LegacyEstate): void {
  for (const { refusals, statement } of jobs)
    for (const { code, message, from } of refusals)
      if (!shared.has(code))
        estate.findings.push(
          findingOf(code as CronCode, from[0]?.place ?? statement.place, message),
        );
  estate.jobs.push(...jobs);
}

export function refuseAll(jobs: readonly LegacyJob[], code: CronCode, message: string): void {
  for (const job of jobs) job.refusals.push({ code, message, from: [] });
}
