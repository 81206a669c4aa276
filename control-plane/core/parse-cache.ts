// Values of files that were read without a finding, by blob id: an incremental sync parses only what is new.

export interface ParseCache {
  get(key: string): unknown;
  set(key: string, value: unknown, size: number): void;
}

/**
 * A cache that forgets what was used longest ago.
 * @param maxSize Sum of the texts' lengths that are kept; values take about four times that in memory.
 */
export function createParseCache(maxSize = 64 * 1024 * 1024): ParseCache {
  const entries = new Map<string, { value: unknown; size: number }>();
  let total = 0;
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, size) {
      total += size - (entries.get(key)?.size ?? 0);
      entries.delete(key);
      entries.set(key, { value, size });
      for (const [oldest, entry] of entries) {
        if (total <= maxSize) break;
        entries.delete(oldest);
        total -= entry.size;
      }
    },
  };
}
