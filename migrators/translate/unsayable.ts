// What no spec has words for: it refuses the job that says it.

/** Its message completes "it can't be said: ". */
export class Unsayable extends Error {}
