// What one attempt uses beside its own: asked for when it starts, granted, and put on record before it has any of it.

import type { AccessFacts } from "#core/access/access-class.ts";
import { usesOfTask } from "#core/access/run-use.ts";
import { kindOf } from "#core/actions/kinds.ts";
import type { ProjectCeilings } from "#core/ceilings/ceilings.ts";
import type { Task } from "#core/pipeline.ts";
import type { SecretRoute } from "#core/registration.ts";
import type { StoredObject } from "#executors/snapshot-tree.ts";
import { readTreeFile } from "#executors/tree-file.ts";
import type { Secrets } from "#secrets/secrets.ts";
import type { Db } from "#store/connect.ts";
import { getObjects } from "#store/objects.sql.ts";
import { secretFacts } from "#store/secrets.sql.ts";
import { givenSecrets, noSecrets, type TaskSecrets } from "./given-secrets.ts";
import { grantUses, recordUses, type Used } from "./grants.ts";
import type { Claim } from "./held.ts";
import type { JudgedUse, UseAccess, UseQuestion } from "./use-access.ts";

export interface Missing {
  /** As sentences for people. */
  missing: string;
  /** Another attempt may find them. */
  passes: boolean;
}

export interface UsesAsked {
  /** Answers in spite of broken connections. */
  db: Db;
  secrets: Secrets | undefined;
  mayUse: UseAccess;
  claim: Claim;
  project: string;
  task: Task;
  ceilings: ProjectCeilings | null;
  signal: AbortSignal;
}

/** What an attempt is given, or why it can't start; null when it is not the task's newest any more. */
export async function takeUses(asked: UsesAsked): Promise<TaskSecrets | Missing | null> {
  const { db, claim, project, task, ceilings, signal } = asked;
  const named = usesOfTask(task);
  // Most tasks name nothing, and ask the database nothing here.
  if (named.length === 0) return noSecrets;
  const facts = await secretFacts(db, { run: claim.run });
  const environment = facts?.environment ?? "";
  const judged = await judgedUses(asked.mayUse, named, {
    ...{ run: claim.run, named, ceilings, project, environment },
    facts: (facts?.facts ?? null) as AccessFacts | null,
  });
  const refused = judged.find(({ allowed }) => !allowed);
  if (refused) return { missing: refusalText(refused), passes: refused.errors.length > 0 };
  if (!(await grantUses(db, claim, task))) return null;
  const deployed = deployedFile(db, facts?.tree_oid ?? null);
  const question = { project, environment, deployed, signal };
  const routes = (facts?.routes ?? []) as SecretRoute[];
  const values: Record<string, string> = {};
  const used: Used[] = [];
  for (const { use, policies } of judged) {
    if (use.kind === "connection") {
      used.push({ use, detail: { policies, ...systemOf(task) } });
      continue;
    }
    const { name } = use;
    const answer = await asked.secrets?.read({ ...question, name }, routes);
    if (answer === undefined)
      return {
        missing: `This worker has no secret "${name}", nor any place for one.`,
        passes: false,
      };
    if ("missing" in answer) return answer;
    values[name] = answer.value;
    used.push({ use, detail: { policies, provider: answer.provider } });
  }
  if (!(await recordUses(db, claim, used))) return null;
  return task.secrets.length === 0 ? noSecrets : givenSecrets(values, task);
}

type Judged = JudgedUse & Pick<UseQuestion, "use">;

const judgedUses = (
  mayUse: UseAccess,
  uses: readonly UseQuestion["use"][],
  about: Omit<UseQuestion, "use">,
): Promise<Judged[]> =>
  Promise.all(uses.map(async (use) => ({ use, ...(await mayUse({ ...about, use })) })));

/** Where a connection leads, as its run is pinned to it. */
function systemOf({ action }: Task): { system?: string } {
  const system = kindOf(action).system(action);
  return system === null ? {} : { system };
}

function refusalText({ use, policies, errors }: Judged): string {
  const by =
    policies.length > 0
      ? `forbidden by ${policies.join(", ")}`
      : errors.length > 0
        ? `its policies could not be evaluated: ${errors.join("; ")}`
        : "no policy permits it";
  return `The run may not use the ${use.kind} "${use.name}": ${by}. A rerun goes on once policies of the control repository, and of the project, allow it.`;
}

/** Files of a tree, from the store; a secret's file is small, and read once for all secrets of an attempt. */
export function deployedFile(
  db: Db,
  tree: string | null,
): (path: string) => Promise<Uint8Array | null> {
  const readObjects = async (oids: readonly string[]) => {
    const rows = await getObjects(db, { oids: [...oids] });
    return new Map(
      rows.map(({ oid, type, content }): [string, StoredObject] => [oid, { type, content }]),
    );
  };
  const read = new Map<string, Promise<Uint8Array | null>>();
  return async (path) => {
    if (tree === null) return null;
    const reading = read.get(path) ?? readTreeFile(tree, path, readObjects);
    read.set(path, reading);
    return reading;
  };
}
