// The report of an import as Markdown, for people.

import type { ImportReport } from "./report.ts";

/** What matters first, in one line of Markdown. */
export const headlineOf = ({ jobs }: ImportReport): string =>
  `**${jobs.translated} of ${jobs.input} jobs run unedited**, ${jobs.refused} are refused.`;

export function reportMarkdown(report: ImportReport): string {
  const { types, attributes, codes, decisions, files, system, risks, waves } = report;
  const { exact, equivalent, inert, refused } = attributes;
  const sections = [
    `# Import from ${system}${report.instance === null ? "" : ` (${cell(report.instance)})`}`,
    headlineOf(report),
    tableOf(
      ["type", "jobs", "run unedited"],
      types.map(({ type, input, translated }) => [type, `${input}`, `${translated}`]),
    ),
    `Of ${exact + equivalent + inert + refused} statements and attributes ${exact} are exact, ${equivalent} equivalent under an ` +
      `assumption, ${inert} inert, ${refused} refused. \`ledger.ndjson\` has a line for each.`,
    ...listed("To decide", decisions, ({ question, parameter, obtain, jobs: waiting }) => [
      `- ${question} \`${parameter}\` in \`params.yaml\`, for ${counted(waiting, "job")}.`,
      ...(obtain === null ? [] : [`  Found out by: \`${obtain}\``]),
    ]),
    ...listed("Risks", risks, ({ title, help, jobs, examples }) => [
      `- ${title} ${counted(jobs, "job")}: ${examplesOf(jobs, examples)}.`,
      `  To do: ${help}.`,
    ]),
    ...(["refused", "equivalent", "inert"] as const).flatMap((outcome) =>
      listed(
        titles[outcome],
        codes.filter((one) => one.outcome === outcome),
        ({ code, title, help, lines, jobs: count, examples }) => [
          `- \`${code}\` (${counted(lines, "line")}${count === 0 ? "" : `, ${counted(count, "job")}: ${examplesOf(count, examples)}`}): ${title}`,
          ...(help === null ? [] : [`  To do: ${help}.`]),
        ],
      ),
    ),
    ...(waves.length === 0
      ? []
      : [
          "## Waves",
          "All are drafted at the stage `observe`: nothing of them runs until a commit says `live`. In this order none moves before what it waits for.",
          tableOf(
            ["wave", "pipelines", "jobs", "waits for", "together with"],
            waves.map(({ name, pipelines, jobs: count, after, together }) => [
              ...[cell(name), `${pipelines}`, `${count}`, listText(after), listText(together)],
            ]),
          ),
        ]),
    "## Files",
    tableOf(
      ["file", "encoding", "jobs"],
      files.map((one) => [cell(one.file), one.encoding, one.refused ? "refused" : `${one.jobs}`]),
    ),
  ];
  return `${sections.join("\n\n")}\n`;
}

const titles = {
  refused: "Refused",
  equivalent: "Assumed",
  inert: "Without effect",
} as const;

const listed = <T>(title: string, all: readonly T[], text: (one: T) => string[]): string[] =>
  all.length === 0 ? [] : [`## ${title}`, all.flatMap(text).join("\n")];

const listText = (names: readonly string[]): string =>
  names.length > mostNames
    ? `${names.slice(0, mostNames).map(cell).join(", ")} and ${names.length - mostNames} more`
    : names.map(cell).join(", ");

const examplesOf = (count: number, examples: readonly string[]): string =>
  `${examples.slice(0, mostExamples).map(cell).join(", ")}${count > mostExamples ? ", …" : ""}`;

const mostExamples = 3;
const mostNames = 10;

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`;

const tableOf = (head: readonly string[], rows: readonly string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** Names are anybody's: they must neither end a cell nor begin markup. */
const cell = (text: string): string =>
  text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "?").replaceAll(/[|`<>[\]*_\\]/g, "\\$&");
