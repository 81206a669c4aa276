// What `autorep` prints of jobs, read for whether they are held: the summary of `-J` and the definitions of `-q`.

import type { HoldState } from "#core/cutover/holds.ts";
import type { HoldLine } from "./crontab.ts";

/** `OI`, and what only pretends to run: the jobs behind them go on as if they had succeeded. */
const states: Readonly<Record<string, HoldState>> = {
  ...{ OH: "held", OI: "iced", NE: "iced", NO: "iced" },
  ...{ ON_HOLD: "held", ON_ICE: "iced", ON_NOEXEC: "iced" },
};

/** A time, in newer releases with its zone, or dashes. */
const time =
  "(?:-{2,}|\\d{1,2}/\\d{1,2}/\\d{4}[ \\t]+\\d{1,2}:\\d\\d(?::\\d\\d)?(?:[ \\t]+\\([^()]{1,64}\\))?)";
const summary = new RegExp(
  `^[ \\t]*(\\S{1,200})[ \\t]+${time}[ \\t]+${time}[ \\t]+([A-Z]{2})(?:/\\S{0,20})?(?=\\s|$)`,
);

/** Jobs of which the reports say nothing are left out: a report of some jobs doesn't tell that others are gone. */
export function autorepHolds(reports: readonly string[], jobs: readonly string[]): HoldLine[] {
  const wanted = new Set(jobs);
  const found = new Map<string, HoldLine>();
  const say = (job: string, state: HoldState, line: string) => {
    // A definition doesn't say what a summary does, and of two lines of a job the later one is newer.
    const known = found.get(job);
    if (wanted.has(job) && !(state === "unknown" && known)) found.set(job, { job, state, line });
  };
  let defined: string | null = null;
  for (const line of reports.flatMap((report) => report.split(/\r?\n/))) {
    const row = summary.exec(line);
    const insert = /^[ \t]*(?:insert|update)_job:[ \t]*(\S+)/.exec(line);
    const status = /^[ \t]*status:[ \t]*([A-Z_]+)/.exec(line);
    if (row) say(row[1] ?? "", states[row[2] ?? ""] ?? "active", line);
    else if (insert) {
      defined = insert[1] ?? null;
      if (defined !== null) say(defined, "unknown", line);
    } else if (status && defined !== null) say(defined, states[status[1] ?? ""] ?? "active", line);
    else for (const job of missingJobs(line)) say(job, "absent", line);
  }
  return [...found.values()];
}

/** A message that names a job which isn't there. */
const missingJobs = (line: string): string[] =>
  /^[ \t]*CAUAJM_E_\d+\b.*(?:invalid job name|does not exist|not found)/i.test(line)
    ? line.split(/[\s:<>"']+/)
    : [];
