// What a forge shows of a change that isn't merged: a check with remarks at lines, and the one comment, from its plan.

import type { Diagnostic } from "../diagnostic.ts";
import { summary } from "../plan/view.ts";
import { hasChanges, type Plan } from "../plan.ts";
import { renderPlan } from "../render-plan.ts";
import type { Annotation, DesiredCheck, DesiredComment } from "./desired.ts";

/** What was made of the newest commit of a change. */
export interface ChangeReport {
  project: string;
  environment: string;
  /** Folder of the project in the repository; "" is its root. */
  path: string;
  commit: string;
  /** Null where none could be made. */
  plan: Plan | null;
  /** Of the change's files, or why there is no plan. */
  diagnostics: readonly Diagnostic[];
  problem: string | null;
  /** What is to be said besides, in words of ours alone. */
  notes: readonly string[];
  /** Files that were changed on the branch too since: the plan has them as the change does. */
  conflicts: readonly string[];
}

/** GitHub takes 65,535 characters, and counts some twice. */
const longest = 60_000;
/** Twenty requests; whoever has more errors reads them one by one no more. */
const mostAnnotations = 1_000;

export const checkName = (project: string): string => `trunkline/plan (${project})`;
export const syncContext = (project: string): string => `trunkline/sync (${project})`;

/** @param digest Names what the report says; another one makes another check run. */
export function checkOf(report: ChangeReport, digest: string): DesiredCheck {
  const { project, commit, diagnostics, path } = report;
  const { errors } = countsOf(diagnostics);
  const annotations = diagnostics.slice(0, mostAnnotations).map((one) => annotationOf(one, path));
  return {
    ...{ kind: "check", commit, name: checkName(project) },
    externalId: `${project}/${commit.slice(0, 12)}/${digest.slice(0, 16)}`,
    conclusion: errors > 0 || report.problem !== null ? "failure" : "success",
    title: titleOf(report),
    summary: cut(summaryOf(report, diagnostics.length - annotations.length)),
    text: report.plan === null ? null : fenced(renderPlan(report.plan)),
    annotations,
  };
}

/** Null where there is nothing to say: a repository may have changes that touch nothing of the project. */
export function commentOf(report: ChangeReport, change: number): DesiredComment | null {
  const { plan, diagnostics, problem } = report;
  const isQuiet =
    problem === null && diagnostics.length === 0 && plan !== null && !hasChanges(plan);
  return isQuiet ? null : saidIn(report, change);
}

/** The comment also where nothing changes any more: one that stands there must not go on saying what was. */
export function saidIn(report: ChangeReport, change: number): DesiredComment {
  const { project, environment, plan, diagnostics } = report;
  const shown = diagnostics.slice(0, mostListed);
  const rest = diagnostics.length - shown.length;
  const found = shown.map((one) => lineOf(one, report.path));
  if (rest > 0) found.push(`and ${rest} more`);
  const body = [
    `### Trunkline: \`${project}\` (${environment})`,
    `**${titleOf(report)}**`,
    ...report.notes,
    ...conflictPart(report),
    ...(found.length === 0 ? [] : [fenced(found.join("\n"), longest / 3)]),
    ...(plan === null || !hasChanges(plan) ? [] : [planPart(plan)]),
  ];
  return {
    ...{ kind: "comment", change, marker: `<!-- trunkline:plan:${project}:${environment} -->` },
    body: body.join("\n\n"),
  };
}

function conflictPart({ conflicts, path }: ChangeReport): string[] {
  if (conflicts.length === 0) return [];
  const shown = conflicts.slice(0, mostListed).map((file) => inRepository(path, file));
  if (conflicts.length > shown.length) shown.push(`and ${conflicts.length - shown.length} more`);
  const what = `${counted(conflicts.length, "file")} changed since on the branch that is deployed, too; shown as here:`;
  return [what, fenced(shown.join("\n"), longest / 6)];
}

const mostListed = 50;
/** A longer plan is folded away. */
const longestOpen = 40;

function planPart(plan: Plan): string {
  const text = renderPlan(plan);
  const block = fenced(text, longest / 2);
  return text.split("\n").length <= longestOpen
    ? block
    : `<details><summary>${summary(plan)}</summary>\n\n${block}\n\n</details>`;
}

function summaryOf(report: ChangeReport, left: number): string {
  const { errors, warnings } = countsOf(report.diagnostics);
  const found =
    errors + warnings === 0
      ? []
      : [`${counted(errors, "error")}, ${counted(warnings, "warning")}.`];
  if (left > 0) found.push(`${left} of them are not shown at their lines.`);
  const plan = report.plan === null ? [] : [summary(report.plan)];
  return (
    [...plan, ...found, ...report.notes, ...conflictPart(report)].join("\n\n") || titleOf(report)
  );
}

function titleOf({ plan, diagnostics, problem }: ChangeReport): string {
  if (problem !== null) return problem;
  const { errors } = countsOf(diagnostics);
  const says = plan === null ? "" : summary(plan);
  return errors === 0 ? says : `${counted(errors, "error")}. ${says}`;
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? "" : "s"}`;

const countsOf = (diagnostics: readonly Diagnostic[]) => {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: diagnostics.length - errors };
};

const annotationOf = (diagnostic: Diagnostic, path: string): Annotation => {
  const { line, endLine, endColumn, code, severity, message, help } = diagnostic;
  return {
    path: inRepository(path, diagnostic.file),
    line,
    // The end is exclusive: before the first column is the line before.
    endLine: Math.max(line, endColumn === 1 ? endLine - 1 : endLine),
    level: severity === "error" ? "failure" : "warning",
    title: code,
    message: help === undefined ? message : `${message}\n\n${help}`,
  };
};

const lineOf = ({ file, line, column, severity, code, message, help }: Diagnostic, path: string) =>
  `${inRepository(path, file)}:${line}:${column}: ${severity}[${code}]: ${message}${help ? `\n  ${help}` : ""}`;

const inRepository = (path: string, file: string): string =>
  path === "" ? file : `${path}/${file}`;

/** As it stands, whatever it says: names in a change must not become markup or call people. */
function fenced(text: string, most = longest): string {
  const longestRun = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longestRun + 1);
  return `${fence}\n${cut(text, most)}\n${fence}`;
}

function cut(text: string, most = longest): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf("\n", most);
  return `${text.slice(0, end > 0 ? end : most)}\n… and more: \`trunkline plan\` shows all of it`;
}
