// What a commit's message says about how it came in: the pull or merge request and who reviewed it.
// These are claims of the author, not proof: they are shown, and no rule may rest on them alone.

export interface DeclaredChange {
  /** First line of the message. */
  subject: string;
  /** The pull or merge request. */
  change: ChangeReference | null;
  /** Names in `Reviewed-by` and `Approved-by` lines, each once, in order; nobody has verified them. */
  approvers: string[];
}

export interface ChangeReference {
  number: number;
  /** As the forge writes it: `#123`, `group/project!45`. */
  reference: string;
}

/** Named groups `reference` and `number`. The first that matches decides: a forge's merge is surer than a subject. */
const patterns: readonly RegExp[] = [
  // GitHub, also its merge queue; then Gitea and Forgejo.
  /^Merge pull request (?<reference>#(?<number>\d{1,9})) from /,
  /^Merge pull request '.*' \((?<reference>#(?<number>\d{1,9}))\)/,
  // GitLab ends the message of its merge and squash commits with this line.
  /^See merge request (?<reference>[\w./-]*!(?<number>\d{1,9}))\s*$/m,
  // Bitbucket and Azure DevOps.
  /^Merged in .+ \(pull request (?<reference>#(?<number>\d{1,9}))\)/,
  /^Merged PR (?<reference>(?<number>\d{1,9})): /,
  // GitHub's squash and rebase merges end the subject so; of several, the last is the request itself.
  /^.*\((?<reference>#(?<number>\d{1,9}))\)\s*(?:\n|$)/,
];

/** On any line but the first: GitLab puts its own line after the trailers, so the last paragraph is not enough. */
const approval = /^(?:reviewed|approved)-by:[ \t]*(\S.*?)\s*$/i;

/** What `git revert` writes; of a merge the sentence goes on. */
const reverted = /^This reverts commit ([0-9a-f]{7,40})\b/gm;

/** Commits that a message says to take back. */
export const readReverts = (message: string): string[] => [
  ...new Set([...message.matchAll(reverted)].flatMap(([, commit]) => commit ?? [])),
];

/** Reads a commit message; where it says nothing the answer is null or empty. */
export function readChange(message: string): DeclaredChange {
  const [subject = "", ...body] = message.trimStart().split(/\r?\n/);
  return {
    subject: subject.trimEnd(),
    change: findReference([subject, ...body].join("\n")),
    approvers: [...new Set(body.flatMap((line) => approval.exec(line)?.[1] ?? []))],
  };
}

function findReference(text: string): ChangeReference | null {
  for (const pattern of patterns) {
    const { reference, number } = pattern.exec(text)?.groups ?? {};
    if (reference === undefined || number === undefined) continue;
    // Azure DevOps writes the bare number.
    return { number: Number(number), reference: reference === number ? `#${number}` : reference };
  }
  return null;
}
