// What `autorep` prints of jobs, read for whether they are held: the summary of `-J` and the definitions of `-q`.

import type { HoldState } from "#core/cutover/holds.ts";
import { heldBack, stateRow } from "#migrators/sources/autosys/reports.ts";
import type { HoldLine } from "./crontab.ts";

/** Of what is on ice, or only pretends to run, the jobs behind go on as if it had succeeded. */
const holdOf = (state: string): HoldState => {
  const back = heldBack[state];
  return back === undefined ? "active" : back === "held" ? "held" : "iced";
};

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
    const row = stateRow(line.trim());
    const insert = /^[ \t]*(?:insert|update)_job:[ \t]*(\S+)/.exec(line);
    const status = /^[ \t]*status:[ \t]*([A-Z_]+)/.exec(line);
    if (row) say(row.name, holdOf(row.state), line);
    else if (insert) {
      defined = insert[1] ?? null;
      if (defined !== null) say(defined, "unknown", line);
    } else if (status && defined !== null) say(defined, holdOf(status[1] ?? ""), line);
    else for (const job of missingJobs(line)) say(job, "absent", line);
  }
  return [...found.values()];
}

/** A message that names a job which isn't there. */
const missingJobs = (line: string): string[] =>
  /^[ \t]*CAUAJM_E_\d+\b.*(?:invalid job name|does not exist|not found)/i.test(line)
    ? line.split(/[\s:<>"']+/)
    : [];
