// The one interface to Git: two implementations (native git, isomorphic-git), one contract suite.
// Only object reading, fetching and ancestry are Git's; the tree diff is ours and pure (`core/tree-diff.ts`).

export interface GitObject {
  oid: string;
  type: "blob" | "tree" | "commit";
  /** The object's content without Git's header; sha1("type length\0" + content) is its oid. */
  content: Uint8Array;
}

export interface Commit {
  oid: string;
  tree: string;
  parents: string[];
  author: { name: string; email: string; at: Temporal.Instant };
  committer: { name: string; email: string; at: Temporal.Instant };
  /** Whole message; the first line is the subject. */
  message: string;
}

/** Where commits come from. */
export interface GitRemote {
  /** Tip of a branch, or null when the branch is missing. Throws GitError when the repository can't be reached. */
  remoteTip(branch: string): Promise<string | null>;
  /** Tips of those of the branches that are there, by one question however many they are. Throws as `remoteTip`. */
  remoteTips(branches: readonly string[]): Promise<Map<string, string>>;
  /** Makes the commit at the branch's tip and its history readable, and returns its oid. A local repository is read in place. */
  fetch(branch: string): Promise<string>;
  /** The same for a change that isn't merged: `refs/pull/7/head`, `refs/merge-requests/7/head`. */
  fetchChange(ref: string): Promise<string>;
}

/** What can be asked of commits that are here. */
export interface GitReader {
  /** Resolves a revision (branch, tag, id or its first digits, HEAD, also with `~n` and `^n`) to a commit, or null. */
  resolve(revision: string): Promise<string | null>;
  readCommit(oid: string): Promise<Commit>;
  /**
   * Each object once, in the quickest order, not the one asked. Throws GitError `missing`, maybe after others.
   * Contents are views of larger buffers: copy what is kept for long.
   */
  readObjects(oids: readonly string[]): AsyncIterable<GitObject>;
  /** False as well when the ancestor is not here at all. Throws GitError `missing` for the descendant. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /** Newest first-parent commits of `tip` that changed any of the paths (repository-relative). */
  history(tip: string, paths: readonly string[], limit: number): Promise<Commit[]>;
  /** Keeps a deployed commit from garbage collection under refs/deployed/<name>; no-op where the repository isn't ours. */
  pin(name: string, oid: string): Promise<void>;
  close(): Promise<void>;
}

export interface GitSource extends GitRemote, GitReader {
  readonly transport: "native" | "isomorphic";
}

export type GitErrorKind =
  | "unreachable"
  | "denied"
  | "missing"
  | "corrupt"
  | "redirected"
  | "tooLarge"
  /** The disk of the mirror. */
  | "full"
  | "timeout";

/** Operation + place + cause + hint; credentials never appear in it. */
export class GitError extends Error {
  readonly kind: GitErrorKind;
  readonly hint: string | null;
  constructor(kind: GitErrorKind, message: string, hint: string | null = null, cause?: unknown) {
    super(message, { cause });
    this.name = "GitError";
    this.kind = kind;
    this.hint = hint;
  }
}
