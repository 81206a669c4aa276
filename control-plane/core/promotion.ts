// Promotion: which files of one environment's folder another one takes over.

/** A file of a project's folder, by its path from there. */
export interface PromotedFile {
  path: string;
  mode: string;
  oid: string;
}

export interface FileChange {
  path: string;
  /** Null: the file goes. */
  to: PromotedFile | null;
}

/** What is said of an environment and not of its pipelines: each keeps its own. */
const own =
  /^(?:(?:trunkline|pools|routes)\.yaml$|OWNERS$|(?:connections|overlays|secrets|policies|migration|\.trunkline)\/)/;

export const isOwn = (path: string): boolean => own.test(path);

/**
 * The changes that make `to` have the files of `from`, sorted by path.
 * @param only Files that are taken over, such as those of chosen pipelines; null: all, and what `from` does not have goes.
 */
export function promotion(
  from: readonly PromotedFile[],
  to: readonly PromotedFile[],
  only: ReadonlySet<string> | null,
): FileChange[] {
  const isMeant = (path: string) => !isOwn(path) && (only === null || only.has(path));
  const there = new Map(to.map((file) => [file.path, file]));
  const changes: FileChange[] = [];
  for (const file of from) {
    const before = there.get(file.path);
    there.delete(file.path);
    const isSame = before?.oid === file.oid && before.mode === file.mode;
    if (!isSame && isMeant(file.path)) changes.push({ path: file.path, to: file });
  }
  for (const path of there.keys()) if (isMeant(path)) changes.push({ path, to: null });
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Where a forge asks for a pull or merge request of a branch; null for one whose address says nothing.
 * @param text What the form is filled with; without it the forge takes the commit's.
 */
export function requestUrl(
  repository: string,
  onto: string,
  branch: string,
  text: { title: string; body: string } | null = null,
): string | null {
  const found =
    /^(?:https?:\/\/|ssh:\/\/(?:[^@/]+@)?|(?:[^@/:]+@))([\w.-]+)(?::\d+(?=\/))?[:/](.+?)(?:\.git)?\/?$/.exec(
      repository,
    );
  const [, host, name] = found ?? [];
  if (host === undefined || name === undefined) return null;
  const [base, head] = [onto, branch].map(encodeURIComponent);
  const [title, body] = [text?.title ?? "", text?.body ?? ""].map(encodeURIComponent);
  if (host === "github.com")
    return `https://${host}/${name}/compare/${base}...${head}?expand=1${text ? `&title=${title}&body=${body}` : ""}`;
  if (/(^|\.)gitlab\./.test(host))
    return `https://${host}/${name}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${head}&merge_request%5Btarget_branch%5D=${base}${text ? `&merge_request%5Btitle%5D=${title}&merge_request%5Bdescription%5D=${body}` : ""}`;
  return null;
}
