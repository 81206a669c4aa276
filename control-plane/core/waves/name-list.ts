// Names and patterns of pipelines as a wave lists them: asked for ten thousand pipelines, of lists of thousands.

import { matchesStars } from "../star-pattern.ts";

export interface NameList {
  /** As written. */
  entries: readonly string[];
  /** Where the list means a name; -1: nowhere. */
  indexOf(name: string): number;
}

export const isPattern = (entry: string): boolean => entry.includes("*");

export function nameList(entries: readonly string[]): NameList {
  const places = new Map(entries.map((entry, index) => [entry, index]));
  const patterns = entries.filter(isPattern);
  return {
    entries,
    indexOf(name) {
      const named = places.get(name);
      if (named !== undefined) return named;
      const pattern = patterns.find((one) => matchesStars(name, one));
      return pattern === undefined ? -1 : (places.get(pattern) ?? -1);
    },
  };
}
