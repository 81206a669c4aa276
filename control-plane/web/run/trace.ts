// The trace of a run: a waterfall of its own, and the way to the backend that has it as well.

import type { RunView, TraceView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { addressOf, type Query } from "../paging.ts";
import { state } from "../state.ts";
import { tookText } from "../times.ts";
import { type WaterfallBar, type WaterfallRow, waterfallOf } from "./waterfall.ts";

export interface TraceData {
  run: RunView;
  /** Null: it isn't shown. */
  trace: TraceView | null;
  query: Query;
}

const rowHeight = 24;
const top = 24;
const lines = 5;

export function traceOf({ run, trace, query }: TraceData): Html {
  const backend = trace?.url ?? null;
  return html`<section class="sec" id="trace" data-part aria-labelledby="trace-title"><div class="sh"><h2 id="trace-title">Trace</h2><span class="q"><code class="any" id="trace-id">${run.traceId}</code> <button class="b copy" type="button" data-copy="trace-id" hidden>Copy id</button></span><span class="r">${backend?.startsWith("http") ? html`<a href="${backend}" rel="noreferrer">In the tracing backend</a> · ` : null}${run.finishedAt === null ? null : html`<a href="/api/v1/runs/${run.id}/trace">JSON</a>`}</span></div>
${
  run.finishedAt === null
    ? html`<p class="q">It is written when the run has ended.</p>`
    : trace === null
      ? html`<p><a class="b" href="${addressOf("", { ...query, trace: "shown" })}#trace">Show the trace of ${run.tasks.length.toLocaleString("en")} tasks</a></p>`
      : waterfall(run, trace, query)
}</section>`;
}

function waterfall(run: RunView, { spans, left }: TraceView, query: Query): Html {
  const { rows, length } = waterfallOf(run, spans);
  const height = top + rows.length * rowHeight;
  const logOf = ({ log, label }: WaterfallRow): Html =>
    log === null
      ? html`<span>${label}</span>`
      : html`<a href="${addressOf("", { ...query, task: log.task, attempt: String(log.attempt), line: "" })}#log">${label}</a>`;
  return html`<div class="gantt trace"><ol>${rows.map(
    (row) =>
      html`<li class="d${row.depth}" id="${row.id}">${state(row.shape)}${logOf(row)}<span class="d">${row.ms === 0 ? "" : tookText(row.ms)}</span></li>`,
  )}</ol>
<svg height="${height}" role="img" aria-label="Spans of the trace by their time; the list beside it says how long each took">
${Array.from({ length: lines }, (_, n) => {
  const x = `${((100 * n) / lines).toFixed(2)}%`;
  return html`<line class="grid" x1="${x}" x2="${x}" y1="20" y2="${height}"/><text${n % 2 === 1 ? html` class="lab"` : null} x="${x}" y="14">+${tookText((length * n) / lines)}</text>`;
})}
${rows.map((row, n) => lane(row, top + n * rowHeight))}
</svg></div>
${left > 0 ? html`<p class="q">${left.toLocaleString("en")} more spans are left out: those that failed and the longest are here.</p>` : null}<div class="legend"><span><svg width="22" height="12" aria-hidden="true"><line class="cp" x1="0" x2="22" y1="6" y2="6"/></svg>critical path</span><span><svg width="22" height="12" aria-hidden="true"><rect class="b-w" fill="url(#p-need)" x="0.5" y="0.5" width="21" height="11"/></svg>waited</span></div>`;
}

function lane({ bars, isCritical, says }: WaterfallRow, y: number): Html {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return html``;
  const x = (part: number) => `${(100 * part).toFixed(2)}%`;
  const label =
    says === null
      ? null
      : last.to < 0.6
        ? html`<text x="${x(last.to)}" dx="6" y="${y + 16}">${cut(says)}</text>`
        : html`<text x="${x(first.from)}" dx="-6" text-anchor="end" y="${y + 16}">${first.from > 0.4 ? cut(says) : ""}</text>`;
  return html`${bars.map((bar) => barOf(bar, y, x))}${isCritical ? html`<line class="cp" x1="${x(first.from)}" x2="${x(last.to)}" y1="${y + 22}" y2="${y + 22}"/>` : null}${label}`;
}

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

function barOf({ from, to, kind }: WaterfallBar, y: number, x: (part: number) => string): Html {
  if (kind === "act") return html`<circle class="b-act" cx="${x(from)}" cy="${y + 12}" r="4"/>`;
  const width = x(Math.max(0.002, to - from));
  return kind === "wait"
    ? html`<rect class="b-w" fill="url(#p-need)" x="${x(from)}" y="${y + 7}" width="${width}" height="10"/>`
    : html`<rect class="b-${kind === "off" ? "fc" : kind}" x="${x(from)}" y="${y + 4}" width="${width}" height="16"/>`;
}
