// A job that can't be translated: the reason is kept with it and told.

import { LEGACY_CODES } from "../finding-codes.ts";
import type { LegacyEstate, LegacyJob, Refusal } from "../legacy.ts";
import { Unsayable } from "./unsayable.ts";

/** Refuses a job, with a finding at what is at fault. */
export function refuseJob(job: LegacyJob, fault: Refusal, { findings }: LegacyEstate): void {
  const { code, message, from } = fault;
  job.refusals.push(fault);
  const { help } = LEGACY_CODES[code] ?? { help: null };
  const place = from[0]?.place ?? job.statement.place;
  findings.push({ code, severity: "error", place, message, ...(help && { help }) });
}

/** What `say` says; where no words do, the job is refused by the code and it is null. */
export function sayOrRefuse<T>(
  estate: LegacyEstate,
  job: LegacyJob,
  { code, from }: Omit<Refusal, "message">,
  say: () => T,
): T | null {
  try {
    return say();
  } catch (error) {
    if (!(error instanceof Unsayable)) throw error;
    refuseJob(job, { code, message: error.message, from }, estate);
    return null;
  }
}
