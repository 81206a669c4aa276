// What was simulated of a wave, date by date: alike, different as the ledger says, or different without an explanation; each date
// that differs with the first time that only one side has, and the rule behind it.

import type { MigrationView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { state, stateWord } from "../state.ts";

type Simulated = NonNullable<MigrationView["simulated"]>;
type Day = Simulated["days"][number];

/** The calendar has all of them; the list those that somebody reads. */
const mostListed = 60;
/** A record of more months is cut: its file may say anything. */
const mostMonths = 60;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function simulatedOf(simulated: Simulated | null): Html {
  if (simulated === null)
    return html`<section class="sec" id="simulated"><div class="sh"><h2>Simulated differences</h2></div><p class="q">No simulation of this wave is on record: <code>trunkline import … --simulate --compare --record</code> compares the times of both sides over two years and a month, before anything runs.</p></section>`;
  const { from, to, jobs, equal, starts, days, more } = simulated;
  const open = days.filter((day) => day.told < day.jobs);
  const listed = [...open, ...days.filter((day) => day.told === day.jobs)].slice(0, mostListed);
  return html`<section class="sec" id="simulated"><div class="sh"><h2>Simulated differences</h2><span class="q">${from} to ${dayBefore(to)}; ${jobs} ${jobs === 1 ? "job" : "jobs"}, ${starts.toLocaleString("en")} times alike</span></div>
<p>${state(equal === jobs ? "ok" : "fail")} <b>${equal === jobs ? `All ${jobs} give the same times on both sides` : `${jobs - equal} of ${jobs} ${jobs - equal === 1 ? "gives" : "give"} other times than there`}${days.length > 0 && open.length === 0 ? ", but for what the ledger says" : ""}.</b>${more === 0 ? null : html` <span class="q">Of some jobs more than a hundred dates differ: ${more} are not shown.</span>`}</p>
${calendarOf(from, to, new Map(days.map((day) => [day.date, day])))}
${
  listed.length === 0
    ? null
    : html`<table class="t stack after" id="differs"><thead><tr><th>Date</th><th>Job</th><th>First difference, UTC</th><th>Rule</th></tr></thead><tbody>${listed.map(rowOf)}</tbody></table>${listed.length < days.length ? html`<p class="q">And ${days.length - listed.length} dates more.</p>` : null}`
}</section>`;
}

function rowOf({ date, jobs, told, first }: Day): Html {
  const { job, at, side, code, rule } = first;
  return html`<tr id="sim-${date}"><td class="nw">${stateWord(told === jobs ? "risk" : "fail", date)}</td><td><b>${job}</b>${jobs === 1 ? null : html` <span class="q nw">and ${jobs - 1} more</span>`}</td><td class="nw"><time datetime="${at}">${at.slice(0, 19).replace("T", " ")}</time> ${side === "legacy" ? "only there" : "only here"}</td><td class="full">${code === null ? html`<b class="fail">nothing explains it</b>` : html`${rule ?? "the ledger says so"} <code>${code}</code>`}</td></tr>`;
}

/** A row for each month, as long as it is. */
function calendarOf(from: string, to: string, days: ReadonlyMap<string, Day>): Html {
  const all = monthsBetween(from, to);
  const shown = all.slice(0, mostMonths);
  return html`<div class="scroll" role="group" tabindex="0" id="simulated-days" aria-label="Simulated dates"><table class="heat sm sim"><thead><tr><th scope="col">Month</th>${Array.from({ length: 31 }, (_, n) => html`<th scope="col">${n + 1}</th>`)}</tr></thead><tbody>${shown.map(
    ([year, month, length]) =>
      html`<tr><th scope="row">${months[month - 1] ?? ""} ${year}</th>${Array.from({ length }, (_, n) => cellOf(dateOf(year, month, n + 1), { from, to, days }))}</tr>`,
  )}</tbody></table></div>${all.length > shown.length ? html`<p class="q">${all.length - shown.length} months more are on record.</p>` : null}
<div class="legend"><span><span class="heat-key y" aria-hidden="true">=</span> the same on both sides</span><span><span class="heat-key e" aria-hidden="true">e</span> differs, as the ledger says</span><span><span class="heat-key x" aria-hidden="true">×</span> differs, unexplained</span></div>`;
}

function cellOf(
  date: string,
  { from, to, days }: { from: string; to: string; days: ReadonlyMap<string, Day> },
): Html {
  if (date < from || date >= to)
    return html`<td class="z"><span class="vh">${date} was not simulated</span></td>`;
  const day = days.get(date);
  if (day === undefined)
    return html`<td class="y"><span aria-label="${date}: the same" role="img">=</span></td>`;
  const isTold = day.told === day.jobs;
  const words = `${date}: ${day.jobs} ${day.jobs === 1 ? "job differs" : "jobs differ"}${isTold ? ", as the ledger says" : ""}`;
  return html`<td class="${isTold ? "e" : "x"}"><a href="#sim-${date}" title="${words}">${isTold ? "e" : "×"}<span class="vh"> ${words}</span></a></td>`;
}

const dayBefore = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

const dateOf = (year: number, month: number, day: number): string =>
  `${year}-${`${month}`.padStart(2, "0")}-${`${day}`.padStart(2, "0")}`;

/** Year, month and how many days it has, up to the month of the day before the last. */
function monthsBetween(from: string, to: string): [number, number, number][] {
  const found: [number, number, number][] = [];
  let [year, month] = from.split("-").map(Number) as [number, number];
  while (dateOf(year, month, 1) < to && found.length <= 1_200) {
    found.push([year, month, new Date(Date.UTC(year, month, 0)).getUTCDate()]);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
  return found;
}
