// Whether what was merged is what was reviewed: a merge can carry more than its two sides, a squash anything.

/** Id of the file at a path, by state; null where there is none. */
export interface FileStates {
  path: string;
  /** On the branch before the change came in, and after. */
  before: string | null;
  after: string | null;
  /** Where the change began, and at its newest commit, which was reviewed. */
  base: string | null;
  head: string | null;
}

export interface Reviewed {
  /** Files that the merge made otherwise than either side: nobody reviewed them. */
  altered: string[];
  /** Files that both sides changed and the merge joined, line by line, which is for Git to do. */
  joined: string[];
}

/** Of the files that differ between `before` and `after`. */
export function compareReviewed(files: readonly FileStates[]): Reviewed {
  const altered: string[] = [];
  const joined: string[] = [];
  for (const { path, before, after, base, head } of files) {
    if (after === head && head !== base) continue;
    const bothChanged = head !== base && before !== base;
    // Joining lines makes no file and takes none away.
    const isJoin = bothChanged && after !== null && before !== null && head !== null;
    (isJoin ? joined : altered).push(path);
  }
  return { altered, joined };
}
