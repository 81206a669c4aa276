// Whether a project is well: one word and the reason, from its files and what is deployed of it.

import type { Health } from "./health.ts";

export interface ProjectFacts {
  /** Something was deployed. */
  deployed: boolean;
  /** Spec files in error at the observed commit. */
  broken: number;
  /** Deployed rows that are not what was deployed. */
  drifted?: number;
  /** Why nothing is scheduled, as in a restored copy; null when scheduling goes on. */
  held: string | null;
}

/** The first that applies. What its runs come to is the health of its pipelines. */
export function projectHealth({ deployed, broken, drifted = 0, held }: ProjectFacts): {
  status: Health;
  reason: string | null;
} {
  const files = broken === 1 ? "1 spec file is" : `${broken} spec files are`;
  if (!deployed)
    return {
      status: "Missing",
      reason: broken > 0 ? `nothing is deployed, and ${files} in error` : "nothing is deployed yet",
    };
  if (drifted > 0)
    return { status: "Degraded", reason: `not as it was deployed: ${drifted} of its pipelines` };
  if (broken > 0) return { status: "Degraded", reason: `${files} in error` };
  if (held !== null) return { status: "Suspended", reason: held };
  return { status: "Healthy", reason: null };
}
