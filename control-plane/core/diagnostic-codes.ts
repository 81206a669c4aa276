// Every finding about a spec: its severity, its title and what it means. docs/diagnostics.md is generated from this table.

import { alertCodes } from "#core/alerts/alert-codes.ts";
import { secretCodes } from "./age/secret-codes.ts";
import { type Entry, error, warning } from "./diagnostic-entry.ts";
import { policyCodes } from "./policy-codes.ts";
import { readingCodes } from "./reading-codes.ts";
import { ruleCodes } from "./rules/rule-codes.ts";
import { waveCodes } from "./waves/wave-codes.ts";

export const diagnosticCodes = {
  ...readingCodes,
  // Shape
  "unknown-property": error(
    "The property is not known here",
    "Every property has a meaning; one that is not known is most often a slip, and would do nothing.",
  ),
  "missing-property": error(
    "A required property is missing",
    "The thing can't be understood without this property.",
  ),
  "wrong-type": error(
    "The value has the wrong type",
    "The property wants another kind of value, such as a text, a list or a map. Numbers where a text is due need quotes: `1.10` is the number 1.1.",
  ),
  "unknown-value": error(
    "The value is not one of the allowed ones",
    "The property takes one of a few words.",
  ),
  "out-of-range": error(
    "The value is out of range",
    "A number is too small or too large, or a list too short or too long.",
  ),
  "invalid-name": error(
    "The name is not allowed",
    "Names appear in commands, paths and expressions, so they keep to letters, digits, `-` and `_`. Pipelines are lower case; names that expressions use start with a letter or `_`.",
  ),
  "invalid-text": error(
    "The text has characters that are not allowed",
    "The text must be one line of visible characters.",
  ),
  "invalid-duration": error(
    "The duration is not valid",
    "Durations are whole days, hours, minutes and seconds, largest first: `30s`, `5m`, `1h30m`, `2d`.",
  ),
  "invalid-time": error(
    "The time of day is not valid",
    "Times of day are `HH:MM` from `00:00` to `23:59`, in quotes.",
  ),
  // Meaning
  "invalid-timezone": error(
    "The time zone is not known",
    "Zones are IANA names such as `Europe/Berlin`, `America/New_York` or `UTC`. Abbreviations and offsets have no rules for summer time.",
  ),
  "invalid-schedule": error(
    "The schedule is not valid",
    "A schedule is a cron text of five fields, or times of day (`every` with `from` and `until`, `daily`, `at`) with the dates that have them: `nthDay`, `nthWeekday` or `nthBusinessDay` with `of`, and `weekdays` and `months`.",
  ),
  "invalid-trigger": error(
    "The trigger is not valid",
    "A trigger has either `schedule` (with `timezone`, `missed`, `calendar`, `roll`, `shift` and `jitter`) or `after` (with `per`). What `after` names decides the run's business date, so its dates must lead back to one.",
  ),
  "invalid-deadline": error(
    "The deadline is not valid",
    "`finishBy` can't be before `startBy`; both are the first such time after new day. `07:00+1d` is a time on the calendar day after the business date.",
  ),
  "deadline-passed": warning(
    "The deadline has passed whenever a run is due",
    "A deadline is a time on the run's business date, and every due time of the schedule is later, so nobody could keep it and it isn't watched. A run of the evening that must end in the morning has `07:00+1d`.",
  ),
  "schedule-surprise": warning(
    "The schedule may not do what it seems to say",
    "The schedule is valid, and a reader may expect other times of it.",
  ),
  "invalid-default": error(
    "The default does not fit the parameter",
    "A default has the type of its parameter; dates are `YYYY-MM-DD`. Values that a run provides are written `${{ run.date }}`.",
  ),
  "param-required": error(
    "A scheduled pipeline has a parameter without a default",
    "Nobody is there to give a value when a schedule starts a run. Give the parameter a default or remove the trigger.",
  ),
  "connector-invalid": error(
    "The connector has errors",
    "The task uses a connector of the project that is itself not valid; its own errors are at its file.",
  ),
  "invalid-connector": error(
    "The connector is not valid",
    "A connector says how to submit, ask for, cancel and adopt runs on another system. Its expressions name what is known at their place, its hosts are written out or come from the connection, and its secrets are those that `connection.secrets` declares.",
  ),
  "no-tasks": error(
    "The pipeline has no tasks",
    "A pipeline needs at least one task in `tasks`, or a file in `tasks/` when it is a folder.",
  ),
  "task-action": error(
    "The task does not say what to do",
    "A task has exactly one of `run` and `uses`. `uses: command` takes its text in `with: {run: …}`, `http` a request, `sql` a statement and `pipeline` a name; `env` is for commands.",
  ),
  "unsupported-task": warning(
    "The task can't run here",
    "An import puts `uses: unsupported` in the place of a job that it can't translate: the task fails when it is to start, so that nothing behind it goes on as if it were done. Write it anew, or take it out together with what needs it.",
  ),
  "unknown-uses": error(
    "What `uses` names does not exist",
    "`uses` is `command`, `http`, `sql`, `pipeline` or the path of a template from the project's root, such as `./templates/load.yaml`.",
  ),
  "invalid-request": error(
    "The request of `uses: http` is not valid",
    "The host is written out, so that data never chooses who gets the request; one body; credentials in `auth`, never in a header or URL; every output that is mapped is declared.",
  ),
  "invalid-sql": error(
    "The statement of `uses: sql` is not valid",
    "`sql` is one statement. Values are bound as `:name` and given in `params`: `${{ }}` inside it would let data become SQL. Write `a[1 : n]` with blanks where a colon is no parameter.",
  ),
  "invalid-data-check": error(
    "The checks of `uses: check` are not valid",
    "Each check has exactly one rule, and all are of one `table` or one `query`. Their SQL is parts of statements without a semicolon; values are bound as `:name` and given in `params`. Only rows of a table can be moved, by checks that a row breaks by itself.",
  ),
  "invalid-child": error(
    "The pipeline that the task runs does not fit",
    "`uses: pipeline` runs a pipeline of the same project, with parameters that it declares. Outputs are mapped as `TASK.OUTPUT` of tasks that it has, with the same types. Pipelines must not run each other in a circle.",
  ),
  "invalid-calendar": error(
    "The calendar is not valid",
    "A calendar's dates exist, and each entry of its lists is a date or one rule with what belongs to it; see the page on calendars. A trigger's `calendar`, `roll` and `shift` belong to `schedule`.",
  ),
  "invalid-only-on": error(
    "The days of `onlyOn` are not valid",
    "`onlyOn` names days as schedules and calendars do: `nthBusinessDay`, or `weekdays`, `days`, `except` and a `calendar`; or several such under `any`, `all` or `not`. At least one day must be among them.",
  ),
  "calendar-missing": error(
    "The calendar does not exist",
    "`calendar: target2` is the file `calendars/target2.yaml` of the project.",
  ),
  "calendar-invalid": error(
    "The calendar has errors",
    "A pipeline or a calendar names a calendar that is itself not valid; its own errors are at its file. Until they are gone its pipelines stay as they are.",
  ),
  "calendar-cycle": error(
    "Calendars refer to each other in a circle",
    "Whether a day is in a calendar would depend on itself. Move what they share to a calendar that refers to none of them.",
  ),
  "connection-missing": error(
    "The connection does not exist",
    "`connection: orders-db` is the file `connections/orders-db.yaml` of the project.",
  ),
  "connection-invalid": error(
    "The connection has errors",
    "The task uses a connection that is itself not valid; its own errors are at its file. Until they are gone its pipelines stay as they are.",
  ),
  "unknown-task": error(
    "The task is not known",
    "`needs` names tasks of the same pipeline (in a template: of the same template).",
  ),
  "unknown-awaited": error(
    "What a condition awaits is not there",
    "`awaits` and `after` name pipelines of the same project (and tasks of theirs) that it has; what waits for one that is renamed or removed would wait for ever, and so would what names its own project by another name than it is registered by. A pipeline that others await stays deployed, with this error at its file, until they await something else.",
  ),
  "bundle-held": warning(
    "Another pipeline of the bundle is in error",
    "Pipelines with the same `bundle` apply together: while one of them is in error, or held back, what is deployed of the others stays, too. Repair the file that is named, or take the pipeline out of the bundle.",
  ),
  "invalid-rename": error(
    "The former name is no rename",
    "`renamedFrom` says what a pipeline was called before. No other pipeline of the project may have that name, or lay claim to it; once the rename is deployed the line may go, and the name may be used again for a new pipeline.",
  ),
  "invalid-condition": error(
    "The condition is not valid",
    "A condition has one subject (`pipeline`, `task`, `event`, `variable`, `asset`, or a group under `all`, `any`, `not`, `atLeast`) and the words that go with it; see the page on conditions.",
  ),
  "unknown-pool": error(
    "There is no such pool or lock",
    "Tasks take units and locks that `pools.yaml` at the project's root declares. A name that it doesn't have would hold nobody back.",
  ),
  "invalid-pool": error(
    "The pool is not valid, or used as something else",
    "Each entry of `pools.yaml` has one of `units`, `lock` and `rate`. Units and rates are taken by `pools`, locks by `locks`, and never more than there are.",
  ),
  "ceiling-exceeded": error(
    "The project may not use this",
    "The registration of the project in the control repository says which labels, users, secrets, shared pools and hosts its tasks may use at most; see the page on the control repository. Whoever keeps that repository may widen it; the project can't.",
  ),
  "invalid-rule": error(
    "The rule does nothing",
    "A rule of `on` says what an end of the command means: a `result`, a `retry` with its `retries`, or events and variables.",
  ),
  "invalid-repeat": error(
    "The repetition is not valid",
    "`repeat` has either `every` (with `from` and `until`) or `times` (with `tolerance`), and something that ends it: `until`, `max`, `while` or the last of `times`. `05:00+1d` is a time on the day after the business date.",
  ),
  "fail-fast": error(
    "There is nothing to stop",
    "`failFast` of a task stops the other instances of its matrix or its `forEach`. To stop all of a run's tasks with the first failure, give it to the pipeline.",
  ),
  "invalid-for-each": error(
    "The list of `forEach` is not valid",
    "`forEach` is one expression that gives a list, such as an output that is declared as `list<string>` of a task that it needs. Each item gives an instance of the task, whose outputs are single values.",
  ),
  "invalid-approval": error(
    "The approval is not valid",
    "`by` names those who may approve, `count` how many of them must; `deadline` is a length of time, and `onExpiry` says what becomes of the task then.",
  ),
  "invalid-window": error(
    "The window is not valid",
    "`late` says what becomes of a task that has not started by `notAfter`, so it needs that; `nearest` compares both ends of a window and needs `notBefore` as well. A `notAfter` that says its day (`06:00+1d`) comes after the window has opened, and goes with `late` up to a day after that.",
  ),
  "task-cycle": error(
    "Tasks wait for each other",
    "Following `needs` leads back to the same task, so none of them could ever start. Remove one of the edges.",
  ),
  "duplicate-item": error(
    "The same entry is there twice",
    "The list names the same thing more than once.",
  ),
  "duplicate-task": error(
    "Two tasks have the same name",
    "A folder's pipeline has the task in `pipeline.yaml` and in `tasks/`. Keep one.",
  ),
  "duplicate-instance": error(
    "Two instances of a matrix have the same name",
    "An instance is named by its values, `extract[eu,daily]`; two combinations give the same text.",
  ),
  "duplicate-pipeline": error(
    "Two pipelines have the same name",
    "The name is a pipeline's identity within the project, whatever file it is in. Rename one of them.",
  ),
  "too-many-tasks": error(
    "The pipeline has too many tasks",
    "A pipeline may declare 5,000 tasks, have 20,000 after `matrix`, and 200,000 edges between them. Let a group go through one task that joins it.",
  ),
  "invalid-expression": error(
    "The expression is not valid",
    "`${{ }}` and `if` hold expressions over `params`, `run`, `matrix`, `item` and `needs`; see the page on expressions.",
  ),
  "invalid-run": error(
    "The shell text can't hold the expression",
    "In `run` an expression becomes a quoted environment variable. Inside quotes, comments and here-documents that would change its meaning.",
  ),
  "template-missing": error(
    "The template does not exist",
    "Templates are files of the project; the path is from its root and starts with `./`.",
  ),
  "template-invalid": error(
    "The template has errors",
    "The task uses a template that is itself not valid; its own errors are at its file.",
  ),
  "template-cycle": error(
    "Templates use each other",
    "A template that uses itself, directly or through others, would never end.",
  ),
  "template-call": error(
    "The property is not allowed where a template is used",
    "A task that uses a template has `with`, `needs` and `if`; everything else belongs to the template's own tasks.",
  ),
  "template-param": error(
    "The template's parameters do not fit",
    "`with` gives each parameter without a default a value of its type, and nothing the template does not declare.",
  ),
  "git-entry-refused": warning(
    "The file is left out of the project",
    "Symbolic links, submodules, names that are not safe on every file system and names that differ only in case are not read. Where a spec or a folder of specs should be this is an error, and a pipeline that was deployed from there stays as it is.",
  ),
  "git-lfs-pointer": error(
    "The file is a Git LFS pointer",
    "Git holds three lines that name the content, which is on another server that Trunkline does not ask. Commit the file itself. For a file that is no spec this is a warning.",
  ),
  // Of a control repository
  "invalid-signers": error(
    "A key that the registration trusts can't be read",
    "`allowedSigners` has a line for each key of SSH, as OpenSSH's file of allowed signers: principals, options, the key's type, the key; certificates are not read. `pgpKeys` has armored public keys of PGP.",
  ),
  "invalid-source": error(
    "The source of the project is not valid",
    "`repository` is an address without credentials (https, http, ssh, file) or a path on the server's machine, `branch` a branch's name, `path` a folder inside of the repository.",
  ),
  "invalid-ceiling": error(
    "The entry of a ceiling could never match",
    "Entries of `allow` are names, or patterns in which `*` stands for any part without a slash and `**` for any part; those of `network` are `host` or `host:port`.",
  ),
  "duplicate-project": error(
    "Two files register the same project",
    "A project's name is its identity, whatever file registers it. While two claim it, it stays as it was registered before.",
  ),
  ...alertCodes,
  ...policyCodes,
  ...secretCodes,
  ...ruleCodes,
  ...waveCodes,
  "too-many-problems": error(
    "There are more problems",
    "200 problems of a file are listed; repair these first.",
  ),
} as const satisfies Record<string, Entry>;

export type DiagnosticCode = keyof typeof diagnosticCodes;

/** The entry of a code, typed alike for all codes. */
export const diagnosticEntry = (code: DiagnosticCode): Entry => diagnosticCodes[code];
