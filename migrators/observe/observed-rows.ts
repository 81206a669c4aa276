// Runs and tasks of pipelines that another scheduler runs, in the engine's rows: their states are what was told of them there,
// and their decisions what would have become of them here.

import { isMain } from "#core/phase.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { followersOf, type PipelineRow, type RunRow, type TaskRow } from "../runs/engine-rows.ts";
import { itself } from "./expected-starts.ts";
import type { HiddenFact, Predecessor } from "./observed-estate.ts";

export interface Decision {
  ready: number | null;
  after: Predecessor | null;
  never: string | null;
  hidden: HiddenFact | null;
  /** Nothing that comes later tells it any more. */
  isHiddenForGood: boolean;
}

export interface ObservedRun extends RunRow {
  of: RevisionRow;
  /** Null: it ran there, and nothing here has made it due. */
  slot: string | null;
  /** It runs here: nothing of it is decided. */
  isReal: boolean;
  /** Its conditions have held and there was room. */
  isAdmitted: boolean;
  decision: Decision;
  tasks: ObservedTask[];
}

export interface ObservedTask extends TaskRow {
  run: ObservedRun;
  /** Its name among expected starts; null: it was no job, and takes no time. */
  part: string | null;
  /** Of each iteration. */
  decisions: Decision[];
  /** The run there that it stands for; null: none yet. */
  told: number | null;
  /** What of its end nobody can tell. */
  hidden: HiddenFact | null;
}

/** What revisions of one pipeline have in common. */
export class History {
  newest: RunRow | null = null;
  readonly byDate = new Map<string, RunRow>();
  readonly ofDate = new Map<string, ObservedRun[]>();
  /** In the order of their due times. */
  readonly runs: ObservedRun[] = [];
  /** Begun, here or there, and not over. */
  readonly active = new Set<ObservedRun>();
  /** For those to be over. */
  readonly waiting = new Set<ObservedRun>();
  lastEnd: number | null = null;
  readonly slots = new Set<string>();
}

/** A pipeline as one revision has it. */
export class RevisionRow implements PipelineRow {
  readonly pipeline: Pipeline;
  readonly revision: number;
  readonly history: History;
  readonly followers: readonly (readonly number[])[];
  /** By place of the task: its name among expected starts. */
  readonly parts: readonly (string | null)[];
  readonly jobs = [];
  readonly due = [].values();
  readonly queue = [];
  readonly byDate: Map<string, RunRow>;
  readonly slots: Set<string>;

  constructor(pipeline: Pipeline, revision: number, history: History) {
    this.pipeline = pipeline;
    this.revision = revision;
    this.history = history;
    this.followers = followersOf(pipeline);
    this.parts = partsByPlace(pipeline);
    this.byDate = history.byDate;
    this.slots = history.slots;
  }

  get newest(): RunRow | null {
    return this.history.newest;
  }

  get running(): number {
    return this.history.active.size;
  }

  get lastEnd(): number | null {
    return this.history.lastEnd;
  }
}

/** As `expectedStarts` names them. */
function partsByPlace({ tasks, legacy }: Pipeline): (string | null)[] {
  const main = tasks.filter(isMain);
  const isOne = main.length === 1 && main[0]?.legacy === undefined && legacy !== undefined;
  return tasks.map((task) => {
    if (!isMain(task)) return null;
    return isOne ? itself : task.legacy === undefined ? null : task.name;
  });
}

export const undecided = (): Decision => ({
  ...{ ready: null, after: null, never: null, hidden: null, isHiddenForGood: false },
});

export const isOpen = ({ ready, never }: Decision): boolean => ready === null && never === null;

/** Of its present iteration. */
export const decisionOf = ({ decisions }: ObservedTask): Decision => decisions.at(-1) as Decision;

export function runOf(
  of: RevisionRow,
  made: Pick<ObservedRun, "id" | "date" | "dueAt" | "slot" | "isReal">,
): ObservedRun {
  const { tasks } = of.pipeline;
  const run: ObservedRun = {
    ...{ ...made, of, state: "waiting", finishedAt: null, tasks: [], left: tasks.length },
    ...{ slots: new Set(), isAdmitted: false, decision: undecided() },
  };
  run.tasks = tasks.map((task, index) => ({
    ...{ run, index, task, job: null, state: "waiting", startedAt: 0, finishedAt: null },
    ...{ needs: task.needs.length, iteration: 1, dueAt: null, cause: "" },
    ...{ part: of.parts[index] ?? null, decisions: [undecided()], told: null, hidden: null },
  }));
  return run;
}

export const followersIn = ({ run, index }: ObservedTask): ObservedTask[] =>
  (run.of.followers[index] ?? []).map((place) => run.tasks[place] as ObservedTask);

/** A task runs again: its followers that were passed over have another chance. */
export function reopenFollowers(task: ObservedTask): void {
  for (const follower of followersIn(task)) {
    const decision = decisionOf(follower);
    if (decision.never === null) continue;
    decision.never = null;
    if (follower.state !== "skipped") continue;
    Object.assign(follower, { state: "waiting", finishedAt: null });
    reopenFollowers(follower);
  }
}
