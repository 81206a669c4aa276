// What a pipeline asks for, all of it: before its runs, before its tasks, and what makes it due.

import { type Fact, factsOf } from "#core/conditions/condition.ts";
import type { Pipeline } from "#core/pipeline.ts";

export const factsAsked = ({ awaits, after, tasks }: Pipeline): Fact[] =>
  [
    ...[awaits, ...after.map(({ condition }) => condition)],
    ...tasks.map(({ gates }) => gates?.awaits ?? null),
  ].flatMap((condition) => (condition === null ? [] : factsOf(condition)));
