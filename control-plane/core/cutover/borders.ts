// Conditions and events that cross the border of a wave: what on one side waits for the other once the wave is live.

import { awaitedBy } from "../conditions/awaited.ts";
import { type Condition, factsOf } from "../conditions/condition.ts";
import type { Pipeline } from "../pipeline.ts";
import { makesRuns } from "../waves/wave.ts";

export type Bordering = Pick<Pipeline, "name" | "wave" | "awaits" | "after" | "tasks">;

/** Of the one that waits, and of the one that it waits for. */
export interface Border {
  /** `in`: ours waits for what the other scheduler goes on running. `out`: the other way round. */
  direction: "in" | "out";
  /** Who waits. */
  pipeline: string;
  /** For what: a run (`PIPELINE` or `PIPELINE/TASK`), an event, a variable. */
  awaits: { kind: "run" | "event" | "variable"; name: string };
  /** Pipelines that do it: one for a run; none for what nothing of the project raises. */
  by: string[];
}

/**
 * @param wave Is taken as live.
 * @param pipelines All of the project, in order of their names.
 */
export function bordersOf(wave: string, pipelines: readonly Bordering[]): Border[] {
  const isOurs = new Map(
    pipelines.map((one) => [one.name, makesRuns(one) || one.wave?.name === wave]),
  );
  const inWave = new Set(
    pipelines.filter((one) => one.wave?.name === wave).map(({ name }) => name),
  );
  const raisers = raisersOf(pipelines);
  return pipelines.flatMap((waiter): Border[] => {
    const { name } = waiter;
    const ours = isOurs.get(name) === true;
    const direction = ours ? "in" : "out";
    // Who raises it now: of what this wave changes, only what it is a part of is told.
    const crosses = (by: readonly string[]): boolean =>
      by.some((one) => isOurs.get(one) !== ours) &&
      (inWave.has(name) || by.some((one) => inWave.has(one)));
    const runs = awaitedBy(waiter).flatMap(({ project, pipeline, task }): Border[] => {
      if (project !== null || !crosses([pipeline])) return [];
      const of = task === null ? pipeline : `${pipeline}/${task}`;
      return [{ direction, pipeline: name, awaits: { kind: "run", name: of }, by: [pipeline] }];
    });
    const facts = raisedFacts(waiter).flatMap(({ kind, name: fact }): Border[] => {
      const by = raisers.get(`${kind} ${fact}`) ?? [];
      const nobody = by.length === 0 && inWave.has(name);
      if (!nobody && !crosses(by)) return [];
      return [{ direction, pipeline: name, awaits: { kind, name: fact }, by: [...by] }];
    });
    return [...runs, ...facts];
  });
}

type Raised = { kind: "event" | "variable"; name: string };

/** By kind and name: who raises it, each once. */
function raisersOf(pipelines: readonly Bordering[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { name, tasks } of pipelines)
    for (const effect of tasks.flatMap(({ effects }) => effects)) {
      const key =
        effect.kind === "emit"
          ? `event ${effect.event}`
          : effect.kind === "set"
            ? `variable ${effect.variable}`
            : null;
      const known = key === null ? undefined : found.getOrInsertComputed(key, () => []);
      if (known && known.at(-1) !== name) known.push(name);
    }
  return found;
}

/** Each once. */
function raisedFacts({ awaits, after, tasks }: Bordering): Raised[] {
  const conditions: (Condition | null | undefined)[] = [
    awaits,
    ...after.map(({ condition }) => condition),
    ...tasks.map(({ gates }) => gates?.awaits),
  ];
  const found = new Map<string, Raised>();
  for (const fact of conditions.flatMap((one) => (one ? factsOf(one) : [])))
    if ((fact.kind === "event" || fact.kind === "variable") && fact.project === null)
      found.set(`${fact.kind} ${fact.name}`, { kind: fact.kind, name: fact.name });
  return [...found.values()];
}
