// A job that a pass can't say.

import { LEGACY_CODES } from "../finding-codes.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import type { LegacyAttribute } from "../statement.ts";
import { Unsayable } from "./unsayable.ts";

/** Refuses the job, and tells of it. @param from What is at fault; nothing: the whole job. */
export function refuseJob(
  { findings }: LegacyEstate,
  job: LegacyJob,
  code: string,
  message: string,
  from: readonly LegacyAttribute[] = [],
): void {
  job.refusals.push({ code, message, from });
  const { severity, help } = LEGACY_CODES[code] ?? { severity: "error", help: null };
  const place = from[0]?.place ?? job.statement.place;
  findings.push({ code, severity: severity ?? "error", place, message, ...(help && { help }) });
}

/** What `say` says; where no words do, the job is refused by the code and it is null. */
export function sayOrRefuse<T>(
  estate: LegacyEstate,
  job: LegacyJob,
  { code, from }: { code: string; from: readonly LegacyAttribute[] },
  say: () => T,
): T | null {
  try {
    return say();
  } catch (error) {
    if (!(error instanceof Unsayable)) throw error;
    refuseJob(estate, job, code, error.message, from);
    return null;
  }
}
