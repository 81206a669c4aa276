// All formats of logs that are read, and which of them a file is by its head.

import { autosysEventLog } from "./autosys-event-log.ts";
import { autosysReport } from "./autosys-report.ts";
import { controlMActive } from "./control-m-active.ts";
import { controlMJobLog } from "./control-m-job-log.ts";
import { controlMStatus } from "./control-m-status.ts";
import { cronJournal } from "./cron-journal.ts";
import { cronSyslog } from "./cron-syslog.ts";
import { autosysRuns, controlMArchive } from "./csv-runs.ts";
import { forecast } from "./forecast.ts";
import type { LogFormat } from "./log.ts";

/** The first that matches is it. */
export const logFormats: readonly LogFormat[] = [
  ...[cronJournal, controlMStatus, autosysEventLog, autosysReport, controlMJobLog, controlMActive],
  ...[autosysRuns, controlMArchive, cronSyslog, forecast],
];

/** @param head the first 64 KB of a file */
export const logFormatOf = (head: string): LogFormat | null =>
  logFormats.find((format) => format.matches(head)) ?? null;
