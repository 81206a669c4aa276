// The semantic difference of two pipelines: by field, tasks by name, never by line of text.

import { edgesTo } from "./phase.ts";
import type { PlannedPipeline } from "./plan.ts";

export interface FieldChange {
  /** Such as `tasks.load.timeoutMs` or `triggers.0.schedule.cron`. */
  path: string;
  /** Absent on the side that doesn't have it. */
  before?: unknown;
  after?: unknown;
}

export function fieldChanges(before: PlannedPipeline, after: PlannedPipeline): FieldChange[] {
  const found: FieldChange[] = [];
  compare("", comparable(before), comparable(after), found);
  return found;
}

/** Tasks become a map by name and needs become names, so that a task added in the middle is one change. */
function comparable({ file, pipeline }: PlannedPipeline): Record<string, unknown> {
  const tasks = pipeline.tasks.map((task) => [
    task.name,
    {
      ...task,
      needs: edgesTo(pipeline, task)
        .map((idx) => pipeline.tasks[idx]?.name)
        .sort(),
    },
  ]);
  return { file, ...pipeline, tasks: Object.fromEntries(tasks) };
}

function compare(path: string, before: unknown, after: unknown, found: FieldChange[]): void {
  if (isRecord(before) && isRecord(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of [...keys].sort())
      compare(path === "" ? key : `${path}.${key}`, own(before, key), own(after, key), found);
    return;
  }
  if (before === after) return;
  found.push({
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
}

/** A task may be called `constructor`. */
const own = (record: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
