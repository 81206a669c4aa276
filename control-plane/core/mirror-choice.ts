// Which mirrors give room back when all of them together take too much, and in which order.

/** 10 GiB: several times what the specs of a large organisation take with their history. */
export const defaultMirrorMib = 10 * 1024;

export interface MirrorUse {
  folder: string;
  bytes: number;
  /** After it was last compacted; null: it never was. */
  compactedBytes: number | null;
  /** When it was last fetched into or read, in milliseconds since 1970. */
  usedMs: number;
  /** This process has it open and can have it fetched again. */
  isOpen: boolean;
  /** When a process last said that it follows it. */
  markedMs: number;
}

/** Compacting what grew by less frees little for what it costs. */
const growth = 1.2;
const leastGrowth = 256 * 1024;
/** Servers mark what they follow every hour; one that missed it twice doesn't any more. */
export const abandonedMs = 2 * 3_600_000;

/** Those that have grown since they were last compacted, the one with most to gain first. */
export function worthCompacting(mirrors: readonly MirrorUse[]): MirrorUse[] {
  const grown = ({ bytes, compactedBytes }: MirrorUse) => bytes - (compactedBytes ?? 0);
  return mirrors
    .filter((one) => {
      const before = one.compactedBytes ?? 0;
      return one.bytes > before * growth && grown(one) > leastGrowth;
    })
    .sort((a, b) => grown(b) - grown(a) || order(a, b));
}

/**
 * Those that may be emptied, the least recently used first, and before them what nobody follows. What was used within
 * `keepMs` stays: a project whose mirror goes while it is read would fetch it again at once.
 */
export function leastRecentlyUsed(
  mirrors: readonly MirrorUse[],
  { nowMs, keepMs }: { nowMs: number; keepMs: number },
): MirrorUse[] {
  const isAbandoned = ({ isOpen, markedMs }: MirrorUse) =>
    !isOpen && nowMs - markedMs > abandonedMs;
  return mirrors
    .filter((one) => one.bytes > 0)
    .filter((one) => isAbandoned(one) || (one.isOpen && nowMs - one.usedMs >= keepMs))
    .sort(
      (a, b) =>
        Number(isAbandoned(b)) - Number(isAbandoned(a)) || a.usedMs - b.usedMs || order(a, b),
    );
}

const order = (a: MirrorUse, b: MirrorUse): number => (a.folder < b.folder ? -1 : 1);
