// What the API answers about runs, their tasks and deadlines.

import { deadlineKinds, deadlineStates } from "#core/deadline/verdict.ts";
import type { OutputValue, Scalar } from "#core/pipeline.ts";
import { markStates } from "#core/rerun.ts";
import { runStates, taskStates } from "#core/run.ts";
import { reasonKinds } from "#core/why.ts";
import { breakGlassNote } from "./break-glass-shapes.ts";
import { evidenceView } from "./evidence-shapes.ts";
import { overrideView } from "./override-shapes.ts";
import { person } from "./project-shapes.ts";
import {
  anyOutput,
  anyScalar,
  definition,
  instant,
  integer,
  list,
  mapOf,
  maybe,
  object,
  oneOf,
  optional,
  pageOf,
  text,
  truth,
} from "./schema.ts";

export const attemptView = definition(
  "Attempt",
  {
    attempt: integer("From 1; the fencing token."),
    iteration: maybe(integer("Of a repeating task: which iteration it belongs to, from 1.")),
    state: oneOf(taskStates, "Its state."),
    worker: maybe(integer("The worker's id.")),
    startedAt: maybe(instant("When it started")),
    finishedAt: maybe(instant("When it ended")),
    ending: maybe(
      text(
        "exited, signalled, timedOut, cancelled, error, lost, skipped, iced, noexec, rejected or refused.",
      ),
    ),
    exitCode: maybe(integer("The command's exit code.")),
    signal: maybe(text("The signal that ended it, such as SIGKILL.")),
    message: maybe(text("What went wrong, in one sentence.")),
  },
  "One try of a task.",
);
export const taskView = definition(
  "Task",
  {
    name: text(
      "The task's name; `name[values]` for an instance of a matrix, `name[number]` for one of `forEach`.",
    ),
    state: oneOf(taskStates, "Its state."),
    attempts: list(attemptView, "Its tries so far, oldest first."),
    needs: list(text("A task."), "Tasks that must finish before it."),
    retryAt: maybe(instant("When its next attempt may start")),
    nextIterationAt: maybe(instant("Of a repeating task: when its next iteration begins")),
    item: maybe(anyScalar<Scalar>("Of an instance of `forEach`: its item.")),
    instances: maybe(
      object(
        {
          total: integer("How many there are."),
          open: integer("How many of them have not ended."),
        },
        "What a task with `forEach` has become.",
      ),
    ),
    reads: list(
      object(
        {
          asset: text("The asset's name."),
          at: maybe(instant("When it had been updated last; null: never")),
          date: maybe(text("The business date of that update, YYYY-MM-DD.")),
          run: maybe(text("The run that wrote it; null when somebody told of it.")),
          project: maybe(text("Whose run that was, or who told of it.")),
        },
        "An asset that it reads.",
      ),
      "The update of each asset that it reads, as there was when its newest attempt began.",
    ),
    child: maybe(
      object(
        {
          run: text("The run's id."),
          pipeline: text("Its pipeline."),
          state: oneOf(runStates, "Its state."),
        },
        "Of `uses: pipeline`: the run that its newest attempt made.",
      ),
    ),
    outputs: mapOf(anyOutput<OutputValue>("A value, or a list."), "What it handed on."),
    message: maybe(text("Why it has its state, where no attempt of it says so.")),
    mark: maybe(
      object(
        {
          state: oneOf(markStates, "What the task counts as."),
          actor: text("Who said so."),
          reason: text("Why."),
          at: instant("When it was said"),
        },
        "What somebody said that became of it.",
      ),
    ),
  },
  "A task of a run.",
);
const tasks = list(taskView, "Its tasks, in topological order.");
const runProperties = {
  id: text("The run's id."),
  pipeline: text("Its pipeline."),
  project: text("Its project."),
  state: oneOf(runStates, "Its state."),
  date: text("The business date that it is for, YYYY-MM-DD."),
  slot: text("What made it due."),
  generation: integer("From 1; each rerun of the slot is the next."),
  trigger: oneOf(
    ["schedule", "after", "message", "manual", "rerun", "backfill", "task", "shadow"],
    "What kind of request made it.",
  ),
  reason: maybe(
    text(
      "Why it was skipped, cancelled or run again; of one that has not begun also what it waits for.",
    ),
  ),
  commit: text("The commit that was deployed when it was created."),
  uncommitted: truth("Made of a working tree by `trunkline try`."),
  actor: maybe(text("Who asked for it; null where nobody did.")),
  marked: truth("Somebody said what a task of it counts as."),
  markedBy: list(text("A name, as it was claimed."), "Who said so."),
  overridden: truth("Somebody opened gates of it or gave it other values."),
  overriddenBy: list(text("A name, as it was claimed."), "Who did so."),
  revision: object(
    {
      commit: text("The commit that was deployed when it was created."),
      changedIn: text("The newest commit that changed the pipeline's spec or scripts."),
      file: text("The spec file."),
      author: person,
      subject: text("First line of that change's message."),
      change: optional(text("Number of its pull or merge request.")),
      approvers: list(text("A person."), "Who approved it, as the commit declares."),
      repository: text("Path or URL of the repository, without credentials."),
      branch: text("The deployed branch."),
      uncommitted: truth("Made of a working tree by `trunkline try`."),
    },
    "What the run leads back to.",
  ),
  traceId: text("Id of its trace, 32 hex digits."),
  dueAt: instant("When it was due"),
  createdAt: instant("When its row was made"),
  startedAt: maybe(instant("When it was let start")),
  finishedAt: maybe(instant("When it ended")),
};
export const runSummary = definition(
  "Run",
  { ...runProperties, tasks: optional(tasks) },
  "A run in a list; with its tasks when they were asked for.",
);
export const runPage = pageOf("RunPage", runSummary);
const deadlineCause = maybe(
  object(
    {
      task: maybe(text("The task that the longest path waits for; null for the run as a whole.")),
      message: text("What it does, in one clause."),
      path: list(text("A task."), "The longest path from it to what the deadline is for."),
    },
    "What threatens it or made it missed; null when nothing does.",
  ),
);
export const deadlineView = definition(
  "Deadline",
  {
    task: maybe(text("The task that it is for; null for the run.")),
    kind: oneOf(deadlineKinds, "What must have happened by then."),
    at: instant("The deadline"),
    state: oneOf(
      deadlineStates,
      "Before it is over `on-track`, `at-risk` or, once it has passed, `late`; then `met` or `missed`.",
    ),
    since: instant("Since when it is in the state"),
    expectedAt: maybe(instant("When it is likely to happen, by the last look")),
    cause: deadlineCause,
    basis: text("What the expectation rests on."),
    changes: list(
      object(
        {
          state: oneOf(deadlineStates, "The state that it got."),
          at: instant("When"),
          cause: deadlineCause,
        },
        "A change.",
      ),
      "Its changes of state, oldest first.",
    ),
  },
  "A deadline of a run.",
);
export const runView = definition(
  "RunDetail",
  {
    ...runProperties,
    rerunOf: maybe(text("Id of the run that it repeats.")),
    parent: maybe(
      object(
        {
          run: text("The run's id."),
          pipeline: text("Its pipeline."),
          task: text("The task."),
        },
        "The task that made it.",
      ),
    ),
    cancelRequestedAt: maybe(instant("When it was cancelled")),
    params: mapOf(anyScalar<Scalar>("A value."), "Its parameters, defaults included."),
    deadlines: list(deadlineView, "Its deadlines and those of its tasks."),
    overrides: list(overrideView, "What people changed of it by hand, oldest first."),
    evidence: evidenceView,
    breakGlass: maybe(breakGlassNote),
    tasks,
  },
  "A run with everything that it leads back to.",
);
export const logChunk = definition(
  "LogChunk",
  {
    task: text("The task that wrote it."),
    attempt: integer("Its attempt."),
    seq: integer("Counts the attempt's chunks from 1."),
    text: text(
      "Whole characters, not always whole lines; bytes that are no UTF-8 are U+FFFD: `format=text` has them.",
    ),
    cursor: text("`after` with which reading goes on behind it."),
  },
  "A piece of output.",
);
export const whyView = definition(
  "Why",
  {
    subject: text("The run's id, `id/task` where a task was asked for, or `project/pipeline`."),
    state: text("The run's state, or the pipeline's health."),
    reasons: list(
      object(
        {
          kind: oneOf(reasonKinds, "What is waited for, or what became of it."),
          message: text("One sentence for people."),
          task: maybe(text("The task that waits; null for the whole run or pipeline.")),
          since: maybe(instant("Since when")),
          until: maybe(instant("When it will be over by itself")),
          holds: maybe(truth("Of a gate: whether what it asks is so; else null.")),
          change: maybe(text("What would change it, where that is something to do.")),
          provisional: truth(
            "Of a gate of a task that is still behind what it needs: judged as of now for whoever asks, and again once that has ended.",
          ),
          alike: optional(
            object(
              {
                count: integer("How many there are."),
                tasks: list(text("A task."), "The first 50 of them."),
              },
              "With `fold`: the other tasks of which the same is true.",
            ),
          ),
        },
        "A reason.",
      ),
      "Every reason that holds at the moment.",
    ),
  },
  "Why a run or a pipeline is as it is.",
);
