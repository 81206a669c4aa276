// `--where` over runs: what an expression may name of one.

import type { ExpressionIssue } from "./expression-template.ts";
import { filterLanguage } from "./row-filter.ts";
import type { RunState } from "./run.ts";

/** What an expression may name, by the same names. */
export interface FilterableRun {
  id: string;
  pipeline: string;
  project: string;
  /** The team of its pipeline. */
  owner: string;
  tags: Record<string, string[]>;
  state: RunState;
  /** Business date, YYYY-MM-DD. */
  date: string;
  slot: string;
  generation: number;
  trigger: string;
  reason: string;
  actor: string;
  commit: string;
  /** A person opened gates of it or gave it other values. */
  overridden: boolean;
  dueAt: Date;
  createdAt: Date;
}

/** Texts are empty where a run has none. */
const types: Record<keyof FilterableRun | "age", string> = {
  id: "string",
  pipeline: "string",
  project: "string",
  owner: "string",
  tags: "map<string, list<string>>",
  state: "string",
  date: "string",
  slot: "string",
  generation: "int",
  trigger: "string",
  reason: "string",
  actor: "string",
  commit: "string",
  overridden: "bool",
  dueAt: "google.protobuf.Timestamp",
  createdAt: "google.protobuf.Timestamp",
  // Since it was created.
  age: "google.protobuf.Duration",
};

const language = filterLanguage("run", types);

export type RunFilter =
  | { matches(run: FilterableRun, now: Date): boolean }
  | { issues: ExpressionIssue[] };

export function compileRunFilter(text: string): RunFilter {
  const filter = language.compile(text);
  if ("issues" in filter) return filter;
  return {
    matches: (run, now) =>
      filter.matches({
        ...run,
        generation: BigInt(run.generation),
        age: language.duration(now.getTime() - run.createdAt.getTime()),
      }),
  };
}
