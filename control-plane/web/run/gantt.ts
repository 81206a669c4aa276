// Time by attempt: labels are HTML, bars one fluid picture with x in percent and y in pixels, laid out here.

import { type Html, html } from "../html.ts";
import { state } from "../state.ts";
import { lengthOf, minuteText, timeText, tookText } from "../times.ts";
import { scaleOf } from "./scale.ts";
import { type Bar, isWait, type TimelineRow } from "./timeline.ts";

export interface GanttData {
  rows: readonly TimelineRow[];
  now: number;
  isOver: boolean;
  zone: string;
  deadline: number | null;
  /** Tasks without a row. */
  left: number;
  /** Address of a task's log. */
  logOf(task: string): string;
}

const rowHeight = 24;
const top = 24;

export function gantt({ rows, now, isOver, zone, deadline, left, logOf }: GanttData): Html {
  const bars = rows.flatMap((row) => row.bars);
  if (bars.length === 0) return html`<p class="q">No task has begun.</p>`;
  const ends = bars.map(({ to }) => to);
  const last = isOver ? Math.max(...ends) : Math.max(now, ...ends);
  // Attempts alone make an axis: a long wait is what a gap is cut out of.
  const spans = bars.filter(({ kind }) => !isWait(kind));
  const near = deadline !== null && deadline < last + (last - Math.min(...bars.map((b) => b.from)));
  const scale = scaleOf(
    spans.length > 0 ? spans : bars,
    near && deadline !== null ? Math.max(last, deadline) : last,
  );
  const x = (instant: number) => `${scale.x(instant).toFixed(2)}%`;
  const height = top + rows.length * rowHeight;
  const text = (instant: number) => new Date(instant).toISOString();
  const long = scale.ticks.length > 1 && (scale.ticks[1] ?? 0) - (scale.ticks[0] ?? 0) < 60_000;
  const tickText = (tick: number) =>
    long ? timeText(text(tick), zone) : minuteText(text(tick), zone);
  const barOf = ({ from, to, kind }: Bar, y: number): Html => {
    const width = `${Math.max(0.15, scale.x(to) - scale.x(from)).toFixed(2)}%`;
    return isWait(kind)
      ? html`<rect class="b-w" fill="url(#p-${kind})" x="${x(from)}" y="${y + 7}" width="${width}" height="10"><title>waited ${tookText(to - from)}</title></rect>`
      : html`<rect class="b-${kind === "off" ? "fc" : kind}" x="${x(from)}" y="${y + 4}" width="${width}" height="16"><title>${kind === "ok" ? "succeeded" : kind === "fail" ? "failed" : kind === "run" ? "runs" : "ended"} ${timeText(text(from), zone)}, ${tookText(to - from)}</title></rect>`;
  };
  return html`<div class="gantt" id="gantt"><ol>${rows.map(
    ({ id, label, task, shape, detail, isBelow }) => {
      return html`<li id="${id}"${isBelow ? html` class="sub"` : null}>${state(shape)}${task === null ? html`<span>${label}</span>` : html`<a href="${logOf(task)}">${label}</a>`}<span class="d">${detail}</span></li>`;
    },
  )}</ol>
<svg height="${height}" role="img" aria-label="Time by attempt; the list of tasks says the same in words">
${scale.ticks.map((tick, n) => html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="20" y2="${height}"/>${scale.x(tick) < 96 ? html`<text${n % 2 === 1 ? html` class="lab"` : null} x="${x(tick)}" y="14">${tickText(tick)}</text>` : null}`)}
${scale.broken === null ? null : html`<rect class="z" x="${x(scale.broken.from)}" y="20" width="4%" height="${height - 20}"/><text x="${x(scale.broken.from)}" y="${height - 6}" class="lab">${lengthOf(scale.broken.to - scale.broken.from)} left out</text>`}
${rows.map(({ bars: own, isCritical }, n) => {
  const y = top + n * rowHeight;
  const [first, final] = [own[0], own.at(-1)];
  return html`${own.map((bar) => barOf(bar, y))}${isCritical && first && final ? html`<line class="cp" x1="${x(first.from)}" x2="${x(final.to)}" y1="${y + 22}" y2="${y + 22}"/>` : null}`;
})}
${isOver ? null : html`<line class="now" x1="${x(now)}" x2="${x(now)}" y1="16" y2="${height}"/>`}
${near && deadline !== null ? html`<line class="dl" x1="${x(deadline)}" x2="${x(deadline)}" y1="16" y2="${height}"/><text class="dlt" x="${x(deadline)}" y="14" text-anchor="end" dx="-4">deadline ${minuteText(text(deadline), zone)}</text>` : null}
</svg></div>
${left > 0 ? html`<p class="q">${left.toLocaleString("en")} more ${left === 1 ? "task is" : "tasks are"} not drawn: <a href="#tasks">choose among them</a></p>` : null}${legend(rows)}`;
}

const shown = [
  ["ok", "succeeded"],
  ["run", "runs"],
  ["fail", "failed"],
  ["off", "skipped or cancelled"],
  ["pool", "waits for a pool"],
  ["event", "waits for an event or condition"],
  ["retry", "waits for a retry"],
  ["person", "waits for a person"],
  ["need", "waited until it could start"],
] as const;

function legend(rows: readonly TimelineRow[]): Html {
  const used = new Set(rows.flatMap(({ bars }) => bars.map(({ kind }) => kind)));
  return html`<div class="legend">${shown
    .filter(([kind]) => used.has(kind))
    .map(
      ([kind, word]) =>
        html`<span><svg width="22" height="12" aria-hidden="true"><rect ${isWait(kind) ? html`class="b-w" fill="url(#p-${kind})"` : html`class="b-${kind === "off" ? "fc" : kind}"`} x="0.5" y="0.5" width="21" height="11"/></svg>${word}</span>`,
    )}<span><svg width="22" height="12" aria-hidden="true"><line class="cp" x1="0" x2="22" y1="6" y2="6"/></svg>critical path</span></div>`;
}
