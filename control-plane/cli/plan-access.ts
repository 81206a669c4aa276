// What a plan does to people's rights: a pipeline's tags, owner and folder, and what the project forbids within itself,
// are judged by teams and policies of the control repository as they are.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { accessChanges } from "#access/access-changes.ts";
import { planResources } from "#access/plan-rights.ts";
import type { AccessChange } from "#core/access/access-change.ts";
import { accessFacts } from "#core/access/access-class.ts";
import { policiesFolder, teamsFile } from "#core/access/teams-file.ts";
import { isPolicyFile } from "#core/control/control-files.ts";
import { readRegistration } from "#core/control/registration-file.ts";
import { type Estate, estatesOf, type Sides } from "#core/plan/sides.ts";
import type { Plan } from "#core/plan.ts";
import { ProjectTree } from "#git/project-tree.ts";
import { accessOf, type Ground, groundOfFolder } from "./access-ground.ts";
import type { Side } from "./read-revisions.ts";

/** Teams and policies, and which project is meant. */
export interface PlanGround {
  ground: Ground;
  project: { name: string; environment: string };
}

/** Of a registration that lies in a control repository with a teams.yaml; null: nothing is known of rights. */
export async function planGround(
  registration: string | undefined,
  cwd: string,
): Promise<PlanGround | null> {
  if (registration === undefined) return null;
  const file = path.resolve(cwd, registration);
  const root = path.dirname(path.dirname(file));
  // A change may take the registration away: what it says of the project is then told by the old side alone.
  const isThere = [file, path.join(root, teamsFile)].every((one) => existsSync(one));
  if (!isThere || path.basename(path.dirname(file)) !== "projects") return null;
  const { project } = readRegistration(`projects/${path.basename(file)}`, readFileSync(file));
  return project && { ground: await groundOfFolder(root), project };
}

interface PlanAccessInput extends Sides {
  plan: Plan;
  from: Side;
  to: Side;
}

/** Of new and removed pipelines nothing. */
export async function accessOfPlan(
  { ground, project }: PlanGround,
  { plan, from, to, ...sides }: PlanAccessInput,
): Promise<AccessChange[]> {
  const own = { before: await ownOf(from), after: await ownOf(to) };
  const { before, after } = estatesOf(plan, sides);
  const isWide = JSON.stringify(own.before) !== JSON.stringify(own.after);
  const changed = new Set(plan.changes.map(({ pipeline }) => pipeline));
  const names = [...after.keys()].filter((name) => before.has(name));
  const looked = isWide ? names : names.filter((name) => changed.has(name));
  const factsOf = (estate: Estate, name: string) => {
    const one = estate.get(name);
    return one ? accessFacts(project, one.file, one.pipeline) : null;
  };
  const both = looked.flatMap((name) => {
    const [old, now] = [factsOf(before, name), factsOf(after, name)];
    return old && now ? { name, before: old, after: now } : [];
  });
  const resources = await planResources(project, both, isWide);
  if (resources.length === 0) return [];
  const { changes } = await accessChanges(
    await accessOf(ground, { [project.name]: own.before }),
    // Of policies with mistakes those from before hold on.
    await accessOf(ground, { [project.name]: own.after }).catch(() =>
      accessOf(ground, { [project.name]: own.before }),
    ),
    resources,
  );
  return changes;
}

/** What the project forbids within itself, on one side. */
export async function ownOf({ tree, reader }: Side): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  if (tree === null) return texts;
  const files = new ProjectTree(reader, tree);
  for (const file of (await files.files(policiesFolder)).filter(isPolicyFile).sort()) {
    const oid = await files.blob(file);
    if (oid !== null)
      for await (const { content } of reader.readObjects([oid]))
        texts[file] = new TextDecoder().decode(content);
  }
  return texts;
}
