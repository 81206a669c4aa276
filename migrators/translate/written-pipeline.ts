// What is kept of a pipeline that was written: enough to say which others it moves with. The jobs that it was made of are worked
// out anew each time that they are looked at, so it is told from the spec.

import { factsOf } from "#core/conditions/condition.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { ConditionSpec } from "#schemas/types.ts";
import type { PipelineDraft } from "./draft.ts";

export interface WrittenPipeline {
  name: string;
  tags: Record<string, string[]> | undefined;
  jobs: number;
  /** Pipelines that it awaits or runs. */
  awaits: string[];
  /** Events that it awaits. */
  hears: string[];
  /** Events that it raises. */
  emits: string[];
}

/** Before the draft is let go of. */
export function writtenPipeline({ name, spec, tasks }: PipelineDraft): WrittenPipeline {
  const conditions: (ConditionSpec | undefined)[] = [
    spec.awaits,
    ...(spec.triggers ?? []).map(({ after }) => after),
    ...tasks.map((task) => task.spec.awaits),
  ];
  const facts = conditions.flatMap((one) => (one ? factsOf(normalizeCondition(one)) : []));
  const started = tasks.flatMap(({ spec: { uses, with: inputs } }) =>
    uses === "pipeline" ? String((inputs as { pipeline?: unknown }).pipeline) : [],
  );
  const raised = tasks.flatMap(({ spec: { emits = [], on = [] } }) => [
    ...emits,
    ...on.flatMap((rule) => rule.emits ?? []),
  ]);
  return {
    ...{ name, tags: spec.tags, jobs: tasks.length },
    awaits: [...started, ...facts.flatMap((fact) => (fact.kind === "run" ? fact.pipeline : []))],
    hears: facts.flatMap((fact) => (fact.kind === "event" ? fact.name : [])),
    emits: raised.map(({ event }) => event),
  };
}
