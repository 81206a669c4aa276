// Compares a break-glass as it is on record with the audit: no commit proves it, only who agreed to what.

import type { RecordedBreakGlass, RecordedRun } from "./recorded.ts";

/** What of it the audit doesn't bear out; null: nothing. */
export function breakGlassFault(
  { audit, contentHash }: Pick<RecordedRun, "audit" | "contentHash">,
  { id, proposedBy, approvedBy, endedBy }: RecordedBreakGlass,
): string | null {
  const acts = [
    ["break-glass", "proposed", proposedBy],
    ["break-glass-approve", "agreed to", approvedBy],
    ["break-glass-end", "ended", endedBy],
  ] as const;
  for (const [act, word, actor] of acts) {
    const row = audit.find((one) => one.act === act);
    if (row?.actor === (actor ?? undefined)) continue;
    return row === undefined
      ? `the audit has no record that ${actor} ${word} break-glass ${id}`
      : `on record is that ${actor ?? "nobody"} ${word} break-glass ${id}, the audit says ${row.actor}`;
  }
  const agreed = audit.find(({ act }) => act === "break-glass-approve")?.contentHash ?? contentHash;
  return agreed === contentHash
    ? null
    : `the spec of the run is not the one that ${approvedBy} agreed to: it was altered`;
}
