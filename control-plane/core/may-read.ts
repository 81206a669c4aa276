// Which projects may read another by conditions: default none, until policies say it.

import { matchesStars } from "./star-pattern.ts";

/** @param patterns What the project that is read says: names, `*` for any part of one. */
export const mayRead = (reader: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matchesStars(reader, pattern));

/** A change of who may read a project. */
export interface ReadersChange {
  before: string[];
  after: string[];
}

/** Null when both say the same. */
export const readersChange = (
  before: readonly string[],
  after: readonly string[],
): ReadersChange | null =>
  before.join() === after.join() ? null : { before: [...before], after: [...after] };
