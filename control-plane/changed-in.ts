// Which of the changes that came in made each pipeline what it will be: the newest commit on the branch that touched its
// file, what that is made of, or its scripts.

import { touchedBy } from "#core/owners/touched.ts";
import type { DeployedChange } from "#engine/put-changes.ts";
import { type Step, stepsSince } from "#git/incoming.ts";
import { GitError } from "#git/source.ts";
import { readDiff } from "#git/trees.ts";
import type { ApproveInput } from "./approve-revision.ts";
import { revisionFacts } from "./revision-facts.ts";

/** A branch that is so far ahead was not merged change by change; its tip stands for all of it. */
const mostSteps = 100;

/** By pipeline, where it isn't the tip. Of a first deployment none: nobody looks through all of a history. */
export async function changedIn(input: ApproveInput): Promise<Map<string, DeployedChange>> {
  const { source, base, head, plan, judged } = input;
  const found = new Map<string, DeployedChange>();
  if (base === null || head.parents[0] === base) return found;
  const open = new Set(plan.changes.map(({ pipeline }) => pipeline));
  for (const { commit, before, after } of await stepsOf(input, base)) {
    if (open.size === 0) break;
    const paths = (await readDiff(source, before, after)).changes.map(({ path }) => path);
    const touched = touchedBy(plan.changes, judged.sources, paths).filter((one) => open.has(one));
    for (const name of touched) open.delete(name);
    if (touched.length === 0 || commit.oid === head.oid) continue;
    const facts = revisionFacts(commit, (await input.changeOf?.(commit)) ?? null);
    for (const name of touched) found.set(name, facts);
  }
  return found;
}

/** None where they can't be told, as after a rewritten history that is let through. */
async function stepsOf({ source, head, project }: ApproveInput, base: string): Promise<Step[]> {
  try {
    return await stepsSince(source, base, head.oid, project.path, mostSteps);
  } catch (error) {
    if (error instanceof GitError && (error.kind === "missing" || error.kind === "tooLarge"))
      return [];
    throw error;
  }
}
