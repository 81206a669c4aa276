// Which pipelines were deployed before: only of those rows may have to go.

export interface Identity {
  id: number;
  /** It was deployed before, so there may be rows of it. */
  isKnown: boolean;
}

/** Of those that may have rows. */
export const knownIds = (pipelines: readonly Identity[]): number[] =>
  pipelines.flatMap(({ id, isKnown }) => (isKnown ? id : []));
