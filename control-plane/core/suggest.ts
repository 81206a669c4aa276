// "Did you mean": the nearest of the names that would have been right.

/**
 * The candidate nearest to `name` by edit distance (a swap of neighbours counts as one edit), when it is near
 * enough to be a slip: at most a third of the longer name, letter case aside; null when none is.
 */
export function closest(name: string, candidates: Iterable<string>): string | null {
  const wanted = name.toLowerCase();
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const limit = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
    // Lengths alone rule most candidates out: keeps a lookup among 5,000 task names cheap.
    if (Math.abs(name.length - candidate.length) > limit) continue;
    const found = editDistance(wanted, candidate.toLowerCase());
    if (found <= limit && found < bestDistance) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

/** `did you mean "x"?`, or the whole list when it is short and nothing is near; undefined when neither helps. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const names = [...candidates];
  const near = closest(name, names);
  if (near !== null) return `did you mean "${near}"?`;
  if (names.length === 0 || names.length > 12) return undefined;
  return `known: ${names.join(", ")}`;
}

function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, at(beforePrevious, column - 2) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, b.length);
}

const at = (row: number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
