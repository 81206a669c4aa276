// What rights over a pipeline can depend on. Pipelines that are alike in it are one class: they are decided once.

import { canonicalJson } from "../canonical.ts";
import type { Pipeline } from "../pipeline.ts";

export interface AccessFacts {
  project: string;
  environment: string;
  /** Of its file, relative to the project's root, such as `pipelines/finance`. */
  folder: string;
  /** The team that answers for it. */
  owner: string | null;
  tags: Record<string, string[]>;
}

export function accessFacts(
  project: { name: string; environment: string },
  file: string,
  { owner, tags }: Pick<Pipeline, "owner" | "tags">,
): AccessFacts {
  const folder = file.slice(0, Math.max(0, file.lastIndexOf("/")));
  return { project: project.name, environment: project.environment, folder, owner, tags };
}

/** Equal for what is alike: order and repetition of a tag's values say nothing. */
export const classKey = (facts: AccessFacts): string =>
  canonicalJson({
    ...facts,
    tags: Object.fromEntries(
      Object.entries(facts.tags).map(([key, values]) => [key, [...new Set(values)].sort()]),
    ),
  });
