// Prints what was found in the formats of CI systems: SARIF, JUnit, GitLab's code quality, and what GitHub Actions reads.

import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import { codeQuality } from "#core/formats/code-quality.ts";
import type { Finding } from "#core/formats/finding.ts";
import { githubLines } from "#core/formats/github.ts";
import { type Case, junit } from "#core/formats/junit.ts";
import { sarif } from "#core/formats/sarif.ts";
import packageManifest from "../../package.json" with { type: "json" };
import { CommandError } from "./exit.ts";
import type { Format, Output } from "./output.ts";

export interface Report {
  /** Such as `trunkline plan`. */
  suite: string;
  cases: readonly Case[];
  findings: readonly Finding[];
  /** For people who look at the change. */
  markdown: () => string;
  /** One line for the log. */
  summary: string;
}

/** Nothing with text and json. @throws CommandError when the file of the step's summary can't be written. */
export function printReport(report: Report, out: Output, env: NodeJS.ProcessEnv): void {
  const { findings } = report;
  if (out.format === "github") {
    for (const line of githubLines(findings)) out.report(line);
    out.report(report.summary);
    writeSummary(report.markdown(), env.GITHUB_STEP_SUMMARY);
  } else if (out.format !== "text" && out.format !== "json") out.report(texts[out.format](report));
}

const texts: Record<Exclude<Format, "text" | "json" | "github">, (report: Report) => string> = {
  markdown: ({ markdown }) => markdown().trimEnd(),
  sarif: ({ findings }) => JSON.stringify(sarif(findings, packageManifest.version), null, 2),
  junit: ({ suite, cases, findings }) => junit(suite, cases, findings),
  codequality: ({ findings }) => JSON.stringify(codeQuality(findings, sha256), null, 2),
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** GitHub shows the file's Markdown on the page of the run; several steps write to one. */
function writeSummary(markdown: string, file: string | undefined): void {
  if (!file) return;
  try {
    appendFileSync(file, `${markdown}\n`);
  } catch (error) {
    const message = `can't write the summary to ${file} (GITHUB_STEP_SUMMARY): ${(error as Error).message}`;
    throw new CommandError("refused", message, "unset the variable to go without", error);
  }
}
