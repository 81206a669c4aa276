// How long a task usually takes: learned from the newest comparable runs, robust against single odd ones.

/** Runs that are looked at, the newest. */
export const mostSamples = 20;
/** With fewer nothing is expected: one slow night would be the rule. */
export const fewestSamples = 3;
/** How the basis of an expectation begins that there is none. */
export const nothingExpected = "nothing is expected yet";

/** In milliseconds. */
export interface Expectation {
  /** Half of the runs took no longer. */
  medianMs: number;
  /** Nine of ten runs took no longer. */
  p90Ms: number;
}

/**
 * What samples tell (milliseconds, newest first); null: too few.
 * A skipped task is a sample of 0, so that a repair that is seldom needed is not waited for; a failed attempt is none.
 */
export function expectationOf(samples: readonly number[]): Expectation | null {
  if (samples.length < fewestSamples) return null;
  const sorted = samples.slice(0, mostSamples).sort((a, b) => a - b);
  return { medianMs: quantile(sorted, 0.5), p90Ms: quantile(sorted, 0.9) };
}

/** Between the two nearest samples where it falls between them; whole milliseconds. */
function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return Math.round(below + (above - below) * (place - Math.floor(place)));
}

/** How long tasks of one name took in some runs. */
export interface Sample {
  task: string;
  /** Milliseconds, newest first. */
  durations: readonly number[];
}

/** What is expected of each task by its name; samples of several revisions are joined, the newest revision first. */
export function expectationsOf(samples: readonly Sample[]): Map<string, Expectation> {
  const found = new Map<string, Expectation>();
  for (const [task, parts] of Map.groupBy(samples, (sample) => sample.task)) {
    const expected = expectationOf(parts.flatMap(({ durations }) => durations));
    if (expected !== null) found.set(task, expected);
  }
  return found;
}
