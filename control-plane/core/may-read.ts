// Which projects may read another by conditions: default none, until policies say it.

/** @param patterns What the project that is read says: names, `*` for any part of one. */
export const mayRead = (reader: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matches(reader, pattern));

/** Linear in both: parts between stars are looked for one after the other. */
function matches(name: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

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
