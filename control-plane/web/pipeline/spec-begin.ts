// The first tasks of a pipeline of very many: what is behind them isn't shown, and would take long to be made a spec of.

import type { Pipeline } from "#core/pipeline.ts";

/** With at least so many declared tasks, where those are more: none without the instances that belong to it. */
export function beginOf(pipeline: Pipeline, least: number): Pipeline {
  const { tasks } = pipeline;
  const last = new Map(tasks.map(({ group }, n) => [group, n]));
  const seen = new Set<string>();
  let end = 0;
  for (const [n, { group }] of tasks.entries()) {
    seen.add(group);
    end = Math.max(end, last.get(group) ?? n);
    if (seen.size >= least && end === n) return { ...pipeline, tasks: tasks.slice(0, n + 1) };
  }
  return pipeline;
}
