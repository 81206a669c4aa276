// Keeps, of a revision that brought several changes at once, which of them touched each pipeline.

import type { Db } from "#store/connect.ts";
import { insertDeployedChanges } from "#store/evidence.sql.ts";
import type { RevisionFacts } from "./apply.ts";

/** The commit of a change on the branch, and whose it is. */
export type DeployedChange = Pick<
  RevisionFacts,
  "commit" | "authorName" | "authorEmail" | "authoredAt" | "subject" | "change" | "approvers"
>;

/** Of pipelines by their names: those that are deployed now, and those that were before. */
interface Ids {
  activated: ReadonlyMap<string, { id: number }>;
  live: ReadonlyMap<string, number>;
}

/** `changes` by the pipelines' names, of those that the revision's own commit did not touch last. */
export async function putChanges(
  db: Db,
  revision: number,
  changes: ReadonlyMap<string, DeployedChange> = new Map(),
  { activated, live }: Ids,
): Promise<void> {
  const rows = [...changes].flatMap(([name, change]) => {
    const id = activated.get(name)?.id ?? live.get(name);
    return id === undefined ? [] : [{ id, ...change }];
  });
  if (rows.length === 0) return;
  await insertDeployedChanges(db, {
    revision,
    pipelines: rows.map(({ id }) => id),
    commits: rows.map(({ commit }) => commit),
    authorNames: rows.map(({ authorName }) => authorName),
    authorEmails: rows.map(({ authorEmail }) => authorEmail),
    authoredAts: rows.map(({ authoredAt }) => authoredAt),
    subjects: rows.map(({ subject }) => subject),
    changes: rows.map(({ change }) => change) as string[],
    approvers: rows.map(({ approvers }) => arrayText(approvers)),
  });
}

/** A text[] in Postgres' own notation: an array of arrays of different lengths can't be a parameter. */
const arrayText = (values: readonly string[]): string =>
  `{${values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
