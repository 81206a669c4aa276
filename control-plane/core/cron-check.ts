// The one door to the cron grammar, which the schedule engine owns.

export interface CronIssue {
  message: string;
  help?: string;
  /** Column in the text, from 1. */
  column?: number;
}

/** What is wrong with a cron text of five fields in its zone. */
export const checkCron = (schedule: string, _timezone: string): CronIssue[] =>
  schedule.trim().split(/\s+/).length === 5
    ? []
    : [{ message: `"${schedule}" does not have five fields` }];
