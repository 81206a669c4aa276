// What can be found in JIL: each code with its severity and what it means. An error refuses its job, or the file.

import type { FindingCode } from "#migrators/codes.ts";
import type { Finding, Place } from "#migrators/statement.ts";

const error = (title: string) => ({ severity: "error", title, help: null }) as const;
const warning = (title: string) => ({ severity: "warning", title, help: null }) as const;
const info = (title: string) => ({ severity: "info", title, help: null }) as const;

/** Only of the ledger. */
const note = (title: string) => ({ severity: null, title, help: null }) as const;

export const autosysCodes = {
  "jil-file-decode": error("The bytes are not text in the encoding that they announce."),
  "jil-file-empty": error("The file has nothing in it."),
  "jil-file-kind": error("The file is no JIL."),
  "jil-file-truncated": error("The file ends in the middle of something."),
  "jil-lex-encoding": info("The file is not UTF-8, or only in part."),
  "jil-lex-unclosed": error("A comment or blob never ends."),
  "jil-lex-no-break-space": warning("No-break spaces stand for blanks."),
  "jil-lex-split": warning("A keyword in a command or description starts an attribute."),
  "jil-lex-colon": warning("A word with a colon is left in a value, as it is no keyword."),
  "jil-lex-quote": warning("A quote doesn't close."),
  "jil-lex-typographic": error("Typographic quotes stand where plain ones belong."),
  "jil-lex-stray-line": error("A line is neither an attribute nor the rest of one."),
  "jil-lex-subcommand": error("No such sub-command is known."),
  "jil-lex-undocumented": warning("The sub-command is not documented."),
  "jil-lex-escape": info("A backslash before a colon is taken away."),
  "jil-lex-template": {
    severity: "error",
    title: "A variable of a site's own generator has no value.",
    help: "say it under `templates` in the parameters",
  },
  "jil-name-invalid": error("The name has characters that names can't have, or none."),
  "jil-limit": warning("The value is longer than AutoSys takes."),
  "jil-attr-unknown": warning("No such attribute is known."),
  "jil-attr-near": error("An attribute is misspelt that decides when or how the job runs."),
  "jil-attr-value": error("The value isn't one that the attribute takes."),
  "jil-attr-missing": error("An attribute that the job type needs is missing."),
  "jil-attr-unsupported": error("What the attribute says can't be said in a spec."),
  "jil-attr-cleared": warning("An update clears an attribute; the effect is not documented."),
  "jil-dup-attribute": error("An attribute that takes one value has two."),
  "jil-dup-attribute-label": warning("A label or note has two values; the last is taken."),
  "jil-dup-attribute-same": info("An attribute is repeated with the same value."),
  "jil-dup-job": error("A job is defined twice, and differently."),
  "jil-dup-job-same": info("A job is printed twice, the same."),
  "jil-type-unknown": error("No such job type is known."),
  "jil-type-unsupported": error("Jobs of this type are not translated."),
  "jil-secret": warning("A value looks like a password in clear."),
  "jil-var-global": {
    severity: "error",
    title: "A global variable of AutoSys stands in a value.",
    help: "say it under `globals` in the parameters, if nothing sets it while jobs run",
  },
  "jil-template": note("The parameters say what a variable of the site's generator is."),
  "jil-var-constant": note("The parameters say what a global variable is."),
  "jil-var-control-m": warning("`%%NAME%%` is Control-M's; AutoSys takes it literally."),
  "jil-zone-posix": info("The offset of a time zone counts westwards."),
  "jil-zone-unknown": error("The time zone is neither IANA's nor an offset."),
  "jil-zone-missing": error("The instance's time zone is not given."),
  "jil-sched-dead": warning("A schedule without `date_conditions: 1` never runs."),
  "jil-sched-both": error(
    "`start_times` exclude `start_mins`, `days_of_week` exclude `run_calendar`.",
  ),
  "jil-sched-dst": warning("Start times fall in hours that clock changes skip or repeat."),
  "jil-sched-never": error("`date_conditions: 1` without a time or day."),
  "jil-sched-every-day": warning("Start times without days count on each day."),
  "jil-sched-midnight": warning("Days without times start when the day begins."),
  "jil-window-closer-edge": warning("A start outside the run window moves to the nearer edge."),
  "jil-cond-syntax": error("The condition doesn't follow the grammar."),
  "jil-cond-flat-precedence": warning("`&` and `|` are read from left to right."),
  "jil-cond-lookback": error("A look-back is malformed."),
  "jil-cond-latch": info("The condition counts a status however old it is."),
  "jil-cond-self": error("A member waits for its own box."),
  "jil-ref-dangling": error("A condition names a job that isn't in the export."),
  "jil-ref-external": warning("A condition names a job of another instance."),
  "jil-ref-box": error("The box isn't in the export, or is no box."),
  "jil-ref-order": error("An update, rename or delete names a job that isn't there yet."),
  "jil-box-cycle": error("A box contains itself."),
  "jil-box-hang": warning("A member may never run, and then the box never ends."),
  "jil-cal-missing": error("A calendar isn't in the export."),
  "jil-cal-refused": error("The job's calendar is refused."),
  "jil-cal-times": error("Rows of a calendar carry different times."),
  "jil-cal-keyword": error("A date condition of an extended calendar isn't evaluated."),
  "jil-cal-value": error("A calendar's attribute or date is malformed."),
  "jil-cal-dates": error("The order of day and month can't be told from the dates."),
  "jil-state-ice": warning("The job is on ice."),
  "jil-state-hold": warning("The job is on hold."),
  "jil-state-noexec": warning("The job passes without executing."),
  "jil-state-seeded": error("A status is set that only an instance can have."),
  "jil-state-missing": warning("Holds and ices are unknown without `autorep -w`."),
  "jil-host-computed": error("The machine is known only when the job starts."),
  "jil-std-append": warning("Output without `>` or `>>` is taken to be appended."),
  "jil-replaced": note("A later statement or line says otherwise."),
  "jil-deleted": note("It is deleted later in the files."),
  "jil-default": note("It says what holds anyway."),
  "jil-type": note("The type is in what the job does."),
  "jil-box-ignores": note("Boxes ignore it."),
  "jil-codes-overruled": note("Other exit codes of the job decide alone."),
  "jil-alarm-off": note("It is switched off, or of something that is."),
  "jil-permission": note("Who may do what is said by access rules."),
  "jil-statistic": note("A first value of a statistic."),
  "jil-alarm-routing": note("Alarms and tickets go by alert routes."),
  "jil-agent-setting": note("The worker's own settings take the place of the agent's."),
  "jil-load": note("Pools take the place of load units."),
  "jil-override": warning("A change for the next run only, which is not merged."),
  "jil-object-inert": info("The statement says nothing about when or how jobs run."),
  "jil-report-line": error("A line of the report isn't understood."),
} satisfies Record<string, FindingCode>;

export type AutosysCode = keyof typeof autosysCodes;

/** A finding of a code at a place; the message never holds a value that may be a secret. */
export function finding(code: AutosysCode, place: Place, message: string, help?: string): Finding {
  const { severity } = autosysCodes[code];
  return {
    code,
    severity: severity ?? "info",
    place,
    message,
    ...(help === undefined ? {} : { help }),
  };
}
