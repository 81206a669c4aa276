// A source as it is deployed now: its trigger, and what it may have of secrets and hosts by its project's rules.

import type pg from "pg";
import type { AccessFacts } from "#core/access/access-class.ts";
import { resourceOfUse } from "#core/access/run-use.ts";
import { outsideOf, refusalOfPlace } from "#core/ceilings/refusal.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { SecretRoute } from "#core/registration.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { sourceKind } from "#core/triggers/kinds.ts";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import { namedByTrigger, usesOfTrigger } from "#core/triggers/uses.ts";
import type { ReadCeilings } from "#engine/ceilings.ts";
import { deployedFile } from "#engine/task-uses.ts";
import type { UseAccess } from "#engine/use-access.ts";
import type { Secrets } from "#secrets/secrets.ts";
import type { Db } from "#store/connect.ts";
import { type TriggerSourceDefinitionRow, triggerSourceDefinition } from "#store/messages.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";

export interface Definition {
  /** Of the source. */
  id: string;
  project: string;
  trigger: MessageTrigger;
  /** Without tasks. */
  pipeline: Pipeline;
  row: TriggerSourceDefinitionRow;
}

/** Null: it is deployed no more. */
export async function readDefinition(db: Db, id: string): Promise<Definition | null> {
  const row = await triggerSourceDefinition(db, { id });
  if (!row) return null;
  const pipeline = storedPipeline({ ...(row.spec as object), tasks: [] });
  const trigger = pipeline.messages?.[row.ordinal];
  if (trigger === undefined) throw new Error(`its revision has no message trigger ${row.ordinal}`);
  return { id, project: row.project, trigger, pipeline, row };
}

export interface Judges {
  db: Db;
  secrets: Secrets | undefined;
  ceilings: ReadCeilings;
  mayUse: UseAccess;
}

/** Something keeps a source from being followed that whoever deploys it can change; the message is for people. */
export class RefusedSource extends Error {
  override name = "RefusedSource";
}

/** Whether it may have what it names, as rules and policies are now. @throws RefusedSource */
export async function judgeUses(
  { trigger, project, pipeline, row }: Definition,
  { ceilings: read, mayUse }: Judges,
): Promise<{ refusal: (place: string) => string | null }> {
  const ceilings = await read(project);
  const outside = ceilings && outsideOf(usesOfTrigger(trigger), ceilings);
  if (outside) throw new RefusedSource(outside);
  const named = namedByTrigger(trigger);
  for (const use of named) {
    const { allowed, policies, errors } = await mayUse({
      ...{ run: `trigger of ${project}/${pipeline.name}`, use, named, ceilings, project },
      environment: row.environment,
      facts: row.facts as AccessFacts | null,
    });
    const by = [...policies, ...errors].join(", ");
    if (!allowed)
      throw new RefusedSource(
        `It may not use the ${use.kind} "${use.name}": ${by === "" ? "no policy permits it" : by}.`,
      );
  }
  return { refusal: (place) => (ceilings ? refusalOfPlace(place, ceilings) : null) };
}

/** Values of the secrets that it names, by name. @throws RefusedSource where one is missing. */
export async function readSecrets(
  { trigger, project, row }: Definition,
  { db, secrets }: Judges,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  const deployed = deployedFile(db, row.tree_oid);
  for (const { kind, name } of namedByTrigger(trigger)) {
    if (kind !== "secret") continue;
    const question = { name, project, environment: row.environment, deployed, signal };
    const answer = await secrets?.read(question, (row.routes ?? []) as SecretRoute[]);
    if (answer === undefined || "missing" in answer)
      throw new RefusedSource(
        answer?.missing ?? `There is no secret "${name}", nor a place for one.`,
      );
    values[name] = answer.value;
  }
  return values;
}

/** As uses of runs are on record, by the trigger in place of a run. */
export const recordUses = (pool: pg.Pool, { trigger, project, pipeline }: Definition) =>
  transaction(pool, async (db) => {
    const subject = `${project}/${pipeline.name}`;
    for (const use of namedByTrigger(trigger))
      await writeAudit(db, {
        ...{ actor: `trigger ${subject}`, act: `${use.kind}.used` as const, subject },
        detail: {
          resource: resourceOfUse(use),
          source: sourceKind(trigger.source).text(trigger.source),
        },
      });
  });
