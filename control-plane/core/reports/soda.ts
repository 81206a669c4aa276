// The results of a scan as Soda Core 3 writes them: `soda scan -srf FILE`.

import { fieldsOf, listOf, numberOf, textOf } from "./json.ts";
import type { Finding, ReadReport } from "./report.ts";

/** A check without an outcome could not be evaluated. */
const outcomes: Readonly<Record<string, Finding["outcome"]>> = {
  pass: "held",
  warn: "warned",
  fail: "failed",
};

export function readSoda(report: unknown): ReadReport {
  const { checks, hasErrors, logs } = fieldsOf(report);
  const list = listOf(checks);
  if (list === null) return { problem: "has no list `checks`" };
  const findings = list.map(findingOf);
  return { findings: hasErrors === true ? [...findings, errorOf(logs)] : findings };
}

/** A scan that broke off lists fewer checks than it was to make, or none. */
function errorOf(logs: unknown): Finding {
  const errors = (listOf(logs) ?? []).map(fieldsOf).filter(({ level }) => level === "error");
  const message = textOf(errors[0]?.message) || "the scan had an error";
  return { name: "scan", outcome: "error", figure: null, message };
}

function findingOf(check: unknown): Finding {
  const { name, table, outcome, diagnostics } = fieldsOf(check);
  const word = textOf(outcome);
  const value = numberOf(fieldsOf(diagnostics).value);
  return {
    name: [textOf(table), textOf(name)].filter((text) => text !== "").join(": "),
    outcome: outcomes[word] ?? "error",
    figure: value,
    message: word === "" ? "it was not evaluated" : `${word}${value === null ? "" : `, ${value}`}`,
  };
}
