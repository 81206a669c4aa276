// By which keys a change finds the `after` triggers that it may make due.

import { followed } from "#core/conditions/after.ts";
import { type Condition, factsOf } from "#core/conditions/condition.ts";
import { scheduleKey, triggerKey } from "#core/conditions/question.ts";
import type { AfterTrigger, Pipeline } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { hasAfterKeys, replaceAfterKeys } from "#store/triggers.sql.ts";
import { type Identity, knownIds } from "./identity.ts";

/** That something under `not` goes away may make a date's run due, but is no run, event or update to make one for. */
const keysOf = (condition: Condition, per: AfterTrigger["per"], project: string): string[] =>
  per === "run"
    ? followed(condition).flatMap((fact) => triggerKey(fact, project) ?? [])
    : factsOf(condition)
        .flatMap((fact) => [
          triggerKey(fact, project) ?? [],
          fact.kind === "run" && fact.ifScheduled
            ? scheduleKey(fact.project ?? project, fact.pipeline)
            : [],
        ])
        .flat();

/** Makes the keys of these pipelines those of their triggers; most have none before and after. */
export async function putAfterKeys(
  db: Db,
  project: string,
  pipelines: readonly (Identity & { pipeline: Pick<Pipeline, "after"> })[],
): Promise<void> {
  const ids = knownIds(pipelines);
  const rows = pipelines.flatMap(({ id, pipeline }) =>
    pipeline.after.flatMap(({ condition, per }, ordinal) =>
      [...new Set(keysOf(condition, per, project))].map((key) => ({
        id,
        key,
        ordinal,
        perRun: per === "run",
      })),
    ),
  );
  if (rows.length === 0 && (ids.length === 0 || !(await hasAfterKeys(db, { pipelines: ids }))?.has))
    return;
  await replaceAfterKeys(db, {
    pipelines: ids,
    keys: rows.map(({ key }) => key),
    keyPipelines: rows.map(({ id }) => id),
    ordinals: rows.map(({ ordinal }) => ordinal),
    perRun: rows.map(({ perRun }) => perRun),
  });
}
