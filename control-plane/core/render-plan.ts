// The plan as text for people: deterministic, one block per pipeline.

import { endText } from "./calendar/ends.ts";
import type { ReadersChange } from "./may-read.ts";
import { localTexts } from "./plan/local-text.ts";
import { meaningText } from "./plan/meaning.ts";
import { type Action, type Change, hasChanges, type Plan } from "./plan.ts";
import type { PoolChange } from "./pools/declaration.ts";
import { poolText } from "./pools/read.ts";
import { printable } from "./printable.ts";
import { changeOverText } from "./simulation/change-over.ts";

const marks: Record<Action, string> = { added: "+", changed: "~", removed: "-", renamed: ">" };
/** Longer values are cut: the whole is in `--output json`. */
const longestValue = 160;

export function renderPlan(plan: Plan): string {
  const from = plan.base === null ? "nothing" : short(plan.base);
  const lines = [`Plan for ${plan.project}: ${from} → ${short(plan.commit)}`, ""];
  for (const change of plan.changes) lines.push(...renderChange(change, plan.at), "");
  if (plan.pools.length > 0) lines.push(...plan.pools.map(renderPool), "");
  if (plan.readableBy) lines.push(...renderReaders(plan.readableBy), "");
  for (const file of plan.broken)
    lines.push(`! ${file} is in error: nothing that is deployed changes by it`, "");
  for (const { from, to } of plan.lostRenames ?? [])
    lines.push(
      `! ${from} is removed and ${to} is added, though they look alike: ${to} starts without history, holds and place in its schedules`,
      `  if it is the same pipeline, write renamedFrom: ${from} into it`,
      "",
    );
  for (const end of plan.endingCalendars ?? []) lines.push(`! ${endText(end)}`, "");
  for (const { message, help } of plan.zoneWarnings ?? [])
    lines.push(`! ${message}`, `  ${help}`, "");
  if (plan.zoneData !== undefined && plan.changes.length > 0)
    lines.push(`Runs are reckoned with tzdata ${plan.zoneData}.`);
  lines.push(`${summary(plan)}   plan ${plan.hash.slice(0, 12)}`);
  return lines.map(printable).join("\n");
}

/** Such as `1 to add, 2 to change, 0 to remove`. */
export function summary(plan: Plan): string {
  const count = (...actions: Action[]) =>
    plan.changes.filter(({ action }) => actions.includes(action)).length;
  if (plan.changes.length === 0) return hasChanges(plan) ? "No pipelines change." : "No changes.";
  return `${count("added")} to add, ${count("changed", "renamed")} to change, ${count("removed")} to remove.`;
}

function renderReaders({ before, after }: ReadersChange): string[] {
  const added = after.filter((one) => !before.includes(one));
  const removed = before.filter((one) => !after.includes(one));
  return [
    ...added.map((one) => `+ readable by ${one}: its conditions may ask about this project`),
    ...removed.map((one) => `- readable by ${one}: its conditions about this project hold no more`),
  ];
}

function renderPool({ pool, before, after }: PoolChange): string {
  const text = (side: PoolChange["before"]) =>
    side && poolText(side) + (side.scope === "global" ? ", global" : "");
  if (before === null) return `+ pool ${pool}: ${text(after)}`;
  if (after === null)
    return `- pool ${pool}: was ${text(before)}; who still runs with it keeps to that`;
  return `~ pool ${pool}: ${text(before)} → ${text(after)}`;
}

/** @param at When its dates count it as deployed. */
function renderChange(change: Change, at: string): string[] {
  const was = change.renamedFrom === undefined ? "" : `${change.renamedFrom} → `;
  const lines = [`${marks[change.action]} ${was}${change.pipeline}  (${change.file})`];
  if (change.meaning) lines.push(...change.meaning.map((one) => `    ${meaningText(one)}`));
  else
    for (const { path, before, after } of change.fields)
      lines.push(`    ${path}: ${value(before)} → ${value(after)}`);
  for (const script of change.scripts) lines.push(`    script ${script} changed`);
  lines.push(...renderWhen(change), ...renderRuns(change));
  const after = change.nextRuns?.after ?? [];
  // A text of `systemd` may name years that are over, and a calendar may have ended: both are read without a clock.
  if (after.length === 0 && (change.when?.after.length ?? 0) > 0)
    lines.push(
      `    ! no schedule of it is due in 41 years from ${at} on: look at the years that it names and at its calendar`,
    );
  for (const date of change.dates ?? [])
    lines.push(`    ! deployed at ${at}, ${changeOverText(date)}`);
  return lines;
}

/** One line each: a sentence is as long as two columns would be wide. Of a changed one, its meaning says it. */
function renderWhen({ action, when, meaning }: Change): string[] {
  if (when === undefined || meaning !== undefined) return [];
  const word = action === "added" ? "when" : "was due";
  return [...when.before, ...when.after].map((text) => `    ${word}: ${text}`);
}

const runsInLine = 5;

/** Local times, where they differ from those before. */
function renderRuns({ action, nextRuns, timezone = "UTC" }: Change): string[] {
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
    `    next runs, ${timezone}:`,
    ...(action === "added" ? [] : rows("before", before)),
    ...(action === "removed" ? [] : rows("after ", after)),
  ];
}

const short = (commit: string): string => commit.slice(0, 12);

function value(of: unknown): string {
  if (of === undefined) return "(none)";
  const text = JSON.stringify(of);
  return text.length <= longestValue ? text : `${text.slice(0, longestValue)}…`;
}
