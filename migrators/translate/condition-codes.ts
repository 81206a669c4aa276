// What the translation of conditions, ends and notifications assumes or can't say.

import type { FindingCode } from "../codes.ts";

const assumed = (title: string): FindingCode => ({ severity: null, title, help: null });
const lost = (title: string, help: string): FindingCode => ({
  ...{ severity: "warning", title, help },
});
const refusal = (title: string, help: string): FindingCode => ({
  ...{ severity: "error", title, help },
});

export const conditionCodes = {
  "event-as-needs": assumed(
    "Only the order of two jobs hangs on the event, so one needs the other: where the first is not ordered for a date, or fails, what follows it is skipped.",
  ),
  "event-date-unscheduled": refusal(
    "The date of an event is that of the scheduled run before or after, and the pipeline has no schedule.",
    "give the pipeline a schedule, or the event no date (`STAT`)",
  ),
  "condition-not-imported": refusal(
    "It waits for a job that is not among what is imported, or is left out.",
    "import the job that it waits for as well, or see what refuses it",
  ),
  "condition-circle": refusal(
    "Jobs wait for each other in a circle, so none ever starts.",
    "take one part out of the circle: as it stands none of these jobs ever starts",
  ),
  "condition-of-group": refusal(
    "What is asked of a group can't be asked of its tasks.",
    "ask for the exit code of the member that decides, or for how the box ended",
  ),
  "condition-value": refusal(
    "A comparison with an empty value can't be said.",
    "let what sets the variable give it a word, such as `none`, and compare with that",
  ),
  "condition-number": assumed("Values that are numbers are compared as numbers."),
  "condition-last-end": assumed(
    "Since its own last end: since the last run of its pipeline has ended.",
  ),
  "condition-box-later": assumed(
    "Within a look-back a box that several members decide counts as succeeded when all that has started in it has ended, which is later than there.",
  ),
  "variable-first": lost(
    "A variable that jobs wait for has no value until somebody sets it.",
    "say its value under `globals` in the parameters, or set it before anything starts",
  ),
  "condition-external": assumed(
    "The other scheduler tells of the success by an event without a date, and clears it when the job starts again.",
  ),
  "condition-other-project": assumed(
    "The job of the other scheduler is a pipeline of its own in the project that has its jobs, which lets this one read it.",
  ),
  "condition-external-told": assumed(
    "The other scheduler tells by events without a date that the job runs (`running:`), failed (`failed:`) or was terminated (`terminated:`), and clears the one before.",
  ),
  "condition-external-code": assumed(
    "The other scheduler sets a variable (`exit-code:`) to the job's exit code when it ends, and takes it away when it starts again.",
  ),
  "condition-external-state": refusal(
    "Of a job of another scheduler events tell how it ended last, but not how long ago that was; of one that is in a project here the exit code is its task's.",
    "name the project that it becomes in the parameters (`instances`), or let that scheduler tell an event of its own that says it",
  ),
  "event-date-any": refusal(
    "An event is posted for any date, which only deleting knows.",
    "post the event for the date of its run, or without a date (`STAT`)",
  ),
  "effect-order": refusal(
    "An event is deleted for all dates and then posted, in one end.",
    "delete the event in the job that awaits it, or post another",
  ),
  "effect-undone": assumed("What is deleted and posted again at once stays as it is."),
  "retry-delay": assumed("How long the scheduler waits before another try is its own setting."),
  "group-timeout-each": assumed(
    "All in the box start at once when it does, so that the box's limit is that of each.",
  ),
  "group-timeout": refusal(
    "A box is ended after a time, and not all in it start when it does: a run has no limit of its own, and a task's counts from its own start.",
    "make the box a pipeline of its own, and give the task that runs it (`uses: pipeline`) a `timeout`; or give its tasks a `timeout` each, or the pipeline a `deadline`",
  ),
  "rule-of-group": refusal(
    "What the end of a group causes, beside events, has no counterpart.",
    "let a last task of the pipeline do it, behind all others",
  ),
  "adjust-within": assumed(
    "Conditions that jobs of the same folder post are adjusted to what is ordered that day; others are always waited for.",
  ),
  "rule-test": refusal(
    "Several tests of one end can't be told apart, or one can't be said.",
    "split the test into simpler ones, or let the script end with an exit code of its own for each case",
  ),
  "rule-output": assumed(
    "The parts of the mask are looked for anywhere in the last 64 kB of the output.",
  ),
  "rule-attempts": assumed("Runs and failures are counted as attempts of one run."),
  "rule-rerun": refusal(
    "A job is run again after a success, or without a limit.",
    "set MAXRERUN, the most times that it may be run again",
  ),
  "rule-sets": refusal(
    "A variable of the job alone is set by some ends only, isn't declared, or gets a value that isn't fixed.",
    "let the script find the value itself, or set a global variable",
  ),
  "rule-sets-rerun": assumed(
    "Each attempt behind the first has the value that a failure sets, each iteration of a cycle what a success sets; who runs the job again by hand gives it its first value.",
  ),
  "rule-sets-unread": assumed(
    "Nothing behind the end reads the variable; who runs the job again by hand gives it its first value.",
  ),
  "rule-stops-schedule": refusal(
    "An end stops a cycle that is a schedule of the pipeline.",
    "let the task itself see whether there is something left to do, and end well where there isn't",
  ),
  "group-end": assumed(
    "The folder ends well when all of its jobs that are for the date have; one that is dropped keeps it from that.",
  ),
  "group-by-hand": assumed("Jobs that are only run by hand are no part of their folder's end."),
  "jil-no-box": assumed("It is of boxes and what is in them."),
  "ended-by-group": assumed("What runs in a run that is ended is stopped with it."),
  "ends-group": assumed(
    "With the first failure of a job in the box, all that runs in it is stopped.",
  ),
  "ends-group-alone": assumed("Nothing in the box runs beside it that its failure would end."),
  "ends-group-timeout": assumed(
    "What is ended for its time counts as failed, so that it ends its box as a failure does.",
  ),
  "ends-group-after": assumed(
    "Once all in the box have ended, and one has failed or was ended, a task behind them stops the box around it.",
  ),
  "ends-group-last": assumed("All else in the folder has ended before it."),
  "ends-simple-folder": assumed("A simple folder has no end that a job could bring about."),
  "ends-folder": assumed(
    "What has not started in the folder when the job ends, well or not, never does; what runs goes on, and the folder ends well with it.",
  ),
  "ends-folder-early": refusal(
    "A job ends its folder before all in it has run, and one of them runs in a cycle.",
    "end the cycle by a condition of its own (`while` of `repeat`), or remove END_FOLDER",
  ),
  "ends-group-partly": refusal(
    "A failure ends what runs beside it in a box, and what is around that box goes on: a run is stopped as a whole, or not at all.",
    "make the inner box a pipeline of its own with `failFast: true`, and run it by a task with `uses: pipeline`; or set `onFailure: stop` of the task, if the whole run may end",
  ),
  "group-success": assumed(
    "The run goes on until what has started in it has ended, whose failures don't fail it; what has not started by then is skipped, and who waits for the box goes on with the members that decide.",
  ),
  "group-success-timeout": assumed(
    "What is ended for its time counts as failed, so that the box goes on as it does after a failure.",
  ),
  "group-success-task": assumed(
    "A task behind all members fails the run where they haven't ended as the box asks; their own failures don't. What has not started once they have is skipped.",
  ),
  "group-failure": assumed(
    "A failed member fails its box, whichever it is, once all that has started there has ended; what has not started when one that decides fails is skipped.",
  ),
  "group-status": refusal(
    "What decides about a box is more than how its own members ended: jobs elsewhere, globals and exit codes are looked at as they are when a member ends; or a failure both decides and ends the box; or somebody asks whether a member of it failed or ran out of time, which is one here.",
    "let a last task decide by `if` and `awaits`, or give the members that may fail `onFailure: continue`",
  ),
  "deadline-counted": assumed(
    "Each start has as long as the others, so that the deadline counts from when a run is due: it is an hour off where clocks change in between.",
  ),
  "deadline-several": lost(
    "A deadline is one time of the business date, or one length after the run was due, and the job's starts have different ones.",
    "write the `deadline` that counts, or a pipeline for each start",
  ),
  "deadline-of-group": lost(
    "A group within a pipeline has no deadline of its own.",
    "give its last task a `deadline`, or make the group a pipeline of its own",
  ),
  "alarm-length": assumed(
    "An alert tells it, once for a run, of the newest attempt; of a group from when its run was let start.",
  ),
  "alarm-usual": assumed(
    "The average is the median of comparable runs here; with fewer than 3 of them nothing is told.",
  ),
  "alarm-several": lost(
    "One limit is told of; the job has another for the same alarm.",
    "write the limit that counts under `watch`",
  ),
  "alarm-usual-of-group": lost(
    "What is usual is known of tasks, not of a run as a whole.",
    "give the pipeline a limit of its own: `watch: {longest: 2h}`",
  ),
  "watch-of-group": lost(
    "Of a group within a pipeline no success and no length is told.",
    "write it under `watch` of the pipeline, or make the group a pipeline of its own",
  ),
  "alarm-kept": assumed(
    "Alarms of failures are alerts, which the project's routes tell whom they name.",
  ),
  "notify-route": assumed(
    "A route tells it, in its own words, of any failure of the pipeline and that it is over.",
  ),
  "notify-channel": {
    severity: "info",
    title: "A channel takes the place of a destination.",
    help: "declare it in `alerts/*.yaml` of the control repository",
  },
  "notify-nobody": assumed("The mapping says that nobody is told."),
  "notify-unnamed": lost(
    "A destination can be no channel's name.",
    "say one in the mapping, under `destinations`",
  ),
  "notify-many": lost(
    "A project has no more routes than 200.",
    "map destinations to fewer channels",
  ),
  "notify-success": assumed("A route tells it of each success, in its own words."),
  "notify-rerun": assumed("A route tells it of each further attempt, in its own words."),
  "notify-other": lost(
    "Nobody is told of some codes or outputs alone.",
    "let a rule of the task, under `on`, call these ends `failed`, of which routes tell",
  ),
  "start-unsaid": refusal(
    "What an end starts is no pipeline of its own, has jobs of different days, or is started by some ends that nothing can tell apart.",
    "move the job that is started to a simple folder, so that it becomes a pipeline of its own, or write the start by hand: `uses: pipeline`",
  ),
  "start-by-task": assumed(
    "A task behind the job starts a run of the pipeline, and doesn't wait for it; the start comes before what waits for its date is dropped.",
  ),
} as const satisfies Record<string, FindingCode>;
