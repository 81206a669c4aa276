// The plan of a change with the overlays of each environment: what differs there from what it is without any.

import { canonicalJson } from "#core/canonical.ts";
import type { Plan } from "#core/plan.ts";
import type { Preview, PreviewOptions } from "./preview.ts";

export interface EnvironmentPlan {
  environment: string;
  made: Preview;
}

/** Those for which it is another plan than the given one. */
export async function planOfEach(
  options: Omit<PreviewOptions, "environment">,
  environments: readonly string[],
  base: Plan,
): Promise<EnvironmentPlan[]> {
  const found: EnvironmentPlan[] = [];
  if (environments.length === 0) return found;
  const { preview } = await import("./preview.ts");
  const same = saidOf(base);
  for (const environment of environments) {
    const made = await preview({ ...options, environment });
    if (saidOf(made.plan) !== same) found.push({ environment, made });
  }
  return found;
}

/** Contents have other hashes with every overlay; what changes in them may be the same. */
const saidOf = ({ changes, broken }: Plan): string =>
  canonicalJson({
    broken,
    changes: changes.map(({ action, pipeline, fields, scripts, after }) => ({
      ...{ action, pipeline, fields, scripts },
      ...(action === "added" && after ? { content: after.hash } : {}),
    })),
  });

export const environmentsJson = (plans: readonly EnvironmentPlan[]): Record<string, Plan> =>
  Object.fromEntries(plans.map(({ environment, made }) => [environment, made.plan]));
