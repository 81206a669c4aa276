// Problems → diagnostics: the one place that turns paths into lines and columns.

import { canonicalJson } from "./canonical.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { diagnosticEntry } from "./diagnostic-codes.ts";
import type { SpecFile } from "./parse.ts";
import type { Place, Problem } from "./problem.ts";
import { maxProblems } from "./yaml-limits.ts";
import { ambiguous } from "./yaml-scan.ts";

/** Diagnostics of what the files' texts and the checks found: sorted by place, at most 200 for a file, one for one place and code. */
export function locateAll(files: Iterable<SpecFile>, problems: readonly Problem[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const file of new Set(files)) found.push(...file.diagnostics);
  if (problems.length === 0 && found.length === 0) return found;
  // One beyond the limit, so that there is something to say "more" about.
  const budget = new Map<string, number>();
  const touched = new Set<SpecFile>();
  for (const problem of problems) {
    const count = budget.get(problem.file.path) ?? 0;
    budget.set(problem.file.path, count + 1);
    if (count > maxProblems) continue;
    found.push(locate(problem));
    touched.add(problem.file);
  }
  for (const file of touched) {
    const ambiguity = ambiguityOf(file);
    if (ambiguity) found.push(ambiguity);
  }
  return bounded(sorted(withoutRepeats(found)));
}

/** One problem with its place. */
export function locate(problem: Problem): Diagnostic {
  const { code, message } = problem;
  const steps = (problem.steps ?? []).map((step) => `${step.message} at ${placeText(step)}`);
  const help = [...(problem.help === undefined ? [] : [problem.help]), ...steps].join("\n");
  const diagnostic: Diagnostic = {
    code,
    severity: diagnosticEntry(code).severity,
    file: problem.file.path,
    ...spanOf(problem),
    message,
    ...(help === "" ? {} : { help }),
  };
  if (problem.related) {
    const { line, column } = spanOf(problem.related);
    diagnostic.related = {
      file: problem.related.file.path,
      line,
      column,
      message: problem.related.message,
    };
  }
  return diagnostic;
}

const spanOf = ({ file, path, at, part }: Place) => file.document().spanOf(path, at, part);

function placeText(place: Place): string {
  const { line, column } = spanOf(place);
  return `${place.file.path}:${line}:${column}`;
}

/** Positions are worth nothing when the parser that gives them saw other values. */
function ambiguityOf(file: SpecFile): Diagnostic | null {
  // What was refused already, such as a key that is a number, explains a difference.
  if (file.diagnostics.some(({ severity }) => severity === "error")) return null;
  const other = file.document().value;
  if (canonicalJson(other) === canonicalJson(file.value)) return null;
  const path = firstDifference(file.value, other, []);
  return locate({
    code: "yaml-ambiguous",
    ...ambiguous,
    file,
    path,
    at: "value",
  });
}

function firstDifference(a: unknown, b: unknown, path: (string | number)[]): (string | number)[] {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return path;
  for (const [key, value] of Object.entries(a)) {
    const other = (b as Record<string, unknown>)[key];
    if (canonicalJson(value) !== canonicalJson(other))
      return firstDifference(value, other, [...path, Array.isArray(a) ? Number(key) : key]);
  }
  return path;
}

/** A warning about a value that an error is about says nothing new. */
function withoutRepeats(diagnostics: Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  const errors = new Set<string>();
  for (const diagnostic of diagnostics)
    if (diagnostic.severity === "error") errors.add(placeKey(diagnostic));
  return diagnostics.filter((diagnostic) => {
    if (diagnostic.severity === "warning" && errors.has(placeKey(diagnostic))) return false;
    const key = `${placeKey(diagnostic)} ${diagnostic.code} ${diagnostic.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const placeKey = ({ file, line, column }: Diagnostic) => `${file}:${line}:${column}`;

const sorted = (diagnostics: Diagnostic[]): Diagnostic[] =>
  diagnostics.sort(
    (a, b) =>
      compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.code, b.code),
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function bounded(diagnostics: Diagnostic[]): Diagnostic[] {
  const counts = new Map<string, number>();
  const kept: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const count = (counts.get(diagnostic.file) ?? 0) + 1;
    counts.set(diagnostic.file, count);
    if (count <= maxProblems) kept.push(diagnostic);
    if (count === maxProblems + 1)
      kept.push({
        ...diagnostic,
        code: "too-many-problems",
        severity: "error",
        message: `there are more than ${maxProblems} problems in this file`,
      });
  }
  return kept;
}
