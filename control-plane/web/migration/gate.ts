// The gate of a wave: whether it may go live, what is missing and how far it is.

import type { CutoverView, ParityView } from "#api/types.ts";
import { type CheckPoint, checkCutover } from "#core/cutover/check.ts";
import { codeWords } from "../code-words.ts";
import { type Html, html } from "../html.ts";
import { type Shape, state } from "../state.ts";
import { dayText } from "../times.ts";
import { jobName } from "./heat.ts";

/** The same missing thing of several jobs is said once. */
export function missingOf(jobs: readonly ParityView[]): { text: string; jobs: string[] }[] {
  const by = new Map<string, string[]>();
  for (const job of jobs)
    for (const text of job.gate.missing) by.set(text, [...(by.get(text) ?? []), jobName(job)]);
  return [...by]
    .map(([text, names]) => ({ text, jobs: names }))
    .sort((a, b) => b.jobs.length - a.jobs.length);
}

/**
 * From when the gate could hold: the latest of its jobs, if every date from now on is told and alike. What else is missing (an
 * explanation, a simulation) has no day, and is said as that.
 */
export function countdownOf(open: readonly ParityView[], now: string): string {
  const dates = open.flatMap(({ gate }) => gate.earliest ?? []);
  const latest = dates.toSorted().at(-1);
  const isMore = open.some(({ gate }) => gate.earliest === null || gate.missing.some(isWork));
  if (latest === undefined) return "no more dates are needed, but what is missing below";
  const days = Math.ceil((Date.parse(`${latest}T00:00:00Z`) - Date.parse(now)) / 86_400_000);
  return `at the earliest on ${dayText(`${latest}T00:00:00Z`, "UTC")}, in ${days} d${isMore ? ", and not without what is missing below" : ""}`;
}

/** Time alone doesn't bring it. */
const isWork = (missing: string): boolean =>
  /explanation|simulation|compared runs were alike/.test(missing);

/** Days that every job has observed in a row, as filled boxes of those that are usual. */
export const daysBar = (days: number, asked: number): Html =>
  html`<span class="gt"><svg width="${asked * 6 + 4}" height="12" role="img" aria-label="${days} of ${asked} business dates">${Array.from({ length: asked }, (_, n) => html`<rect class="${n < days ? "day-on" : "day-off"}" x="${n * 6 + 0.5}" y="1.5" width="4.5" height="9"/>`)}</svg>${days} d in a row</span>`;

/** As `trunkline cutover check`, with bridges as they are deployed; the gate is said above it. */
export const pointsOf = (view: CutoverView, jobs: readonly ParityView[]): CheckPoint[] =>
  checkCutover({
    ...{ ...view, now: Date.parse(view.now) },
    gate: jobs.map((job) => ({ job: jobName(job), missing: job.gate.missing })),
    jobs: view.jobs.map(({ readAt, ...job }) => ({
      ...job,
      readAt: readAt === null ? null : Date.parse(readAt),
    })),
  }).filter(({ point }) => point !== "gate");

const shapes: Readonly<Record<CheckPoint["state"], Shape>> = {
  ok: "ok",
  failed: "fail",
  unknown: "no",
};

export const checklistOf = (gateHolds: boolean, points: readonly CheckPoint[]): Html =>
  html`<ol class="steps"><li>${state(gateHolds ? "ok" : "fail")}<span><b>gate</b> <span class="q">${gateHolds ? "ok" : "failed"}</span>: ${gateHolds ? "it holds" : "what is missing is above"}</span></li>${points.map(
    ({ point, state: of, text, remedy }) =>
      html`<li>${state(shapes[of])}<span><b>${point}</b> <span class="q">${of}</span>: ${codeWords(text)}</span>${remedy === null ? null : html`<span class="w">${codeWords(remedy)}</span>`}</li>`,
  )}</ol>`;
