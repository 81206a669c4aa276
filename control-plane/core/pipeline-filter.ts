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
  /** Of its wave; empty where it is in none. */
  stage: string;
}

/** What files say of it, without a server. */
export type DeclaredPipeline = Omit<FilterablePipeline, "health" | "paused" | "stage">;

const declaredTypes: Record<keyof DeclaredPipeline, string> = {
  pipeline: "string",
  project: "string",
  owner: "string",
  tags: "map<string, list<string>>",
  file: "string",
};

const types: Record<keyof FilterablePipeline, string> = {
  ...declaredTypes,
  health: "string",
  paused: "bool",
  stage: "string",
};

type Filter<P> = { matches(pipeline: P): boolean } | { issues: ExpressionIssue[] };

function compiler<P extends object>(types: Record<keyof P & string, string>) {
  const language = filterLanguage("pipeline", types);
  return (text: string): Filter<P> => {
    const filter = language.compile(text);
    if ("issues" in filter) return filter;
    return { matches: (pipeline) => filter.matches({ ...pipeline } as Record<string, unknown>) };
  };
}

export const compilePipelineFilter = compiler<FilterablePipeline>(types);
export const compileDeclaredFilter = compiler<DeclaredPipeline>(declaredTypes);
