// What is recorded of a run elsewhere, before it is submitted and once it has its ids.

import type { ConnectorData } from "#core/connector/expression.ts";
import type { ExternalRun } from "../executor.ts";

export interface Started {
  /** The same for every try of one submission. */
  key: string;
  /** Null: it was, or was about to be, submitted, and nobody saw the answer. */
  ids: Record<string, string> | null;
  /** What was so before it. */
  before: Record<string, string>;
}

export const recorded = ({ key, ids, before }: Started): ExternalRun => ({
  key,
  ids: ids === null ? null : JSON.stringify(ids),
  before: JSON.stringify(before),
});

export const startedFrom = (run: ExternalRun): Started => ({
  key: run.key ?? "",
  ids: run.ids ? (JSON.parse(run.ids) as Record<string, string>) : null,
  before: JSON.parse(run.before ?? "{}") as Record<string, string>,
});

/** What later requests may name of it. */
export const startedData = (given: ConnectorData, { ids, before }: Started): ConnectorData => ({
  ...given,
  before,
  id: ids ?? {},
});

/** For people: `run 4711`, or `this run` for a system that gives none. */
export const startedName = ({ ids }: Started): string => {
  const named = Object.entries(ids ?? {}).map(([name, id]) => `${name} ${id}`);
  return named.length === 0 ? "a run without an id" : named.join(", ");
};
