// The two sides of each change of a plan as policies see them: the pipeline as it is deployed, and as it would be.

import type { PipelineSides } from "#access/deploy-judge.ts";
import { type AccessFacts, accessFacts } from "#core/access/access-class.ts";
import type { Judged } from "#core/judge.ts";
import type { Change, Plan } from "#core/plan.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { Db } from "#store/connect.ts";
import { livePipelines } from "#store/pipelines.sql.ts";

interface Deployed {
  pool: Db;
  project: { id: number; name: string; environment: string };
}

export async function deploySides(
  { pool, project }: Deployed,
  { changes }: Pick<Plan, "changes">,
  judged: Pick<Judged, "good">,
): Promise<(change: Change) => PipelineSides> {
  const names = changes.flatMap(({ action, pipeline, renamedFrom }) =>
    action === "added" ? [] : (renamedFrom ?? pipeline),
  );
  const rows =
    names.length === 0 ? [] : await livePipelines(pool, { project: project.id, names, files: [] });
  const live = new Map<string, AccessFacts>(
    rows.map(({ name, file, spec }) => [name, accessFacts(project, file, storedPipeline(spec))]),
  );
  const good = new Map(judged.good.map((one) => [one.name, one]));
  return ({ pipeline, renamedFrom, after }) => {
    const now = after === null ? undefined : good.get(pipeline);
    return {
      before: live.get(renamedFrom ?? pipeline) ?? null,
      after: now ? accessFacts(project, now.file, now.pipeline) : null,
    };
  };
}
