// What a commit's message says about how it came in: the pull or merge request and who reviewed it.
// These are claims of the author, not proof: they are shown, and no rule may rest on them alone.

export interface ChangeFacts {
  /** First line of the message. */
  subject: string;
  /** Number of the pull or merge request. */
  number: string | null;
  /** As the forge writes it: `#123`, `group/project!45`. */
  reference: string | null;
  /** Names in `Reviewed-by` and `Approved-by` lines, each once, in order; nobody has verified them. */
  approvers: string[];
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

/** Reads a commit message; where it says nothing the answer is null or empty. */
export function changeFacts(message: string): ChangeFacts {
  const [subject = "", ...body] = message.trimStart().split(/\r?\n/);
  const text = [subject, ...body].join("\n");
  const groups = patterns.map((pattern) => pattern.exec(text)?.groups).find(Boolean);
  const reference = groups?.reference ?? null;
  return {
    subject: subject.trimEnd(),
    number: groups?.number ?? null,
    reference: reference !== null && /^\d/.test(reference) ? `#${reference}` : reference,
    approvers: [...new Set(body.flatMap((line) => approval.exec(line)?.[1] ?? []))],
  };
}
