// What a commit's message says about how it came in: the pull or merge request and who reviewed it.

export interface ChangeFacts {
  subject: string;
  /** Number of the pull or merge request. */
  number: string | null;
  /** Declared by `Reviewed-by` and `Approved-by` trailers; nobody has verified them. */
  approvers: string[];
}

/** GitHub's merge and squash subjects, Gitea's, GitLab's last line, Bitbucket's. */
const numberTexts = [
  /^Merge pull request #(\d+) /,
  /\(#(\d+)\)$/,
  /^Merge pull request '.*' \(#(\d+)\)/,
  /^Merged in .* \(pull request #(\d+)\)/,
];
const gitlabText = /^See merge request (?:[\w./-]+)?!(\d+)$/m;
const trailerText = /^(?:Reviewed|Approved)-by: *(.+?) *$/gim;

export function changeFacts(message: string): ChangeFacts {
  const [first = ""] = message.split("\n", 1);
  const subject = first.trim();
  const number =
    numberTexts.map((text) => text.exec(subject)?.[1]).find((found) => found !== undefined) ??
    gitlabText.exec(message)?.[1] ??
    null;
  const approvers = [...message.matchAll(trailerText)].map((match) => match[1] as string);
  return { subject, number, approvers: [...new Set(approvers)] };
}
