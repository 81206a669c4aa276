// The answers of the API as JSON Schemas: the one source of their types and of the OpenAPI document.

import { blackoutModes } from "#core/blackout.ts";
import { deadlineKinds, deadlineStates } from "#core/deadline/verdict.ts";
import type { PrintedDiagnostic } from "#core/diagnostic.ts";
import { healths } from "#core/health.ts";
import type { OutputValue, Pipeline, Scalar, Schedule } from "#core/pipeline.ts";
import type { Plan } from "#core/plan.ts";
import { markStates } from "#core/rerun.ts";
import { holdModes, runStates, taskStates } from "#core/run.ts";
import type { Attributes } from "#core/trace.ts";
import { reasonKinds } from "#core/why.ts";
import { overrideView } from "./override-shapes.ts";
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
  opaque,
  optional,
  pageOf,
  text,
  truth,
} from "./schema.ts";

const commit = text("Id of a Git commit.");
const person = text("The change's author, as `Name <mail>`.");
const change = maybe(text("Number of the pull or merge request, when the commit names one."));

const projectProperties = {
  name: text("The project's name."),
  environment: text("The environment that it is."),
  repository: text("Path or URL of the repository, without credentials."),
  branch: text("The branch that is deployed."),
  path: text("Folder inside the repository; empty for its root."),
  sync: object(
    {
      state: oneOf(
        ["Synced", "OutOfSync", "Held", "Unknown"],
        "How what is deployed compares with the branch.",
      ),
      reason: maybe(text("Why it is not Synced.")),
      observedCommit: maybe(text("The newest commit that was looked at, deployed or not.")),
      heldPlan: maybe(text("Hash of the plan that waits for a confirmation.")),
      checkedAt: maybe(instant("When the repository was last looked at")),
    },
    "The project against its branch.",
  ),
  deployed: maybe(
    object(
      { commit, appliedAt: instant("When it was deployed") },
      "What is deployed; null before the first time.",
    ),
  ),
  pipelines: integer("How many pipelines are deployed."),
  broken: integer("How many spec files have errors at the observed commit."),
};
export const projectView = definition("Project", projectProperties, "A project.");
const diagnostics = list(
  opaque<PrintedDiagnostic>("A finding."),
  "Findings, as `validate` prints them.",
);
export const projectDetail = definition(
  "ProjectDetail",
  {
    ...projectProperties,
    brokenFiles: list(
      object(
        {
          path: text("The spec file."),
          name: maybe(text("The pipeline's name, if it could be read.")),
          diagnostics,
        },
        "A spec file with errors; nothing that is deployed changes by it.",
      ),
      "Spec files with errors.",
    ),
  },
  "A project with what is wrong in it.",
);
export const projectPage = pageOf("ProjectPage", projectView);

export const syncResult = definition(
  "SyncResult",
  {
    state: oneOf(["Synced", "Held", "Unknown", "Busy"], "Busy: another sync is under way."),
    commit: maybe(text("The branch's tip.")),
    reason: maybe(text("Why it is not Synced.")),
    plan: maybe(opaque<Plan>("What changed, or would change, as `plan` prints it.")),
    diagnostics,
  },
  "What a sync came to.",
);

const pipelineProperties = {
  project: text("Its project."),
  name: text("Its name, unique in the project."),
  file: text("Its spec file, from the project's root."),
  description: maybe(text("What it is for.")),
  owner: maybe(text("The team that answers for it.")),
  tags: mapOf(list(text("A value."), "Values of one tag."), "Its tags."),
  changedIn: object(
    { commit, author: text("Name of the change's author."), change },
    "The newest change of its spec or scripts.",
  ),
  nextRun: maybe(instant("When it is due next")),
  lastRun: maybe(
    object(
      {
        id: text("The run's id."),
        state: oneOf(runStates, "Its state."),
        slot: text("Its slot."),
        finishedAt: maybe(instant("When it ended")),
      },
      "Its newest run that was not skipped.",
    ),
  ),
  health: object(
    { status: oneOf(healths, "Its health."), reason: maybe(text("Why, in one sentence.")) },
    "Whether it is well.",
  ),
};
export const pipelineSummary = definition("Pipeline", pipelineProperties, "A deployed pipeline.");
export const pipelinePage = pageOf("PipelinePage", pipelineSummary);
export const triggerView = definition(
  "Trigger",
  {
    schedule: opaque<Schedule>("`{cron}`, `{everyMs, from, until}` or `{daily}`."),
    timezone: text("IANA zone of its times."),
    missed: oneOf(["none", "latest", "all"], "What becomes of due times that nothing could start."),
    missedLimit: maybe(
      integer("With `all`: most of them that start, the newest; null is no limit."),
    ),
    nextAt: maybe(instant("Its next due time; null when there is none")),
    accountedUntil: instant("Every due time up to here has its row"),
  },
  "A trigger.",
);
export const pipelineView = definition(
  "PipelineDetail",
  {
    ...pipelineProperties,
    spec: opaque<Pipeline>("The normalized pipeline: every default is present."),
    contentHash: text("Hash of the normalized pipeline."),
    triggers: list(triggerView, "Its triggers."),
    next: list(instant("A due time"), "The next ten due times over all triggers."),
    diagnostics,
  },
  "A deployed pipeline with all that belongs to it.",
);
export const historyEntry = definition(
  "HistoryEntry",
  {
    revision: integer("The revision of the project, counted by the server."),
    action: oneOf(["added", "changed", "removed", "renamed"], "What became of the pipeline."),
    file: text("Its spec file then."),
    commit,
    subject: text("First line of the commit message."),
    author: person,
    authoredAt: instant("When the change was written"),
    change,
    approvers: list(text("A person."), "Who approved, as the commit declares."),
    appliedAt: instant("When it was deployed"),
    appliedBy: text("Who deployed it."),
    contentHash: maybe(text("Hash of the normalized pipeline; null when removed.")),
    runs: integer("How many runs it has had."),
  },
  "A deployment that changed a pipeline.",
);
export const historyPage = pageOf("HistoryPage", historyEntry);

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
        "exited, signalled, timedOut, cancelled, error, lost, skipped, iced, noexec or rejected.",
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
    ["schedule", "after", "manual", "rerun", "backfill", "task"],
    "What kind of request made it.",
  ),
  reason: maybe(text("Why it waits, was skipped, cancelled or run again.")),
  commit: text("The commit that was deployed when it was created."),
  uncommitted: truth("Made of a working tree by `trunkline try`."),
  marked: truth("Somebody said what a task of it counts as."),
  overridden: truth("Somebody opened gates of it or gave it other values."),
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
    actor: maybe(text("Who asked for it.")),
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
    tasks,
  },
  "A run with everything that it leads back to.",
);

const attributes = opaque<Attributes>("By the semantic conventions of OpenTelemetry.");
export const traceView = definition(
  "Trace",
  {
    traceId: text("32 hex digits."),
    spans: list(
      object(
        {
          traceId: text("32 hex digits."),
          spanId: text("16 hex digits."),
          parentSpanId: maybe(text("16 hex digits.")),
          parentIsRemote: truth("The parent is a span of someone else's process."),
          name: text("The span's name."),
          kind: oneOf(["server", "internal"], "The span's kind."),
          start: instant("When it began"),
          end: instant("When it ended"),
          attributes,
          failed: truth("Its status is an error."),
          message: maybe(text("What went wrong.")),
          links: list(
            object(
              {
                traceId: text("32 hex digits."),
                spanId: text("16 hex digits."),
                attributes,
              },
              "A span of another trace.",
            ),
            "Spans of other traces that it belongs to.",
          ),
        },
        "A span.",
      ),
      "The run's span first, then its parts by their start.",
    ),
  },
  "The trace of a finished run.",
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
    subject: text("The run's id, or `project/pipeline`."),
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
        },
        "A reason.",
      ),
      "Every reason that holds at the moment.",
    ),
  },
  "Why a run or a pipeline is as it is.",
);

const labels = list(text("A label."), "What it has of the labels that tasks ask for in `runsOn`.");
export const workerView = definition(
  "Worker",
  {
    id: integer("Its id; used once."),
    name: text("For people, such as the host's name."),
    pid: integer("Its process id."),
    slots: integer("Tasks at a time."),
    labels,
    running: integer("Tasks that it runs now."),
    draining: truth("It takes no more tasks."),
    startedAt: instant("When it started"),
    beat: instant("When it was last heard of"),
  },
  "A living worker.",
);
export const workerPage = pageOf("WorkerPage", workerView);

const poolUser = object(
  {
    run: text("Its run's id."),
    project: text("Its project."),
    pipeline: text("Its pipeline."),
    task: text("Its name."),
    takes: text("What it takes, such as `2 units of pool warehouse`."),
    kept: truth("It failed, and keeps it until a rerun succeeds."),
    since: instant("Since when it has it or waits"),
  },
  "A task.",
);

export const poolView = definition(
  "Pool",
  {
    name: text("Its name."),
    project: maybe(text("The project that declares it; null for a global one.")),
    kind: oneOf(["units", "lock", "rate"], "What is shared."),
    description: maybe(text("What it stands for.")),
    units: integer("Units there are; 1 for a lock."),
    perSeconds: maybe(integer("Of a rate: the time within which `units` may be taken.")),
    used: integer("Units that are taken; of a lock, the tasks that hold it."),
    users: list(poolUser, "Who has them, the first 20."),
    waiting: integer("Tasks that wait for some of it."),
    next: list(poolUser, "Who waits, the first 20 in their order."),
  },
  "What tasks share: a pool of units, a lock or a rate.",
);
export const poolPage = pageOf("PoolPage", poolView);

export const statusView = definition(
  "Status",
  {
    version: text("The server's version."),
    projects: list(projectView, "All projects."),
    pipelines: integer("Deployed pipelines."),
    runs: object(
      { waiting: integer("Not yet let start."), running: integer("Under way.") },
      "Unfinished runs.",
    ),
    workers: object(
      {
        live: integer("Living workers."),
        slots: integer("Their tasks at a time."),
        each: list(
          object(
            {
              id: integer("Its id."),
              name: text("For people, such as the host's name."),
              slots: integer("Tasks at a time."),
              labels,
              draining: truth("It takes no more tasks."),
            },
            "A worker.",
          ),
          "One by one.",
        ),
      },
      "Workers.",
    ),
    stranded: list(
      object(
        {
          labels: list(text("A label."), "What the tasks ask for in `runsOn`."),
          tasks: integer("How many."),
          run: text("Id of the oldest run that has one: ask it why."),
        },
        "Tasks that ask for the same labels.",
      ),
      "Tasks that are ready and that no living worker takes.",
    ),
    pools: object(
      {
        declared: integer("Pools, locks and rates that are declared."),
        waiting: integer("Tasks that wait for some of one, while all else holds."),
      },
      "What tasks share.",
    ),
    deadlines: object(
      {
        atRisk: integer("Runs that will probably miss a deadline."),
        late: integer("Runs under way whose deadline has passed."),
      },
      "Runs whose deadlines are threatened.",
    ),
    clockHold: maybe(text("Why scheduling holds; null when it doesn't.")),
    restored: maybe(
      text("By what the database is known for a restored copy, until it is released; else null."),
    ),
    holds: integer("How many pipelines, runs and tasks are held."),
    blackouts: integer("How many blackouts are now."),
  },
  "The server at a glance.",
);

export const readyView = definition(
  "Ready",
  {
    ready: truth("All checks pass."),
    checks: list(
      object(
        {
          name: text("What was checked."),
          ok: truth("It is well."),
          detail: maybe(text("What is wrong.")),
        },
        "A check.",
      ),
      "Every check.",
    ),
  },
  "Whether the server can do its work.",
);

export const approvalView = definition(
  "Approval",
  {
    run: text("The run."),
    task: text("The task that waits."),
    project: text("Its project."),
    pipeline: text("Its pipeline."),
    date: text("The run's business date, YYYY-MM-DD."),
    by: list(text("A name."), "Who may approve; empty: anybody."),
    count: integer("How many must."),
    given: integer("How many have."),
    since: instant("Since when it waits"),
    deadline: maybe(instant("Until when; null: for ever")),
    onExpiry: oneOf(["fail", "skip", "approve"], "What becomes of it at the deadline."),
  },
  "A task that waits for an approval.",
);
export const approvalPage = pageOf("ApprovalPage", approvalView);

export const blackoutView = definition(
  "Blackout",
  {
    id: text("Its id."),
    project: maybe(text("Only pipelines of this project; null: of every one.")),
    pipeline: maybe(text("Only pipelines of this name; null: of every name.")),
    tags: mapOf(
      list(text("A word."), "Words of one tag."),
      "Only pipelines that have all of these.",
    ),
    from: instant("When it begins"),
    to: instant("When it ends"),
    mode: oneOf(blackoutModes, "What runs do that would start inside."),
    actor: text("Who set it."),
    reason: maybe(text("Why, as given.")),
  },
  "A time in which runs of chosen pipelines do not start.",
);
export const blackoutPage = pageOf("BlackoutPage", blackoutView);

export const holdView = definition(
  "Hold",
  {
    project: text("Its project."),
    pipeline: text("Its pipeline."),
    run: maybe(text("The only run that is held; null: all of the pipeline's.")),
    task: maybe(text("The only task that is held; null: everything.")),
    mode: oneOf(holdModes, "What the hold does."),
    actor: text("Who holds it."),
    reason: maybe(text("Why, as given.")),
    since: instant("Since when"),
    until: maybe(instant("When it ends by itself; null: never")),
    release: text("The command that ends it."),
  },
  "Something that is held back.",
);
export const holdPage = pageOf("HoldPage", holdView);

const changeProperties = {
  at: instant("Since when"),
  actor: maybe(text("Who did it; null for a task.")),
  run: maybe(text("The run whose task did it; null for a person.")),
  reason: maybe(text("Why, as given.")),
};

export const eventView = definition(
  "Event",
  {
    project: text("Its project."),
    name: text("Its name."),
    date: text("The business date that it is for, YYYY-MM-DD; `static` for none."),
    ...changeProperties,
  },
  "A named fact that is there until it is cleared.",
);
export const eventPage = pageOf("EventPage", eventView);

export const variableView = definition(
  "Variable",
  {
    project: text("Its project."),
    name: text("Its name."),
    value: text("Its value."),
    ...changeProperties,
  },
  "A named value that conditions compare.",
);
export const variablePage = pageOf("VariablePage", variableView);

export const assetView = definition(
  "Asset",
  {
    name: text("Its name; all projects share it."),
    at: maybe(instant("When it was updated last; null: never")),
    date: maybe(text("The business date of that update, YYYY-MM-DD.")),
    project: text("Of the run that wrote it, or of a pipeline that does."),
    run: maybe(text("That run.")),
    state: oneOf(["fresh", "stale"], "Whether the update is as new as those who write it say."),
    freshUntil: maybe(instant("Until when it is fresh; null: for ever, or never updated")),
    actor: maybe(text("Who reported the update by hand; null for a task.")),
  },
  "A data product and its newest update.",
);
export const assetPage = pageOf("AssetPage", assetView);
