// The plan as Markdown, for comments and summaries: what a reviewer must know first, the rest folded up, and never more than
// a forge takes.

import { htmlText, markdownCode, markdownText } from "../formats/markdown-text.ts";
import type { Action, Change, Plan } from "../plan.ts";
import type { Deploying } from "./deploying.ts";
import type { Foresight } from "./foresight.ts";
import { countsBy, folderOf, ownerOf } from "./groups.ts";
import type { LivePart } from "./live.ts";
import { localTexts } from "./local-text.ts";
import { type ChangeView, type Line, type PlanView, type Section, viewOf } from "./view.ts";
import { named } from "./wording.ts";

const marks: Record<Action, string> = { added: "+", changed: "~", removed: "-", renamed: ">" };

/** A comment of GitHub has at most 65,536 characters; some are left for a marker and a link around it. */
const mostCharacters = 64_000;
/** For what is beyond single pipelines. */
const mostOfSections = 24_000;
/** For the tables of what is not shown. */
const ofRest = 4_000;
const mostRows = 40;
const mostOfLine = 600;
const mostLines = 60;

/** At most 64,000 characters (UTF-16 units), a line break at the end. */
export function planMarkdown(
  plan: Plan,
  foresight?: Foresight,
  live?: LivePart,
  deploying?: Deploying | null,
): string {
  const view = viewOf(plan, foresight, live, deploying);
  const head = [...headOf(view), ...tableOf(view)].join("\n");
  const sections = fitting(view.sections.map(sectionText), mostOfSections);
  const left = mostCharacters - head.length - sections.length - ofRest;
  const details: string[] = [];
  let used = 0;
  for (const change of view.changes) {
    const text = detailsOf(change);
    if (used + text.length > left) break;
    details.push(text);
    used += text.length;
  }
  const shown = new Set(view.changes.slice(0, details.length).flatMap(({ names }) => names));
  const rest = plan.changes.filter(({ pipeline }) => !shown.has(pipeline));
  return `${[head, sections, ...details, ...restOf(rest), footOf(plan)].filter((part) => part !== "").join("\n")}\n`;
}

const short = (commit: string): string => commit.slice(0, 12);

function headOf({ plan, summary, changes, sections }: PlanView): string[] {
  const from = plan.base === null ? "nothing" : markdownCode(short(plan.base));
  const lines = [...changes, ...sections].flatMap((one) => one.lines);
  const warnings = lines.filter(({ kind }) => kind === "warning").length;
  const look =
    warnings === 0 ? "" : ` ${warnings} ${warnings === 1 ? "thing" : "things"} to look at.`;
  return [
    `### Plan for ${markdownCode(plan.project)}: ${from} → ${markdownCode(short(plan.commit))}`,
    "",
    `**${summary}**${look}`,
    "",
  ];
}

/** One row a pipeline, with the first thing to know of it. */
function tableOf({ changes }: PlanView): string[] {
  if (changes.length === 0) return [];
  const rows = changes.slice(0, mostRows).map(({ action, change, names, lines }) => {
    const first = lines.find(({ kind }) => kind === "warning") ?? lines[0];
    const more = lines.length > 1 ? ` (and ${lines.length - 1} more)` : "";
    const was = change.renamedFrom === undefined ? "" : `${markdownCode(change.renamedFrom)} → `;
    return `| ${marks[action]} | ${was}${namesText(names)} | ${first ? lineText(first, 200) : ""}${more} |`;
  });
  const left = changes.length - rows.length;
  return [
    "| | pipeline | what changes |",
    "|---|---|---|",
    ...rows,
    ...(left > 0 ? [`| | and ${left} more | |`] : []),
    "",
  ];
}

const namesText = (names: readonly string[]): string =>
  names.length === 1
    ? markdownCode(names[0] as string)
    : `${names.length} alike: ${markdownText(named(names, 3))}`;

function lineText({ kind, text, help }: Line, longest = mostOfLine): string {
  const whole = help === undefined ? text : `${text}. ${help}`;
  const shown = whole.length <= longest ? whole : `${whole.slice(0, longest)}…`;
  return `${kind === "warning" ? "⚠️ " : ""}${markdownText(shown)}`;
}

const sectionText = ({ title, lines }: Section): string =>
  [`#### ${title}`, "", ...lines.map((line) => `- ${lineText(line)}`), ""].join("\n");

/** As many of the texts as there is room for; the last one may be cut between lines. */
function fitting(texts: readonly string[], most: number): string {
  const whole = texts.join("\n");
  if (whole.length <= most) return whole;
  return `${whole.slice(0, whole.lastIndexOf("\n", most))}\n- … the rest is in \`--output json\`\n`;
}

/** "" of one of which the table has said everything. */
function detailsOf({ action, change, names, lines }: ChangeView): string {
  const runs = runsTable(change);
  if (lines.length + runs.length === 0 && names.length === 1) return "";
  const where =
    names.length === 1
      ? htmlText(change.file)
      : `and ${names.length - 1} alike: ${htmlText(named(names.slice(1), 20))}`;
  const more = lines.length - mostLines;
  return [
    "<details>",
    `<summary><code>${marks[action]} ${htmlText(change.pipeline)}</code> <code>${where}</code></summary>`,
    "",
    ...lines.slice(0, mostLines).map((line) => `- ${lineText(line)}`),
    ...(more > 0 ? [`- and ${more} more: see \`--output json\``] : []),
    ...runs,
    "",
    "</details>",
    "",
  ].join("\n");
}

function runsTable({ action, nextRuns, timezone = "UTC" }: Change): string[] {
  const { before, after } = nextRuns ?? { before: [], after: [] };
  if (before.join() === after.join()) return [];
  const [was, is] = [localTexts(before, timezone), localTexts(after, timezone)];
  const zone = markdownText(timezone);
  if (action === "added") return ["", `Next runs, ${zone}: ${is.join(", ")}`];
  if (action === "removed") return ["", `It would have run next, ${zone}: ${was.join(", ")}`];
  const rows = Array.from(
    { length: Math.max(was.length, is.length) },
    (_, row) => `| ${was[row] ?? ""} | ${is[row] ?? ""} |`,
  );
  return ["", `| next runs before, ${zone} | after |`, "|---|---|", ...rows];
}

const mostCounts = 10;

/** What is not shown, by folder and by owner. */
function restOf(rest: readonly Change[]): string[] {
  if (rest.length === 0) return [];
  const table = (word: string, of: (change: Change) => string) => {
    const counts = countsBy(rest, of);
    const more = counts.length - mostCounts;
    return [
      `| ${word} | added | changed | removed |`,
      "|---|---|---|---|",
      ...counts
        .slice(0, mostCounts)
        .map(
          (one) =>
            `| ${markdownCode(one.name.slice(0, 100))} | ${one.added} | ${one.changed} | ${one.removed} |`,
        ),
      ...(more > 0 ? [`| and ${more} more | | | |`] : []),
      "",
    ];
  };
  const count = `${rest.length} more ${rest.length === 1 ? "pipeline changes" : "pipelines change"}`;
  return [
    `**${count}**, shown by \`--output json\`:`,
    "",
    ...table("folder", folderOf),
    ...table("owner", ownerOf),
  ];
}

/** The revision that it was made against, in full: a plan is of exactly that. */
function footOf({ base, commit, hash, at, zoneData }: Plan): string {
  const against = base === null ? "nothing that was deployed" : markdownCode(base);
  const zone = zoneData === undefined ? "" : `, tzdata ${zoneData}`;
  return `<sub>Made against ${against} for ${markdownCode(commit)}, run times counted from ${at}${zone}. Plan ${markdownCode(hash.slice(0, 12))}.</sub>`;
}
