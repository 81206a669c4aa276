// Which tags a change is judged by: those that a changed pipeline has, had before, and had under its name before.

import { storedPipeline } from "#core/stored-spec.ts";
import { livePipelines, pipelinesAsOf } from "#store/pipelines.sql.ts";
import type { ApproveInput } from "./approve-revision.ts";

type Tags = Record<string, string[]>;

/**
 * By the name that a pipeline will have: as it is deployed, and as it will be.
 * @param standard The revision that a hold went back from, whose tags count as well, or the deployed one.
 */
export async function tagsOfChanged(
  { pool, project, plan, judged }: ApproveInput,
  standard: { id: number },
): Promise<Map<string, Tags>> {
  const names = plan.changes.map(({ pipeline }) => pipeline);
  const all = new Map<string, Tags>(names.map((name) => [name, {}]));
  const renamed = new Map(
    plan.changes.flatMap(({ pipeline, renamedFrom }) =>
      renamedFrom === undefined ? [] : [[renamedFrom, pipeline] as const],
    ),
  );
  const add = (name: string, tags: Readonly<Record<string, readonly string[]>>) => {
    for (const known of [all.get(name), all.get(renamed.get(name) ?? name)])
      for (const [key, values] of Object.entries(tags))
        if (known) known[key] = [...(known[key] ?? []), ...values];
  };
  for (const { name, pipeline } of judged.good) add(name, pipeline.tags);
  if (names.length === 0) return all;
  const before = { project: project.id, names: [...names, ...renamed.keys()] };
  for (const row of await livePipelines(pool, { ...before, files: [] }))
    add(row.name, storedPipeline(row.spec).tags);
  if (standard.id !== project.revision_id)
    for (const row of await pipelinesAsOf(pool, { ...before, revision: standard.id }))
      add(row.name, storedPipeline(row.spec).tags);
  return all;
}
