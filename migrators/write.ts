// The files of an import, as texts: the same input gives the same bytes.

import { bootMarkdown } from "./boot-units.ts";
import type { Decision, LegacyEstate } from "./legacy.ts";
import { draftParams } from "./params.ts";
import type { ImportReport } from "./report.ts";
import { reportHtml } from "./report-html.ts";
import { reportMarkdown } from "./report-markdown.ts";
import type { Hold, ProjectDraft } from "./translate/draft.ts";
import { variablesMarkdown } from "./translate/first-values.ts";
import { yamlText } from "./translate/yaml-text.ts";

export interface WrittenFile {
  /** From the folder of the import, with `/`. */
  path: string;
  text: string;
}

/** What the import's pipelines are a part of. */
export const projectFile = ({ system }: LegacyEstate, project: string): WrittenFile => ({
  path: "trunkline.yaml",
  text: `# What was imported from ${system}.\n${yamlText({ name: project })}`,
});

/** What pipelines share, what their names stand for, and what is to be held. */
export function* sharedFiles({
  files,
  mapping,
  holds,
  boots,
  asked,
}: ProjectDraft): Generator<WrittenFile> {
  for (const [path, content] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    yield { path, text: yamlText(path === "pools.yaml" ? sorted(content) : content) };
  const names = mapping.draft();
  if (names !== "") yield { path: "mapping.yaml", text: names };
  if (holds.length > 0) yield { path: "holds.md", text: holdsMarkdown(holds) };
  const written = boots.filter(({ job }) => job.refusals.length === 0);
  if (written.length > 0) yield { path: "reboot.md", text: bootMarkdown(written) };
  if (asked.size > 0) yield { path: "variables.md", text: variablesMarkdown(asked) };
}

/** Whatever came first, so that one job more changes one line. */
const sorted = (content: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(content).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const holdsMarkdown = (holds: readonly Hold[]): string =>
  `# Holds

These jobs did not run as they stood. Give the commands when the import is deployed, before anything starts.

\`\`\`sh
${holds.map(({ job, commands }) => `# ${job}\n${commands.join("\n")}\n`).join("")}\`\`\`
`;

/** What is told of the import. */
export function* reportFiles(report: ImportReport): Generator<WrittenFile> {
  yield { path: "report.json", text: `${JSON.stringify(report, null, 2)}\n` };
  yield { path: "report.md", text: reportMarkdown(report) };
  yield { path: "report.html", text: reportHtml(report) };
}

/** What is asked, unless nothing is. @param given The parameters as they were. */
export function* paramsFiles(
  decisions: readonly Decision[],
  given: string,
): Generator<WrittenFile> {
  const text = draftParams(decisions, given);
  if (text !== "") yield { path: "params.yaml", text };
}
