// What policies of a control repository's folder would keep of a plan, for an author that is stated and not proven.

import { isGuarded, planDeploying } from "#access/plan-deploying.ts";
import { accessFacts } from "#core/access/access-class.ts";
import { isOfProject } from "#core/access/guards-deploy.ts";
import type { Deploying } from "#core/plan/deploying.ts";
import type { Sides } from "#core/plan/sides.ts";
import type { Plan, PlannedPipeline } from "#core/plan.ts";
import { accessOf } from "./access-ground.ts";
import { ownOf, type PlanGround } from "./plan-access.ts";
import type { Side } from "./read-revisions.ts";

export interface StatedInput extends Sides {
  /** An e-mail address, or what a forge calls them. */
  author: string;
  plan: Plan;
  from: Side;
  /** Files that it changes, from the project's folder. */
  paths: readonly string[];
}

/** By the policies of the old side; approved by nobody. Null where none could keep anything. */
export async function deployingOfPlan(
  { ground, project }: PlanGround,
  { author, plan, from, paths, live, good }: StatedInput,
): Promise<Deploying | null> {
  const access = await accessOf(ground, { [project.name]: await ownOf(from) });
  if (!isGuarded(access, project.name)) return null;
  const byName = (all: readonly PlannedPipeline[]) => new Map(all.map((one) => [one.name, one]));
  const [before, after] = [byName(live), byName(good)];
  const factsOf = (one: PlannedPipeline | undefined) =>
    one ? accessFacts(project, one.file, one.pipeline) : null;
  const word = "as --author states, which proves nothing";
  const found = planDeploying({
    ...{ access, project, plan },
    sides: ({ pipeline, renamedFrom, after: now }) => ({
      before: factsOf(before.get(renamedFrom ?? pipeline)),
      after: now === null ? null : factsOf(after.get(pipeline)),
    }),
    made: { what: "this change", makers: [{ name: author, proven: false, word }], approvers: [] },
    isOfProject: paths.some(isOfProject),
  });
  return { ...found, earlier: [] };
}
