// A job that can't be translated: the reason is kept with it and told.

import type { LegacyEstate, LegacyJob, Refusal } from "../legacy.ts";

/** Refuses a job, with a finding at what is at fault. */
export function refuseJob(job: LegacyJob, fault: Refusal, { findings }: LegacyEstate): void {
  const { code, message, from } = fault;
  job.refusals.push(fault);
  const place = from[0]?.place ?? job.statement.place;
  findings.push({ code, severity: "error", place, message });
}
