// Parity by job and day: one mark and one word for each business date, each leading to the runs that were paired.

import type { ParityView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { addressOf, type Query } from "../paging.ts";

/** Class, mark and word by the API's mark. */
const marks: Readonly<Record<string, readonly [string, string, string]>> = {
  "=": ["y", "=", "all alike"],
  x: ["x", "×", "something differs"],
  "-": ["x", "1", "one side alone ran"],
  "?": ["u", "?", "unobserved, or it can't be known"],
  o: ["s", "o", "may still come"],
  ".": ["z", "·", "nothing due"],
};

const dayMs = 86_400_000;
const dateAt = (from: string, n: number): string =>
  new Date(Date.parse(`${from}T00:00:00Z`) + n * dayMs).toISOString().slice(0, 10);

const weekdays = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export const jobName = ({ pipeline, task }: Pick<ParityView, "pipeline" | "task">): string =>
  task === null ? pipeline : `${pipeline}/${task}`;

export function heatOf(jobs: readonly ParityView[], query: Query): Html {
  const days = Math.max(0, ...jobs.map(({ marks }) => marks.length));
  const from = jobs[0]?.from ?? "1970-01-01";
  // Before the first date on which anything was due there is nothing to see.
  const first = Math.min(
    days,
    ...jobs.map(({ marks }) => marks.search(/[^.]/)).filter((at) => at >= 0),
  );
  const dates = Array.from({ length: days - first }, (_, n) => dateAt(from, first + n));
  return html`<div class="scroll" role="group" tabindex="0" aria-label="Parity by job and day"><table class="heat sm"><thead><tr><th scope="col">Job</th>${dates.map(
    (date, n) =>
      html`<th scope="col"><span aria-hidden="true">${weekdays[new Date(date).getUTCDay()] ?? ""}<br>${Number(date.slice(8))}${n === 0 || date.endsWith("-01") ? html`<br><b>${months[Number(date.slice(5, 7)) - 1] ?? ""}</b>` : null}</span><span class="vh">${date}</span></th>`,
  )}<th scope="col" class="n">Alike of compared</th></tr></thead><tbody>${jobs.map((job) => rowOf({ ...job, marks: job.marks.slice(first) }, dates, query))}</tbody></table></div>${legend}`;
}

function rowOf(job: ParityView, dates: readonly string[], query: Query): Html {
  const name = jobName(job);
  const { match = 0, differs = 0, "only-legacy": there = 0, "only-ours": here = 0 } = job.counts;
  const link = (date?: string) => addressOf("/migration", { ...query, job: name, date });
  return html`<tr id="job-${name}"${query.job === name ? html` class="sel"` : null}><th scope="row"><a class="nm" href="${link()}#pairs">${name}</a></th>${dates.map(
    (date, n) => {
      const [look, mark, word] = marks[job.marks[n] ?? "."] ?? ["z", "·", ""];
      return html`<td class="${look}">${look === "z" ? html`<span aria-label="${word}" role="img">${mark}</span>` : html`<a href="${link(date)}#pairs" title="${name}, ${date}: ${word}">${mark}<span class="vh"> ${word}, ${date}</span></a>`}</td>`;
    },
  )}<td class="n">${match} of ${match + differs + there + here}</td></tr>`;
}

const legend = html`<div class="legend">${Object.values(marks).map(([look, mark, word]) => html`<span><span class="heat-key ${look}" aria-hidden="true">${mark}</span> ${word}</span>`)}</div>`;
