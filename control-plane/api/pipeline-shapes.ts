// What the API answers about deployed pipelines and their history.

import { healths } from "#core/health.ts";
import type { Pipeline, Schedule } from "#core/pipeline.ts";
import { runStates } from "#core/run.ts";
import { syncStates } from "#core/sync-state.ts";
import { stages } from "#core/waves/wave.ts";
import { breakGlassNote } from "./break-glass-shapes.ts";
import { change, commit, diagnostics, person } from "./project-shapes.ts";
import { originProperties } from "./revision-shapes.ts";
import {
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
  type Schema,
  text,
  truth,
} from "./schema.ts";

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
  timezone: text("IANA zone of its times."),
  when: list(
    text("A schedule, such as `at 06:00 every day, Berlin time`."),
    "When it is due, in words: one for each of its schedules.",
  ),
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
  paused: truth("Somebody paused it."),
  wave: maybe(
    object(
      {
        name: text("The wave's name."),
        stage: oneOf(
          stages,
          "`observe`: another scheduler runs it, and no run of it is made here; `live`: it runs here; `retired`: nothing runs it any more.",
        ),
        file: text("The wave's file, from the project's root."),
        line: maybe(integer("Where in it the stage is written.")),
      },
      "The wave of a migration that it is in.",
    ),
  ),
  breakGlass: maybe(breakGlassNote),
  bundle: maybe(text("What it applies together with.")),
  stale: maybe(
    object(
      {
        file: text("The file that keeps it."),
        line: maybe(integer("Where in it.")),
        message: maybe(text("First of what is wrong.")),
        commit: maybe(text("The commit that broke it.")),
        since: maybe(instant("When that was looked at")),
      },
      "Why an older revision of it is deployed than its branch has; null: it is as its file says.",
    ),
  ),
  sync: object(
    { state: oneOf(syncStates, "Its state."), reason: maybe(text("Why it is not Synced.")) },
    "How what is deployed of it compares with the branch.",
  ),
  health: object(
    { status: oneOf(healths, "Its health."), reason: maybe(text("Why, in one sentence.")) },
    "Whether it is well.",
  ),
};
const recentRun = object(
  {
    id: text("The run's id."),
    state: oneOf(runStates, "Its state."),
    date: text("The business date that it is for, YYYY-MM-DD."),
    dueAt: instant("When it was due"),
    startedAt: maybe(instant("When it was let start")),
    finishedAt: maybe(instant("When it ended")),
    missed: truth("It has missed its own deadline, or is late already."),
    deadline: maybe(instant("Until when it is to end")),
    expectedAt: maybe(instant("When it will probably end, by the last look, while it has not")),
  },
  "A run.",
);
export const pipelineSummary = definition(
  "Pipeline",
  {
    ...pipelineProperties,
    recentRuns: optional(list(recentRun, "With `runs`: so many of its newest, oldest first.")),
  },
  "A deployed pipeline.",
);
/** By state, in the order in which they need somebody. */
const counts = (of: readonly string[], description: string) =>
  object(Object.fromEntries(of.map((one) => [one, integer("How many.")])), description) as Schema<
    Record<string, number>
  >;
export const pipelinePage = definition(
  "PipelinePage",
  {
    items: list(pipelineSummary, "The pipelines of this page, in order."),
    next: maybe(text("`after` of the next page; null on the last.")),
    groups: optional(
      list(
        object(
          {
            name: maybe(text("The owner, value of the tag or project; null: those without one.")),
            health: counts(healths, "By health."),
            pipelines: integer("How many it has."),
          },
          "A group.",
        ),
        "With `group`: all of them, by name; one that has several values is in several.",
      ),
    ),
    counts: optional(
      object(
        {
          health: counts(healths, "By health, whichever health was asked for."),
          sync: counts(syncStates, "By sync state, whichever was asked for."),
          matching: integer("How many all pages have together."),
        },
        "With `counts`: of all pipelines that the other choices leave; `where` is not counted.",
      ),
    ),
  },
  "One page of deployed pipelines.",
);
export const triggerView = definition(
  "Trigger",
  {
    schedule: opaque<Schedule>(
      "`{cron, dialect}`, `{everyMs, from, until, on}`, `{daily, on}` or `{nth, of, at}`; `on` names dates, `days` is there where it goes by them, `jitter` where it has some.",
    ),
    description: text("The schedule in words, such as `at 06:00 every day, Berlin time`."),
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
    action: oneOf(
      ["added", "changed", "removed", "renamed", "overridden", "restored"],
      "What became of the pipeline; `overridden` by two people without a commit, `restored` to what is deployed.",
    ),
    file: text("Its spec file then."),
    commit,
    subject: text("First line of the commit message."),
    author: person,
    authoredAt: instant("When the change was written"),
    change,
    approvers: list(text("A person."), "Who approved, as the commit declares."),
    signedBy: list(text("A person."), "Whose keys signed the commits that came in."),
    appliedAt: instant("When it was deployed"),
    appliedBy: text("Who deployed it."),
    confirmation: maybe(
      object(
        {
          by: text("Who confirmed."),
          plan: text("Hash of the plan."),
          of: text("Why it was held."),
          reason: maybe(text("Why it was confirmed, as given.")),
        },
        "By whom a held plan was let through.",
      ),
    ),
    contentHash: maybe(text("Hash of the normalized pipeline; null when removed.")),
    runs: integer("How many runs it has had."),
    ...originProperties,
  },
  "A deployment that changed a pipeline.",
);
export const historyPage = pageOf("HistoryPage", historyEntry);
