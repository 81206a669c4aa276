// What a chaos run must count exactly: units of pools in use, iterations, instances, and runs that tasks made. Pure.

import type { ChaosCount, ChaosFacts } from "./chaos-facts.ts";

/**
 * An attempt has its units from its first line to its last: whoever begins between them has others. Each place at which
 * more is in use than there is, by the order of lines.
 */
export function overused({ effects, runs, pools }: ChaosFacts): string[] {
  const pipelines = new Map(runs.map(({ id, pipeline }) => [id, pipeline]));
  return pools.flatMap(({ pool, units, takes }) => {
    const taken = new Map(takes.map((take) => [`${take.pipeline}/${take.task}`, take.units]));
    const spans = new Map<string, { first: number; last: number; units: number }>();
    for (const [line, { what, run, task, attempt }] of effects.entries()) {
      const own = taken.get(`${pipelines.get(run)}/${task.replace(/\[\d+\]$/, "")}`);
      if (own === undefined || what === "left") continue;
      const key = `${run}/${task}#${attempt}`;
      spans.set(key, { first: spans.get(key)?.first ?? line, last: line, units: own });
    }
    return [...spans].flatMap(([key, { first }]) => {
      let inUse = 0;
      for (const span of spans.values())
        if (span.first <= first && first <= span.last) inUse += span.units;
      return inUse > units ? [`${inUse} of ${units} units of ${pool} were in use at ${key}`] : [];
    });
  });
}

/** Of runs that succeeded: what there is too few of was lost, what there is too much of was done twice. */
export function miscounted(facts: ChaosFacts): { fewer: string[]; more: string[] } {
  const [fewer, more]: [string[], string[]] = [[], []];
  for (const count of facts.counts) {
    const runs = facts.runs.filter(
      ({ pipeline, state }) => pipeline === count.pipeline && state === "succeeded",
    );
    for (const { id } of runs) {
      const found = counters[count.of](facts, id, count.task);
      const text = `run ${id} of ${count.pipeline} has ${found} of ${count.count} ${count.of} of ${count.task}`;
      if (found < count.count) fewer.push(text);
      if (found > count.count) more.push(text);
    }
  }
  return { fewer, more };
}

const counters: Record<ChaosCount["of"], (facts: ChaosFacts, run: string, task: string) => number> =
  {
    iterations: ({ attempts }, run, task) =>
      attempts.filter((of) => of.run === run && of.task === task && of.state === "succeeded")
        .length,
    instances: ({ attempts }, run, task) =>
      attempts.filter(
        (of) =>
          of.run === run && of.newest && of.state === "succeeded" && of.task.startsWith(`${task}[`),
      ).length,
    runs: ({ runs }, run, task) =>
      runs.filter(({ parent }) => parent?.run === run && parent.task === task).length,
  };
