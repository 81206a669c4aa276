// The report of an import as blocks, which become Markdown or a page.

import type { ImportReport } from "./report.ts";

/** A text in which some words are code, or matter most. */
export type Inline = readonly (string | { code: string } | { strong: string })[];

export type Block =
  | { kind: "title"; text: string }
  | { kind: "heading"; text: string }
  | { kind: "text"; text: Inline }
  | { kind: "table"; head: readonly string[]; rows: readonly (readonly string[])[] }
  /** `more` is said below an item. */
  | { kind: "list"; items: readonly { text: Inline; more: Inline | null }[] };

/** What matters first. */
export const headlineOf = ({ jobs }: ImportReport): Inline => [
  { strong: `${jobs.translated} of ${jobs.input} jobs run unedited` },
  `, ${jobs.refused} are refused.`,
];

export function reportBlocks(report: ImportReport): Block[] {
  const { types, attributes, files, system, instance } = report;
  const { exact, equivalent, inert, refused } = attributes;
  return [
    { kind: "title", text: `Import from ${system}${instance === null ? "" : ` (${instance})`}` },
    { kind: "text", text: headlineOf(report) },
    {
      kind: "table",
      head: ["type", "jobs", "run unedited"],
      rows: types.map(({ type, input, translated }) => [type, `${input}`, `${translated}`]),
    },
    {
      kind: "text",
      text: [
        `Of ${exact + equivalent + inert + refused} statements and attributes ${exact} are exact, ${equivalent} equivalent under an assumption, ${inert} inert, ${refused} refused. `,
        { code: "ledger.ndjson" },
        " has a line for each.",
      ],
    },
    ...effortBlocks(report),
    ...decisionBlocks(report),
    ...riskBlocks(report),
    ...codeBlocks(report),
    ...waveBlocks(report),
    { kind: "heading", text: "Files" },
    {
      kind: "table",
      head: ["file", "encoding", "jobs"],
      rows: files.map((one) => [one.file, one.encoding, one.refused ? "refused" : `${one.jobs}`]),
    },
  ];
}

const effortBlocks = ({ effort }: ImportReport): Block[] =>
  effort.length === 0
    ? []
    : [
        { kind: "heading", text: "What is left to do" },
        {
          kind: "table",
          head: ["work", "how much", "jobs that wait"],
          rows: effort.map(({ title, count, jobs }) => [title, `${count}`, `${jobs ?? ""}`]),
        },
      ];

const decisionBlocks = ({ decisions }: ImportReport): Block[] =>
  listed(
    "To decide",
    decisions.map(({ question, parameter, obtain, jobs }) => ({
      text: [
        ...worded(question),
        " ",
        { code: parameter },
        " in ",
        { code: "params.yaml" },
        `, for ${counted(jobs, "job")}.`,
      ],
      more: obtain === null ? null : ["Found out by: ", { code: obtain }],
    })),
  );

const riskBlocks = ({ risks }: ImportReport): Block[] =>
  listed(
    "Risks",
    risks.map(({ title, help, jobs, examples }) => ({
      text: [...worded(title), ` ${counted(jobs, "job")}: ${examplesOf(jobs, examples)}.`],
      more: remedy(help),
    })),
  );

const titles = { refused: "Refused", equivalent: "Assumed", inert: "Without effect" } as const;

const codeBlocks = ({ codes }: ImportReport): Block[] =>
  (["refused", "equivalent", "inert"] as const).flatMap((outcome) =>
    listed(
      titles[outcome],
      codes
        .filter((one) => one.outcome === outcome)
        .map(({ code, title, help, lines, jobs, examples }) => ({
          text: [
            { code },
            ` (${counted(lines, "line")}${jobs === 0 ? "" : `, ${counted(jobs, "job")}: ${examplesOf(jobs, examples)}`}): `,
            ...worded(title),
          ],
          more: help === null ? null : remedy(help),
        })),
    ),
  );

const waveBlocks = ({ waves }: ImportReport): Block[] =>
  waves.length === 0
    ? []
    : [
        { kind: "heading", text: "Waves" },
        {
          kind: "text",
          text: [
            "All are drafted at the stage ",
            { code: "observe" },
            ": nothing of them runs until a commit says ",
            { code: "live" },
            ". In this order none moves before what it waits for.",
          ],
        },
        {
          kind: "table",
          head: ["wave", "pipelines", "jobs", "waits for", "together with"],
          rows: waves.map(({ name, pipelines, jobs, after, together }) => [
            ...[name, `${pipelines}`, `${jobs}`, namesOf(after), namesOf(together)],
          ]),
        },
      ];

/** Our own words, in which code stands between backticks. */
const worded = (text: string): Inline =>
  text.split("`").map((part, index) => (index % 2 === 0 ? part : { code: part }));

const remedy = (help: string): Inline => worded(`What to do: ${help}.`);

const listed = (text: string, items: Extract<Block, { kind: "list" }>["items"]): Block[] =>
  items.length === 0
    ? []
    : [
        { kind: "heading", text },
        { kind: "list", items },
      ];

const mostNames = 10;
const mostExamples = 3;

const namesOf = (names: readonly string[]): string =>
  names.length > mostNames
    ? `${names.slice(0, mostNames).join(", ")} and ${names.length - mostNames} more`
    : names.join(", ");

const examplesOf = (count: number, examples: readonly string[]): string =>
  `${examples.slice(0, mostExamples).join(", ")}${count > mostExamples ? ", …" : ""}`;

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`;
