// What a plan touches, as access is decided by it: pipelines as they are deployed, and as they would be.

import { type AccessFacts, accessFacts, classKey } from "#core/access/access-class.ts";
import type { Plan, PlannedPipeline } from "#core/plan.ts";
import { classesOfNames } from "#store/access.sql.ts";
import type { Db } from "#store/connect.ts";

/** Null: of a pipeline of which nobody knows yet by what it is decided. */
export type Touched = AccessFacts | null;

/** @throws for whoever may not let a plan through that touches these. */
export type MayConfirm = (touched: readonly Touched[]) => Promise<void>;

interface Project {
  id: number;
  name: string;
  environment: string;
}

/** Each kind once. @param desired With all that the plan deploys. */
export async function touchedBy(
  db: Db,
  project: Project,
  { changes }: Plan,
  desired: readonly PlannedPipeline[],
): Promise<Touched[]> {
  const before = changes.flatMap((one) => one.before && (one.renamedFrom ?? one.pipeline));
  const names = before.filter((name) => name !== null);
  const rows = await classesOfNames(db, { project: project.id, names });
  const deployed = new Set(changes.flatMap(({ pipeline, after }) => (after ? pipeline : [])));
  const facts = [
    ...rows.map((row) => row.facts as Touched),
    ...desired
      .filter(({ name }) => deployed.has(name))
      .map(({ file, pipeline }) => accessFacts(project, file, pipeline)),
  ];
  return [...new Map(facts.map((one) => [one && classKey(one), one])).values()];
}
