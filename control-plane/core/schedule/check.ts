// What is wrong or surprising about a schedule, before anything runs by it.

import type { Schedule } from "../pipeline.ts";
import { checkForm } from "./check-form.ts";
import { parseCron } from "./cron.ts";
import { formOf } from "./structured.ts";

export interface ScheduleIssue {
  severity: "error" | "warning";
  message: string;
  help?: string;
  /** The word of a structured schedule that it is about. */
  word?: string;
  /** Place in the cron text, from column 1; absent for the other forms. */
  column?: number;
  length?: number;
}

/** Errors must stop a deployment; warnings state what a reader might not expect. */
export const checkSchedule = (schedule: Schedule): ScheduleIssue[] =>
  "cron" in schedule
    ? parseCron(schedule.cron, schedule.dialect).issues
    : checkForm(formOf(schedule));
