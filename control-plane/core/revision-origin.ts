// What a revision's evidence says for `history`: which commits it takes back, and whether somebody released it.

export interface RevisionOrigin {
  /** Commits that its message says to take back. */
  reverts: string[];
  /** Who let it through though it was held; null: nothing held it. */
  confirmedBy: string | null;
  /** The break-glass that it put in force, or ended. */
  breakGlass: string | null;
}

/** @param evidence As the revision's row has it; null of one from before there was any. */
export function originOf(evidence: unknown): RevisionOrigin {
  const { reverts, confirmation, breakGlass } = (evidence ?? {}) as {
    reverts?: unknown;
    confirmation?: { by: string };
    breakGlass?: unknown;
  };
  return {
    reverts: Array.isArray(reverts) ? reverts.filter((one) => typeof one === "string") : [],
    confirmedBy: confirmation?.by ?? null,
    breakGlass: breakGlass === undefined ? null : String(breakGlass),
  };
}

export interface BroughtBack {
  revision: number;
  commit: string;
}

/** Such as `back to 3f2a91c0d1e2 (revision 7)`, or `reverts 77b0e4d` where only the message says so. */
export function originText(
  backTo: BroughtBack | null,
  { reverts, confirmedBy, breakGlass }: RevisionOrigin,
): string {
  const short = (commit: string) => commit.slice(0, 12);
  const notes = [
    ...(breakGlass === null ? [] : [`break-glass ${breakGlass}`]),
    ...(backTo ? [`back to ${short(backTo.commit)} (revision ${backTo.revision})`] : []),
    ...(reverts.length > 0 ? [`reverts ${reverts.map(short).join(", ")}`] : []),
    ...(confirmedBy === null ? [] : [`released by ${confirmedBy}`]),
  ];
  return notes.join("; ");
}
