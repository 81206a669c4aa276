// The last runs of a pipeline as a strip: a bar for each, as high as it took long; failed, late and running differ by shape.

import { type Html, html } from "./html.ts";
import { wordOf } from "./state.ts";
import { lengthOf } from "./times.ts";

export interface StripRun {
  id: string;
  state: string;
  date: string;
  startedAt: string | null;
  finishedAt: string | null;
  missed: boolean;
}

const height = 18;
const step = 7;
const [lowest, highest] = [4, 13];

/** @param runs Oldest first. */
export function runStrip(runs: readonly StripRun[]): Html {
  const lengths = runs.map(msOf);
  const longest = Math.max(1, ...lengths.map((ms) => ms ?? 0));
  const heights = lengths.map((ms) =>
    Math.round(lowest + ((highest - lowest) * (ms ?? 0)) / longest),
  );
  return html`<svg class="strip" width="${Math.max(1, runs.length) * step}" height="${height}" role="img" aria-label="${stripWords(runs)}">${runs.map(
    (run, n) =>
      html`<g><title>${wordsOf(run)}</title>${barOf(run, n * step, heights[n] ?? lowest)}</g>`,
  )}</svg>`;
}

/** Last 14 runs: 12 succeeded, 1 failed, 1 running, 2 late. */
export function stripWords(runs: readonly StripRun[]): string {
  if (runs.length === 0) return "No run yet";
  const counts = Map.groupBy(runs, ({ state }) => state);
  const late = runs.filter(({ missed }) => missed).length;
  const parts = [...counts].map(([state, of]) => `${of.length} ${wordOf(state).toLowerCase()}`);
  return `Last ${runs.length} ${runs.length === 1 ? "run" : "runs"}: ${[...parts, ...(late === 0 ? [] : [`${late} late`])].join(", ")}`;
}

const msOf = ({ startedAt, finishedAt }: StripRun): number | null =>
  startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt);

function wordsOf(run: StripRun): string {
  const ms = msOf(run);
  const took = ms === null ? "" : ` in ${lengthOf(ms)}`;
  return `${run.date}: ${wordOf(run.state).toLowerCase()}${took}${run.missed ? ", late" : ""}`;
}

function barOf({ state, missed }: StripRun, x: number, high: number): Html {
  const late = missed ? html`<path class="frisk" d="M${x - 0.5} 5l3-5 3 5z"/>` : null;
  return html`${shapeOf(state, x, high)}${late}`;
}

function shapeOf(state: string, x: number, high: number): Html {
  const y = height - high;
  if (state === "succeeded")
    return html`<rect class="fokq" x="${x}" y="${y}" width="5" height="${high}"/>`;
  if (state === "failed")
    return html`<path class="ffail" d="M${x} ${height}V5l2.5-4 2.5 4V${height}z"/>`;
  if (state === "running")
    return html`<rect class="bar-run" x="${x + 0.6}" y="4" width="3.8" height="13.4"/><rect class="frun" x="${x + 0.6}" y="10.5" width="3.8" height="7.5"/>`;
  if (state === "waiting")
    return html`<rect class="fl2" x="${x}" y="${height - 2}" width="5" height="2"/>`;
  return html`<rect class="bar-off" x="${x + 0.6}" y="12.6" width="3.8" height="4.8"/>`;
}

/** What the shapes mean, for below a list of strips. */
export const stripLegend: Html = html`<div class="legend">${(
  [
    ["succeeded", false, "height: how long it took"],
    ["failed", false, "failed"],
    ["succeeded", true, "late"],
    ["running", false, "running"],
    ["waiting", false, "waiting"],
    ["skipped", false, "skipped or cancelled"],
  ] as const
).map(
  ([state, missed, word]) =>
    html`<span><svg width="6" height="${height}" aria-hidden="true">${barOf({ id: "", date: "", startedAt: null, finishedAt: null, state, missed }, 0.5, 9)}</svg>${word}</span>`,
)}</div>`;
