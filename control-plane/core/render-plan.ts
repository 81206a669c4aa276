// The plan as text for people: deterministic, one block per pipeline; a big one collapses.

import type { Deploying } from "./plan/deploying.ts";
import type { Foresight } from "./plan/foresight.ts";
import { countsBy, folderOf, ownerOf } from "./plan/groups.ts";
import type { LivePart } from "./plan/live.ts";
import { localTexts } from "./plan/local-text.ts";
import { type ChangeView, type Line, type PlanView, viewOf } from "./plan/view.ts";
import { named } from "./plan/wording.ts";
import type { Action, Change, Plan } from "./plan.ts";
import { printable } from "./printable.ts";

const marks: Record<Action, string> = { added: "+", changed: "~", removed: "-", renamed: ">" };
/** So many blocks are shown; what is more is counted. */
const mostBlocks = 60;
/** Of a block so many lines. */
const mostLines = 60;

/** @param foresight What it means beyond its pipelines, where somebody looked. @param live What a server knows. */
export function renderPlan(
  plan: Plan,
  foresight?: Foresight,
  live?: LivePart,
  deploying?: Deploying | null,
): string {
  const view = viewOf(plan, foresight, live, deploying);
  const from = plan.base === null ? "nothing" : short(plan.base);
  const lines = [`Plan for ${plan.project}: ${from} → ${short(plan.commit)}`, ""];
  for (const change of view.changes.slice(0, mostBlocks)) lines.push(...renderChange(change), "");
  lines.push(...renderRest(view));
  for (const { title, lines: told } of view.sections)
    lines.push(`${title}:`, ...told.flatMap(renderLine), "");
  if (plan.zoneData !== undefined && plan.changes.length > 0)
    lines.push(`Runs are reckoned with tzdata ${plan.zoneData}.`);
  lines.push(`${view.summary}   plan ${plan.hash.slice(0, 12)}`);
  return lines.map(printable).join("\n");
}

function renderLine({ kind, text, help }: Line): string[] {
  const mark = kind === "warning" ? "! " : "";
  return [`    ${mark}${text}`, ...(help === undefined ? [] : [`      ${help}`])];
}

function renderChange({ action, change, names, lines }: ChangeView): string[] {
  const was = change.renamedFrom === undefined ? "" : `${change.renamedFrom} → `;
  const title =
    names.length === 1
      ? `${was}${change.pipeline}  (${change.file})`
      : `${names.length} pipelines alike: ${named(names)}`;
  const told = lines.slice(0, mostLines).flatMap(renderLine);
  const more = lines.length - mostLines;
  return [
    `${marks[action]} ${title}`,
    ...told,
    ...(more > 0 ? [`    and ${more} more: see --output json`] : []),
    ...renderRuns(change, names.length > 1),
  ];
}

const runsInLine = 5;

/** Local times, where they differ from those before. */
function renderRuns(
  { action, pipeline, nextRuns, timezone = "UTC" }: Change,
  isExample: boolean,
): string[] {
  const { before, after } = nextRuns ?? { before: [], after: [] };
  if (before.join() === after.join()) return [];
  const rows = (word: string, instants: string[]) => {
    const times = localTexts(instants, timezone);
    if (times.length === 0) return [`      ${word}  none`];
    return Array.from({ length: Math.ceil(times.length / runsInLine) }, (_, row) => {
      const some = times.slice(row * runsInLine, (row + 1) * runsInLine).join("  ");
      return `      ${row === 0 ? word : " ".repeat(word.length)}  ${some}`;
    });
  };
  return [
    `    next runs${isExample ? ` of ${pipeline}` : ""}, ${timezone}:`,
    ...(action === "added" ? [] : rows("before", before)),
    ...(action === "removed" ? [] : rows("after ", after)),
  ];
}

const mostCounts = 10;

/** What is not shown, by folder and by owner. */
function renderRest({ plan, changes }: PlanView): string[] {
  const shown = new Set(changes.slice(0, mostBlocks).flatMap(({ names }) => names));
  const rest = plan.changes.filter(({ pipeline }) => !shown.has(pipeline));
  if (rest.length === 0) return [];
  const table = (word: string, of: (change: Change) => string) => {
    const counts = countsBy(rest, of);
    const more = counts.length - mostCounts;
    return [
      `  by ${word}:`,
      ...counts
        .slice(0, mostCounts)
        .map(
          ({ name, added, changed, removed }) => `    +${added} ~${changed} -${removed}  ${name}`,
        ),
      ...(more > 0 ? [`    and ${more} more`] : []),
    ];
  };
  const count = `${rest.length} more ${rest.length === 1 ? "pipeline changes" : "pipelines change"}`;
  return [
    `… ${count}, shown by --output json:`,
    ...table("folder", folderOf),
    ...table("owner", ownerOf),
    "",
  ];
}

const short = (commit: string): string => commit.slice(0, 12);
