// How large a file may be: what a hostile or generated file costs is bounded by these, not by its author.

/** Bytes of UTF-8 of one file; a pipeline of 500 tasks has about 60 kB. */
export const maxFileBytes = 256 * 1024;
/** Nesting of lists and maps; a spec needs less than ten. */
export const maxDepth = 32;
/** Keys of one map, tasks apart. */
export const maxKeys = 2_000;
/** Declared tasks of a pipeline. */
export const maxTasks = 5_000;
/** Tasks after `matrix`. */
export const maxInstances = 20_000;
/** Edges between instances; two groups of 450 that need each other's every instance reach it. */
export const maxEdges = 200_000;
/** Findings that are listed for one file. */
export const maxProblems = 200;
