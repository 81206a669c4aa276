// Of which times sources have told: what is missing there did not run, what is missing elsewhere nobody knows.

export interface Cover {
  /** What is known of a moment: whether a run would have been told of by now. */
  at(at: number): "told" | "untold" | "open";
  /** Whether all of a time was told. */
  whole(from: number, to: number): boolean;
}

export interface Told {
  /** The last moment that it has told of, in milliseconds since 1970; null: it has told nothing. */
  watermark: number | null;
  /** It tells no more: nothing is waited for. */
  retired: boolean;
  /** Times, ascending, of which it has told all. */
  spans: readonly (readonly [from: number, to: number])[];
}

/**
 * A job is told of by the sources that ever had a run of it. One that none has could be any one's, so that all of them must have told.
 * `open` is what is later than all that they have told.
 */
export function coverOf(sources: readonly Told[], ofJob: readonly Told[]): Cover {
  const asked = ofJob.length > 0 ? ofJob : sources.filter(({ retired }) => !retired);
  const whole = (from: number, to: number): boolean => {
    const isTold = ({ spans }: Told) =>
      spans.some(([since, until]) => since <= from && to <= until);
    return asked.length > 0 && (ofJob.length > 0 ? asked.some(isTold) : asked.every(isTold));
  };
  const isLater = (at: number) =>
    asked.some(({ watermark, retired }) => !retired && (watermark === null || at > watermark));
  return {
    whole,
    at: (at) =>
      asked.length === 0 ? "untold" : isLater(at) ? "open" : whole(at, at) ? "told" : "untold",
  };
}
