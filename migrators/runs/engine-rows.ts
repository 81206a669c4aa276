// Runs and tasks as the engine would have them in its rows.

import type { Pipeline, Task } from "#core/pipeline.ts";
import type { RunState, TaskState } from "#core/run.ts";
import type { Fire } from "#core/simulation/fire.ts";
import type { LegacyJob } from "../legacy.ts";

export interface PipelineRow {
  pipeline: Pipeline;
  jobs: readonly (LegacyJob | null)[];
  /** Places of the tasks that need each task. */
  followers: readonly (readonly number[])[];
  due: Iterator<Fire>;
  /** The newest that has started. */
  newest: RunRow | null;
  /** Of dates that somebody may still ask for. */
  byDate: Map<string, RunRow>;
  running: number;
  /** Admitted once there is room. */
  queue: RunRow[];
  lastEnd: number | null;
  /** Dates for which `after` has made a run, by trigger. */
  slots: Set<string>;
}

export interface RunRow {
  id: number;
  of: PipelineRow;
  date: string;
  dueAt: number;
  state: RunState;
  finishedAt: number | null;
  tasks: TaskRow[];
  /** Tasks that have yet to end. */
  left: number;
  /** Triggers that this run has made due. */
  slots: Set<string>;
}

export interface TaskRow {
  run: RunRow;
  index: number;
  task: Task;
  job: LegacyJob | null;
  state: TaskState;
  startedAt: number;
  finishedAt: number | null;
  /** Absent: 0 of what succeeded, and otherwise none. */
  exitCode?: number | null;
  /** Needs that have yet to end. */
  needs: number;
  iteration: number;
  /** Of an iteration; null: as soon as it may. */
  dueAt: number | null;
  /** What has let it start, for people. */
  cause: string;
}

/** What waits for its gates. */
export type WaitRow = RunRow | TaskRow;

export const isRun = (row: WaitRow): row is RunRow => "tasks" in row;

/** By place of each task those that need it. */
export function followersOf({ tasks }: Pipeline): number[][] {
  const followers: number[][] = tasks.map(() => []);
  for (const [index, { needs }] of tasks.entries())
    for (const need of needs) followers[need]?.push(index);
  return followers;
}
