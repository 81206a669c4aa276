// What can be found in JIL: each code with its severity and what it means. An error refuses its job, or the file.

import type { FindingCode } from "#migrators/codes.ts";
import type { Finding, Place } from "#migrators/statement.ts";

/** It refuses its job, or the file: `help` is what to do by hand. */
const error = (title: string, help: string) => ({ severity: "error", title, help }) as const;
const warning = (title: string, help: string | null = null) =>
  ({ severity: "warning", title, help }) as const;
const info = (title: string) => ({ severity: "info", title, help: null }) as const;

/** Only of the ledger. */
const note = (title: string) => ({ severity: null, title, help: null }) as const;

export const autosysCodes = {
  "jil-file-decode": error(
    "The bytes are not text in the encoding that they announce.",
    "export it again, or convert it to UTF-8",
  ),
  "jil-file-empty": error("The file has nothing in it.", "export it again: `autorep -J ALL -q`"),
  "jil-file-kind": error(
    "The file is no JIL.",
    "give the output of `autorep -J ALL -q`, or leave the file out",
  ),
  "jil-file-truncated": error(
    "The file ends in the middle of something.",
    "export it again, and see that the disk was not full",
  ),
  "jil-lex-encoding": info("The file is not UTF-8, or only in part."),
  "jil-lex-unclosed": error("A comment or blob never ends.", "close it at the place that is named"),
  "jil-lex-no-break-space": warning("No-break spaces stand for blanks."),
  "jil-lex-split": warning("A keyword in a command or description starts an attribute."),
  "jil-lex-colon": warning("A word with a colon is left in a value, as it is no keyword."),
  "jil-lex-quote": warning("A quote doesn't close."),
  "jil-lex-typographic": error(
    "Typographic quotes stand where plain ones belong.",
    "write plain quotes: they came in by mail or a web page",
  ),
  "jil-lex-stray-line": error(
    "A line is neither an attribute nor the rest of one.",
    "delete the line, or join it to the attribute that it belongs to",
  ),
  "jil-lex-subcommand": error(
    "No such sub-command is known.",
    "correct the word, or delete the statement if AutoSys refuses it as well",
  ),
  "jil-lex-undocumented": warning("The sub-command is not documented."),
  "jil-lex-escape": info("A backslash before a colon is taken away."),
  "jil-lex-template": {
    severity: "error",
    title: "A variable of a site's own generator has no value.",
    help: "say it under `templates` in the parameters",
  },
  "jil-name-invalid": error(
    "The name has characters that names can't have, or none.",
    "give the job the name that AutoSys has for it",
  ),
  "jil-limit": warning("The value is longer than AutoSys takes."),
  "jil-attr-unknown": warning(
    "No such attribute is known, so that it is in no spec.",
    "correct its name, or delete it where AutoSys doesn't know it either",
  ),
  "jil-attr-near": error(
    "An attribute is misspelt that decides when or how the job runs.",
    "correct its name, or delete the line: AutoSys doesn't know it as it stands",
  ),
  "jil-attr-value": error(
    "The value isn't one that the attribute takes.",
    "correct the value in the export, as the message says",
  ),
  "jil-attr-missing": error(
    "An attribute that the job type needs is missing.",
    "write the attribute that the message names, or delete the job",
  ),
  "jil-attr-unsupported": error(
    "What the attribute says can't be said in a spec.",
    "say it by hand in the task, or delete the attribute where the job can do without it, and import again",
  ),
  "jil-attr-cleared": warning("An update clears an attribute; the effect is not documented."),
  "jil-dup-attribute": error(
    "An attribute that takes one value has two.",
    "delete the line that doesn't hold: `autorep -q` shows which one AutoSys kept",
  ),
  "jil-dup-attribute-label": warning("A label or note has two values; the last is taken."),
  "jil-dup-attribute-same": info("An attribute is repeated with the same value."),
  "jil-dup-job": error(
    "A job is defined twice, and differently.",
    "delete the definition that doesn't hold: `autorep -J NAME -q` shows which one AutoSys kept",
  ),
  "jil-dup-job-same": info("A job is printed twice, the same."),
  "jil-type-unknown": error(
    "No such job type is known.",
    "correct the type; a type of the site's own needs its `insert_job_type` among the files",
  ),
  "jil-type-unsupported": error(
    "Jobs of this type are not translated.",
    "write the task anew: a command of the other system's own client does the same; or keep the job where it is and await its event",
  ),
  "jil-secret": warning("A value looks like a password in clear."),
  "jil-var-global": {
    severity: "error",
    title: "A global variable of AutoSys stands in a value.",
    help: "say it under `globals` in the parameters, if nothing sets it while jobs run",
  },
  "jil-template": note("The parameters say what a variable of the site's generator is."),
  "jil-global-blob": note(
    "Nothing sets the global blob while jobs run: its text is the job's input.",
  ),
  "jil-var-constant": note("The parameters say what a global variable is."),
  "jil-var-control-m": warning("`%%NAME%%` is Control-M's; AutoSys takes it literally."),
  "jil-zone-posix": info("The offset of a time zone counts westwards."),
  "jil-zone-unknown": error(
    "The time zone is neither IANA's nor an offset.",
    "say the IANA zone of the name under `zones` in the parameters, as `autotimezone -l` shows it",
  ),
  "jil-zone-missing": error(
    "The instance's time zone is not given.",
    "set `timezone` in the parameters",
  ),
  "jil-sched-dead": warning("A schedule without `date_conditions: 1` never runs."),
  "jil-sched-both": error(
    "`start_times` exclude `start_mins`, `days_of_week` exclude `run_calendar`.",
    "delete the one that doesn't hold: AutoSys ignores both",
  ),
  "jil-sched-dst": warning("Start times fall in hours that clock changes skip or repeat."),
  "jil-sched-never": error(
    "`date_conditions: 1` without a time or day.",
    "give it times or days, or set `date_conditions: 0`",
  ),
  "jil-sched-every-day": warning("Start times without days count on each day."),
  "jil-sched-midnight": warning("Days without times start when the day begins."),
  "jil-window-closer-edge": warning("A start outside the run window moves to the nearer edge."),
  "jil-cond-syntax": error(
    "The condition doesn't follow the grammar.",
    "correct the condition: it is of `s f d t n e v` with `&`, `|` and parentheses",
  ),
  "jil-cond-flat-precedence": warning("`&` and `|` are read from left to right."),
  "jil-cond-lookback": error(
    "A look-back is malformed.",
    "write hours and minutes as `hhhh.mm`, such as `00.30`; `0` is since its own last end",
  ),
  "jil-cond-latch": info("The condition counts a status however old it is."),
  "jil-cond-self": error(
    "A member waits for its own box.",
    "take the box out of its member's condition: the member starts with the box anyway",
  ),
  "jil-ref-dangling": error(
    "A condition names a job that isn't in the export.",
    "add the job's export, correct the name, or take the part out of the condition: as it stands the job never starts",
  ),
  "jil-ref-external": warning("A condition names a job of another instance."),
  "jil-ref-box": error(
    "The box isn't in the export, or is no box.",
    "add the box's export, or correct `box_name`",
  ),
  "jil-ref-order": error(
    "An update, rename or delete names a job that isn't there yet.",
    "put the files in the order in which they were loaded, or delete the statement",
  ),
  "jil-box-cycle": error("A box contains itself.", "take one of the boxes out of the other"),
  "jil-box-hang": warning("A member may never run, and then the box never ends."),
  "jil-cal-missing": error(
    "A calendar isn't in the export.",
    "add the output of `autocal_asc`, or say its dates under `calendars` in the parameters",
  ),
  "jil-cal-refused": error(
    "The job's calendar is refused.",
    "see what refuses the calendar, or say its dates under `calendars` in the parameters",
  ),
  "jil-cal-times": error(
    "Rows of a calendar carry different times.",
    "say its dates under `calendars` in the parameters, and the times as `start_times` of the job",
  ),
  "jil-cal-keyword": error(
    "A date condition of an extended calendar isn't evaluated.",
    "say the dates that `autocal_asc` generates for it under `calendars` in the parameters",
  ),
  "jil-cal-value": error(
    "A calendar's attribute or date is malformed.",
    "correct it, as the message says, or say the dates under `calendars` in the parameters",
  ),
  "jil-cal-dates": error(
    "The order of day and month can't be told from the dates.",
    "set `dateStandard` in the parameters, as the instance's DateFormat is",
  ),
  "jil-state-ice": warning("The job is on ice."),
  "jil-state-hold": warning("The job is on hold."),
  "jil-state-noexec": warning("The job passes without executing."),
  "jil-state-seeded": error(
    "A status is set that only an instance can have.",
    "delete the status: a run gives the job its first one",
  ),
  "jil-state-missing": warning("Holds and ices are unknown without `autorep -w`."),
  "jil-host-computed": error(
    "The machine is known only when the job starts.",
    "name the machines that the script may print, or one under `hosts` in the mapping",
  ),
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
  "jil-override": warning(
    "A change for the next run only, which is not merged.",
    "give that run its parameters by hand, or wait until the override has been used",
  ),
  "jil-object-inert": info("The statement says nothing about when or how jobs run."),
  "jil-report-line": error(
    "A line of the report isn't understood.",
    "give the report as `autorep` prints it, unbroken",
  ),
} satisfies Record<string, FindingCode>;

export type AutosysCode = keyof typeof autosysCodes;

/**
 * A finding of a code at a place; the message never holds a value that may be a secret.
 * @param help What to do, where the code's own help is too general.
 */
export function finding(code: AutosysCode, place: Place, message: string, help?: string): Finding {
  const { severity, help: usual } = autosysCodes[code];
  const said = help ?? usual;
  return {
    code,
    severity: severity ?? "info",
    place,
    message,
    ...(said === null ? {} : { help: said }),
  };
}
