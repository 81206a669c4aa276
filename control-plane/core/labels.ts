// Labels of workers, and the sets of them that tasks ask for.

/** The rule of the schema's `workerLabel`, for labels that are not written in a spec. */
export const labelRule = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,62}$/;

/** Sorted by code units, each once: equal sets are equal lists. */
export const labelSet = (labels: readonly string[]): string[] => [...new Set(labels)].sort();

/** Those of `wanted` that are not among `present`, in their order. */
export const missingLabels = (wanted: readonly string[], present: readonly string[]): string[] =>
  wanted.filter((label) => !present.includes(label));
