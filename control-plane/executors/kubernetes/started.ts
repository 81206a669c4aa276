// What is recorded of a Job: before it is made, once it is, and how it ended.

import type { ExternalRun } from "../executor.ts";

export interface Started {
  /** The same for every try of one submission; the Job's name is made of it, and its label holds it. */
  key: string;
  namespace: string;
  /** Null: it was about to be made, and nobody saw the answer. */
  uid: string | null;
}

export const recorded = ({ key, namespace, uid }: Started): ExternalRun => ({
  ...{ key, namespace, uid },
});

export const startedFrom = (run: ExternalRun): Started => ({
  key: run.key ?? "",
  namespace: run.namespace ?? "",
  uid: run.uid ?? null,
});
