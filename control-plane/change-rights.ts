// What an open change does to people's rights once it is merged: by teams and policies as they are, and by what the project
// forbids within itself, as it is deployed and as the change has it.

import { setImmediate as nextTurn } from "node:timers/promises";
import type pg from "pg";
import { accessChanges } from "#access/access-changes.ts";
import { type CedarAccess, cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { defaultFile } from "#access/default-policies.ts";
import { inTurns } from "#access/in-turns.ts";
import { type PlannedFacts, planResources } from "#access/plan-rights.ts";
import { readOwnPolicies } from "#access/policy-set.ts";
import type { AccessChanges } from "#core/access/access-change.ts";
import { type AccessFacts, accessFacts } from "#core/access/access-class.ts";
import { canonicalJson } from "#core/canonical.ts";
import type { Judged } from "#core/judge.ts";
import type { Plan } from "#core/plan.ts";
import { classesBut, classOfNames } from "#store/access.sql.ts";
import type { OwnPolicies } from "./own-policies.ts";

export interface ChangeRightsInput {
  pool: pg.Pool;
  /** `policies`: what it forbids within itself as it is deployed. */
  project: { id: number; name: string; environment: string; policies: unknown };
  /** Teams and policies, with those among them. */
  access: CedarAccess;
  plan: Pick<Plan, "changes">;
  judged: Pick<Judged, "good">;
  /** What the project forbids within itself by the change; undefined: it has mistakes, and those from before hold on. */
  own: OwnPolicies["texts"];
  /** Decisions; some 3 s of a processor in turns of 10 ms, for the plan of one change. */
  most?: number;
}

const mostDecisions = 10_000;
const namesPerQuery = 1_000;

/** Null where it changes nothing of anybody's rights, for all that was asked. */
export async function changeRights(input: ChangeRightsInput): Promise<AccessChanges | null> {
  const { pool, project, access, plan, own, most = mostDecisions } = input;
  const isWide =
    own !== undefined && canonicalJson(own ?? {}) !== canonicalJson(project.policies ?? {});
  const changed = await changedFacts(input);
  const pipelines = [...changed.facts];
  let unknown = changed.unknown;
  if (isWide) {
    const names = plan.changes.map(({ pipeline, renamedFrom }) => renamedFrom ?? pipeline);
    for (const { name, count, facts } of await classesBut(pool, { project: project.id, names })) {
      const same = facts as AccessFacts | null;
      if (same === null) unknown += count;
      else pipelines.push({ name, count, before: same, after: same });
    }
  }
  const resources = await planResources(project, pipelines, isWide);
  const after = isWide ? await accessWith(access, project.name, own ?? {}) : access;
  const { changes, unasked } = await accessChanges(access, after, resources, most);
  const left = unasked + unknown;
  return changes.length === 0 && left === 0 ? null : { changes, unasked: left };
}

/** What is there before it and after it; `unknown` are pipelines that nobody has classified yet. */
async function changedFacts({
  pool,
  project,
  plan,
  judged,
}: ChangeRightsInput): Promise<{ facts: PlannedFacts[]; unknown: number }> {
  const both = plan.changes.filter(({ action }) => action === "changed" || action === "renamed");
  const good = new Map(judged.good.map((one) => [one.name, one]));
  const facts: PlannedFacts[] = [];
  let unknown = 0;
  const turn = inTurns();
  for (let from = 0; from < both.length; from += namesPerQuery) {
    const some = both.slice(from, from + namesPerQuery);
    const names = some.map(({ pipeline, renamedFrom }) => renamedFrom ?? pipeline);
    const rows = await classOfNames(pool, { project: project.id, names });
    const before = new Map(rows.map((row) => [row.name, row.facts as AccessFacts | null]));
    for (const { pipeline, renamedFrom } of some) {
      const wait = turn();
      if (wait !== null) await wait;
      const old = before.get(renamedFrom ?? pipeline);
      const now = good.get(pipeline);
      if (now === undefined || old === undefined) continue;
      if (old === null) unknown++;
      else
        facts.push({
          ...{ name: pipeline, before: old },
          after: accessFacts(project, now.file, now.pipeline),
        });
    }
  }
  return { facts, unknown };
}

/** The same with other policies of the project's own. */
async function accessWith(
  { teams, policies, projects }: CedarAccess,
  project: string,
  own: Readonly<Record<string, string>>,
): Promise<CedarAccess> {
  const others = policies.filter((one) => one.project !== project && one.file !== defaultFile);
  const read = readOwnPolicies(await loadCedar(), project, Object.entries(own));
  // To read a set of policies and to load one takes 10 to 20 ms each.
  await nextTurn();
  const access = await cedarAccess({ teams, projects, policies: [...others, ...read.policies] });
  await nextTurn();
  return access;
}
