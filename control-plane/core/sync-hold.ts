// A hold of a whole project at a revision, as a sentence.

/** Instants are ISO texts. */
export interface SyncHold {
  /** What is deployed meanwhile; null: what was when it began. */
  commit: string | null;
  actor: string;
  reason: string;
  since: string;
  until: string | null;
}

/** @param behind Commits of the branch that are not deployed by it; null: nobody counted. */
export function holdText(hold: SyncHold, commit: string | null, behind: number | null): string {
  const at = commit === null ? "before its first revision" : `at ${commit.slice(0, 12)}`;
  const until = hold.until === null ? "" : ` until ${hold.until}`;
  const text = `held ${at} by ${hold.actor}${until}: ${hold.reason}`;
  if (behind === null || behind === 0) return text;
  return `${text} (${behind} ${behind === 1 ? "commit" : "commits"} of the branch not deployed)`;
}
