// What the plan of a change means beyond the pipelines that it changes, by everything that the server has deployed.

import type pg from "pg";
import type { Diagnostic } from "#core/diagnostic.ts";
import { desiredPools } from "#core/judge.ts";
import type { OwnersChange } from "#core/owners/owners-change.ts";
import { type Foresight, foresee } from "#core/plan/foresight.ts";
import type { Plan, PlannedPipeline } from "#core/plan.ts";
import type { Pools } from "#core/pools/read.ts";
import type { ProjectRules } from "#core/registration.ts";
import { learnedDurations } from "#engine/learned-durations.ts";
import { declarationOf, plannedOfRow } from "#engine/plan-live.ts";
import { allPipelines } from "#store/pipelines.sql.ts";
import { declaredPools } from "#store/pools.sql.ts";

export interface ChangeForesightInput {
  pool: pg.Pool;
  project: number;
  rules: ProjectRules;
  plan: Plan;
  /** Sound ones of those that were read. */
  good: readonly PlannedPipeline[];
  /** Null where they stay as they are. */
  pools: Pools | null;
  diagnostics: readonly Diagnostic[];
  /** What the rules of approvals become; null where they stay. */
  owners: OwnersChange | null;
}

/** Every spec is read for it, which a server that has others to serve does for so many in about 0.2 s. */
const mostPipelines = 2_000;

/** Null where nothing changes, and for a larger estate (`isLarge`): `trunkline plan` tells it. */
export async function foresightOf({
  pool,
  project,
  rules,
  plan,
  good,
  pools,
  diagnostics,
  owners,
}: ChangeForesightInput): Promise<{ foresight: Foresight | null; isLarge: boolean }> {
  if (plan.changes.length === 0 && owners === null) return { foresight: null, isLarge: false };
  const rows = await allPipelines(pool, { project });
  if (rows.length + good.length > mostPipelines) return { foresight: null, isLarge: true };
  const learned = await learnedDurations(pool, rows);
  const live = (await declaredPools(pool, { project })).map(declarationOf);
  const foresight = foresee({
    ...{ plan, live: rows.map(plannedOfRow), good, rules, diagnostics, owners },
    durations: new Map(learned.map((one) => [`${one.pipeline}/${one.task}`, one])),
    pools: { live, desired: (pools && desiredPools(pools)) ?? live },
  });
  return { foresight, isLarge: false };
}
