// Who has a hand in what a revision brings, by all names that commits and the forge give them: they don't release it themselves.

import { coauthorsIn } from "#core/forges/coauthors.ts";
import type { ApprovalEvidence } from "#core/provenance.ts";
import { commitsBetween } from "#git/commit-range.ts";
import { type Commit, GitError } from "#git/source.ts";
import type { VerifyInput } from "./revision-facts.ts";

/** Far more than anybody releases by looking at it. */
const most = 1_000;

/** Authors and co-authors of its commits and of the requests that brought them. */
export async function handsInChange(
  input: VerifyInput,
  approvals: ApprovalEvidence | undefined,
): Promise<string[]> {
  const { change } = input;
  const ofForge = change
    ? [change.author, ...change.coauthors, change.lastPusher ?? []].flat()
    : [];
  const ofOthers = (approvals?.changes ?? []).flatMap((one) => one.change?.author ?? []);
  const ofCommits = (await commitsOf(input)).flatMap(({ author, message }) => {
    const { name, email } = author;
    const [account = email] = email.split("@");
    return [name, email, account, ...coauthorsIn(message)];
  });
  return [...new Set([...ofForge, ...ofOthers, ...ofCommits])];
}

/** The tip alone where they can't be told. */
async function commitsOf({ source, base, head, project }: VerifyInput): Promise<Commit[]> {
  if (base === null) return [head];
  try {
    const range = { reader: source, base, head: head.oid, path: project.path, most };
    return (await commitsBetween(range)).map(({ commit }) => commit);
  } catch (error) {
    if (!(error instanceof GitError) || (error.kind !== "missing" && error.kind !== "tooLarge"))
      throw error;
    return [head];
  }
}
