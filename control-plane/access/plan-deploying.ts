// Asks of a plan that isn't deployed yet what policies will say once it is: each pipeline that it changes, and what belongs
// to the whole project.

import type { Maker } from "#core/access/deploy-denied.ts";
import { guardsDeploy } from "#core/access/guards-deploy.ts";
import { personNamed } from "#core/access/teams.ts";
import { type Deploying, deniedOf } from "#core/plan/deploying.ts";
import type { Change, Plan } from "#core/plan.ts";
import type { CedarAccess } from "./cedar.ts";
import { deployJudge, type MadeChange, type PipelineSides } from "./deploy-judge.ts";

export interface PlanDeployingInput {
  access: CedarAccess;
  project: { name: string; environment: string };
  plan: Pick<Plan, "changes">;
  sides: (change: Change) => PipelineSides;
  made: MadeChange;
  /** It changes files that belong to the whole project. */
  isOfProject: boolean;
}

/** By which any pipeline of the project could be kept. */
export const isGuarded = (access: CedarAccess, project: string): boolean =>
  guardsDeploy(access.policies, project);

export function planDeploying(input: PlanDeployingInput): Omit<Deploying, "earlier"> {
  const { access, project, plan, sides, made, isOfProject } = input;
  const judge = deployJudge(access);
  const whole = isOfProject ? judge.project(project, [made]) : null;
  const name = (text: string) => personNamed(access.teams, text);
  const makers = made.makers.map((maker): Maker => ({ ...maker, name: name(maker.name) }));
  const hands = new Set(makers.map((maker) => maker.name));
  return {
    makers,
    approvers: [...new Set(made.approvers.map(name))].filter((one) => !hands.has(one)),
    project: whole && deniedOf(whole),
    denied: plan.changes.flatMap((change) => {
      const denial = judge.pipeline(sides(change), [made]);
      return denial === null
        ? []
        : { pipeline: change.pipeline, file: change.file, ...deniedOf(denial) };
    }),
  };
}
