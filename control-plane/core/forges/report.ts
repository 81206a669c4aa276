// What a forge shows of a change that isn't merged: a check with remarks at lines, and the one comment, from its plan.

import type { Diagnostic } from "../diagnostic.ts";
import {
  deployingFindings,
  diagnosticFindings,
  type Finding,
  planFindings,
} from "../formats/finding.ts";
import { findingsMarkdown } from "../formats/findings-markdown.ts";
import { markdownCode, markdownText } from "../formats/markdown-text.ts";
import { type Deploying, isKept, keptSummary } from "../plan/deploying.ts";
import { type Foresight, saysMore } from "../plan/foresight.ts";
import { planMarkdown } from "../plan/markdown.ts";
import { summaryOf } from "../plan/view.ts";
import { hasChanges, type Plan } from "../plan.ts";
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
  /** What it means beyond the pipelines that it changes; null where nobody looked. */
  foresight: Foresight | null;
  /** What policies would keep of it; null: nothing could be kept. */
  deploying: Deploying | null;
  /** Of the change's files. */
  diagnostics: readonly Diagnostic[];
  /** Why there is no plan. */
  problem: string | null;
  /** What is to be said besides, in words of ours alone. */
  notes: readonly string[];
  /** Files that were changed on the branch too since: the plan has them as the change does. */
  conflicts: readonly string[];
}

/** GitHub takes 65,535 characters of a check's text and 65,536 of a comment, its marker included. */
const longest = 65_000;
/** Of a comment, for what is not the plan. */
const longestRest = 20_000;
/** Twenty requests; whoever has more errors reads them one by one no more. */
const mostAnnotations = 1_000;
const mostConflicts = 50;

export const checkName = (project: string): string => `trunkline/plan (${project})`;
export const syncContext = (project: string): string => `trunkline/sync (${project})`;

/** @param digest Names what the report says; another one makes another check run. */
export function checkOf(report: ChangeReport, digest: string): DesiredCheck {
  const { project, commit, plan, diagnostics } = report;
  const findings = findingsOf(report);
  const left = findings.length - mostAnnotations;
  const isWrong = diagnostics.some(({ severity }) => severity === "error");
  return {
    ...{ kind: "check", commit, name: checkName(project) },
    externalId: `${project}/${commit.slice(0, 12)}/${digest.slice(0, 16)}`,
    // A merge that would not be deployed is not to be let through; a review that comes has the check made anew.
    conclusion:
      isWrong || report.problem !== null || isKept(report.deploying) ? "failure" : "success",
    title: titleOf(report),
    summary: [
      titleOf(report),
      ...remarksOf(report),
      ...(left > 0 ? [`${left} findings are not shown at their lines.`] : []),
    ].join("\n\n"),
    text: plan === null ? null : cut(planText(report), longest),
    annotations: findings.slice(0, mostAnnotations).map(annotationOf),
  };
}

/** Null where there is nothing to say: a repository may have changes that touch nothing of the project. */
export function commentOf(report: ChangeReport, change: number): DesiredComment | null {
  const { plan, foresight, diagnostics, problem, deploying } = report;
  const isQuiet =
    problem === null && !isKept(deploying) && diagnostics.length === 0 && plan !== null;
  return isQuiet && !hasChanges(plan) && !saysMore(foresight) ? null : saidIn(report, change);
}

/** The comment also where nothing changes any more: one that stands there must not go on saying what was. */
export function saidIn(report: ChangeReport, change: number): DesiredComment {
  const { project, environment, plan, path, diagnostics } = report;
  const mistakes = diagnosticFindings(diagnostics, path);
  const rest = [
    `### ${markdownCode(project)}, environment ${markdownCode(environment)}`,
    ...(plan === null ? [`**${markdownText(titleOf(report))}**`] : []),
    ...remarksOf(report),
    ...(mistakes.length === 0
      ? []
      : [findingsMarkdown(mistakes, `${counted(mistakes.length, "finding")} in the files.`)]),
  ];
  const said = cut(rest.join("\n\n"), longestRest);
  return {
    ...{ kind: "comment", change, marker: `<!-- trunkline:plan:${project}:${environment} -->` },
    // The plan last: where it is cut, what it has opened stays open.
    body: `${said}\n\n${cut(planText(report), longest - said.length)}`,
  };
}

const planText = ({ plan, foresight, deploying }: ChangeReport): string =>
  plan === null ? "" : planMarkdown(plan, foresight ?? undefined, undefined, deploying);

/** Mistakes of files first: they are what must be mended. */
const findingsOf = ({ plan, foresight, deploying, ...report }: ChangeReport): Finding[] => [
  ...diagnosticFindings(report.diagnostics, report.path),
  ...deployingFindings(deploying, report.path),
  ...(plan === null || foresight === null ? [] : planFindings(plan, foresight, report.path)),
];

function remarksOf({ notes, conflicts, path }: ChangeReport): string[] {
  if (conflicts.length === 0) return [...notes];
  const shown = conflicts
    .slice(0, mostConflicts)
    .map((file) => `- ${markdownCode(path === "" ? file : `${path}/${file}`)}`);
  if (conflicts.length > shown.length) shown.push(`- and ${conflicts.length - shown.length} more`);
  const what = `${counted(conflicts.length, "file")} changed since on the branch that is deployed, too; shown as here:`;
  return [...notes, what, shown.join("\n")];
}

function titleOf({ plan, foresight, deploying, diagnostics, problem }: ChangeReport): string {
  if (problem !== null) return problem;
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const says = plan === null ? "" : summaryOf(plan, foresight);
  const kept = keptSummary(deploying);
  const wrong = [
    ...(errors === 0 ? [] : [counted(errors, "error")]),
    ...(kept === null ? [] : [kept]),
  ];
  return [...wrong.map((one) => `${one}.`), says].join(" ");
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? "" : "s"}`;

const levels = { error: "failure", warning: "warning", note: "notice" } as const;

const annotationOf = (finding: Finding): Annotation => {
  const { file, line, endLine, endColumn, rule, level, message, help } = finding;
  return {
    ...{ path: file, line, level: levels[level], title: rule },
    // The end is exclusive: before the first column is the line before.
    endLine: Math.max(line, endColumn === 1 ? endLine - 1 : endLine),
    message: help === null ? message : `${message}\n\n${help}`,
  };
};

/** Between lines, so that no markup is left open but a table's. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf("\n", most - 100);
  return `${text.slice(0, Math.max(end, 0))}\n\n… and more: \`trunkline plan\` shows all of it.\n`;
}
