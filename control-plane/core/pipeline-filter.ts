// `--where` over deployed pipelines: what an expression may name of one.

import type { ExpressionIssue } from "./expression-template.ts";
import type { Health } from "./health.ts";
import { filterLanguage } from "./row-filter.ts";

/** What an expression may name, by the same names. */
export interface FilterablePipeline {
  pipeline: string;
  project: string;
  /** The team that answers for it; empty where none does. */
  owner: string;
  tags: Record<string, string[]>;
  file: string;
  health: Health;
  paused: boolean;
}

const types: Record<keyof FilterablePipeline, string> = {
  pipeline: "string",
  project: "string",
  owner: "string",
  tags: "map<string, list<string>>",
  file: "string",
  health: "string",
  paused: "bool",
};

const language = filterLanguage("pipeline", types);

export const compilePipelineFilter = (
  text: string,
): { matches(pipeline: FilterablePipeline): boolean } | { issues: ExpressionIssue[] } => {
  const filter = language.compile(text);
  if ("issues" in filter) return filter;
  return { matches: (pipeline) => filter.matches({ ...pipeline }) };
};
