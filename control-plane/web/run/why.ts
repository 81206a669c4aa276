// Why a run is as it is, from what the API answers of it: what is the same of several tasks is told once.

import type { RunView, WhyView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { type Shape, state } from "../state.ts";
import { lengthOf, timeText } from "../times.ts";

type Reason = WhyView["reasons"][number];

/** More are in the API and at the command line. */
const mostReasons = 12;

/** Of each task the first that holds it back. */
export function reasonByTask({ reasons }: WhyView): ReadonlyMap<string, Reason> {
  const by = new Map<string, Reason>();
  for (const reason of reasons)
    if (reason.holds !== true)
      for (const task of [reason.task, ...(reason.alike?.tasks ?? [])])
        if (task !== null && !by.has(task)) by.set(task, reason);
  return by;
}

/** `load`, or `load and 9 others`. */
export const whoOf = ({ task, alike }: Reason): string =>
  alike === undefined
    ? (task ?? "")
    : `${task} and ${alike.count === 1 ? "one other" : `${alike.count.toLocaleString("en")} others`}`;

export function whyOf({
  run,
  why,
  zone,
  now,
}: {
  run: RunView;
  why: WhyView;
  zone: string;
  now: string;
}): Html {
  const more = why.reasons.length - mostReasons;
  return html`<section class="sec" id="why" tabindex="-1" data-part data-key="w" data-key-says="Why it is as it is" aria-labelledby="why-title"><div class="sh"><h2 id="why-title">${run.finishedAt === null ? "Why it waits" : "What became of it"}</h2><span class="q"><code>trunkline why ${run.id}</code></span></div>
<ol class="steps">${why.reasons.slice(0, mostReasons).map((one) => stepOf(one, { run, zone, now }))}</ol>${more > 0 ? html`<p class="q">And ${more} more.</p>` : null}</section>`;
}

function stepOf(
  one: Reason,
  { run, zone, now }: { run: RunView; zone: string; now: string },
): Html {
  const { change, task, until } = one;
  const shape: Shape =
    one.holds === true
      ? "ok"
      : one.kind === "running"
        ? "run"
        : one.kind === "finished"
          ? shapeOfEnd(run)
          : "wait";
  const more = [
    one.since === null ? null : sinceText(one.since, run, zone, now),
    until === null || until < now
      ? null
      : html`Until ${timeText(until, zone, now)}, in ${lengthOf(Date.parse(until) - Date.parse(now))}. `,
    change,
  ].filter((part) => part !== null);
  return html`<li>${state(shape)}<span>${task === null ? null : html`<a href="?task=${encodeURIComponent(task)}#log"><b>${whoOf(one)}</b></a>: `}${one.message}</span>${more.length === 0 ? null : html`<span class="w">${more}</span>`}</li>`;
}

function sinceText(instant: string, { finishedAt }: RunView, zone: string, now: string): Html {
  const age = html`<span data-since="${instant}">${lengthOf(Date.parse(now) - Date.parse(instant))}</span>`;
  const time = html`<time datetime="${instant}">${timeText(instant, zone, now)}</time>`;
  return finishedAt === null ? html`Since ${time}, for ${age}. ` : html`At ${time}, ${age} ago. `;
}

const shapeOfEnd = (run: RunView): Shape =>
  run.state === "succeeded" ? "ok" : run.state === "failed" ? "fail" : "off";
