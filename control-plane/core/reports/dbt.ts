// `run_results.json` of dbt Core: https://schemas.getdbt.com/dbt/run-results/ (v4 to v6 have these fields).

import { fieldsOf, listOf, numberOf, textOf } from "./json.ts";
import type { Finding, ReadReport } from "./report.ts";

/** Statuses of nodes, tests and freshness of sources; one that is not here is an error. */
const outcomes: Readonly<Record<string, Finding["outcome"]>> = {
  success: "held",
  pass: "held",
  "no-op": "held",
  reused: "held",
  warn: "warned",
  fail: "failed",
  skipped: "skipped",
};

export function readDbt(report: unknown): ReadReport {
  const results = listOf(fieldsOf(report).results);
  if (results === null) return { problem: "has no list `results`" };
  return { findings: results.map(findingOf) };
}

function findingOf(result: unknown): Finding {
  const { unique_id, status, failures, message } = fieldsOf(result);
  const word = textOf(status);
  return {
    name: textOf(unique_id),
    outcome: outcomes[word] ?? "error",
    figure: numberOf(failures),
    message: textOf(message) || word || "it has no status",
  };
}
