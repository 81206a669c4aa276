// A plan as a report for CI systems: its findings with their places, and Markdown for people.

import type { Diagnostic } from "#core/diagnostic.ts";
import { deployingFindings, diagnosticFindings, planFindings } from "#core/formats/finding.ts";
import { findingsMarkdown } from "#core/formats/findings-markdown.ts";
import type { Deploying } from "#core/plan/deploying.ts";
import type { Foresight } from "#core/plan/foresight.ts";
import type { LivePart } from "#core/plan/live.ts";
import { planMarkdown } from "#core/plan/markdown.ts";
import { viewOf } from "#core/plan/view.ts";
import type { Plan } from "#core/plan.ts";
import type { Report } from "./print-report.ts";

interface Planned {
  plan: Plan;
  foresight: Foresight;
  deploying?: Deploying | null;
  live?: LivePart | undefined;
  diagnostics: readonly Diagnostic[];
  /** The project's, from the repository's root. */
  folder: string;
}

export function planReport({
  plan,
  foresight,
  deploying,
  live,
  diagnostics,
  folder,
}: Planned): Report {
  const mistakes = diagnosticFindings(diagnostics, folder);
  const view = viewOf(plan, foresight);
  const inFolder = (file: string) => (folder === "" ? file : `${folder}/${file}`);
  return {
    suite: "trunkline plan",
    findings: [
      ...mistakes,
      ...deployingFindings(deploying, folder),
      ...planFindings(plan, foresight, folder),
    ],
    cases: view.changes.map(({ action, change, names, lines }) => ({
      name: `${action} ${names.length === 1 ? change.pipeline : `${change.pipeline} and ${names.length - 1} alike`}`,
      file: inFolder(change.file),
      // Warnings are findings already.
      output: lines.filter(({ kind }) => kind === "says").map(({ text }) => text),
    })),
    summary: view.summary,
    markdown: () =>
      planMarkdown(plan, foresight, live, deploying) +
      (mistakes.length === 0
        ? ""
        : `\n${findingsMarkdown(mistakes, mistakesText(mistakes.length))}`),
  };
}

const mistakesText = (count: number): string =>
  `${count} ${count === 1 ? "finding" : "findings"} in the files.`;
