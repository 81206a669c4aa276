// One thing that `trunkline doctor` looked at, as data: made where the knowledge is, rendered by the command line.

export type CheckState = "ok" | "warning" | "failed";

export interface Check {
  /** What was looked at, in a few words, such as `Node version`. */
  name: string;
  state: CheckState;
  /** What was found, in one sentence. */
  detail: string;
  /** What to do about it. */
  help?: string;
}
