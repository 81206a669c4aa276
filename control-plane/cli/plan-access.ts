// What a plan does to people's rights: a pipeline's tags, owner and folder, and what the project forbids within itself,
// are judged by teams and policies of the control repository as they are.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { accessChanges, type ChangedResource } from "#access/access-changes.ts";
import type { AccessChange } from "#core/access/access-change.ts";
import { accessFacts, classKey } from "#core/access/access-class.ts";
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

/** New and removed pipelines give and take nothing that was or will be somebody's: they are left out. */
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
  const alike = Map.groupBy(
    looked.filter((name) => isWide || keyOf(factsOf(before, name)) !== keyOf(factsOf(after, name))),
    (name) => `${keyOf(factsOf(before, name))} ${keyOf(factsOf(after, name))}`,
  );
  const resources = [...alike.values()].map(([first = "", ...others]): ChangedResource => {
    const side = (estate: Estate) => {
      const facts = factsOf(estate, first);
      return facts && ({ kind: "pipeline", facts } as const);
    };
    const what = others.length === 0 ? first : `${first} and ${others.length} like it`;
    return { what, before: side(before), after: side(after) };
  });
  if (isWide) {
    const resource = { kind: "project", ...project } as const;
    resources.push({ what: `project ${project.name}`, before: resource, after: resource });
  }
  if (resources.length === 0) return [];
  return accessChanges(
    await accessOf(ground, { [project.name]: own.before }),
    // Of policies with mistakes those from before hold on.
    await accessOf(ground, { [project.name]: own.after }).catch(() =>
      accessOf(ground, { [project.name]: own.before }),
    ),
    resources,
  );
}

const keyOf = (facts: ReturnType<typeof accessFacts> | null): string =>
  facts === null ? "" : classKey(facts);

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
