// The runs behind one job: what ran there beside what would have started here.

import type { ParityPairView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { type Shape, stateWord } from "../state.ts";
import { timeText } from "../times.ts";

const shapes: Readonly<Record<ParityPairView["verdict"], Shape>> = {
  ...{ match: "ok", differs: "fail", "only-legacy": "fail", "only-ours": "fail" },
  ...{ "not-observable": "no", unobserved: "no", open: "wait" },
};

/** Of a job over a month and a half there may be thousands; of what is alike some are enough, but on a date that was chosen. */
const most = 300;
const mostAlike = 20;

export function pairsOf({
  job,
  date,
  items,
  all,
}: {
  job: string;
  date: string | null;
  items: readonly ParityPairView[];
  all: string;
}): Html {
  const found = date === null ? items : items.filter((one) => one.date === date);
  // What differs is what somebody has come for.
  const alike = found.filter(({ verdict }) => verdict === "match");
  const shown = [
    ...found.filter(({ verdict }) => verdict !== "match"),
    ...alike.slice(0, date === null ? mostAlike : most),
  ].slice(0, most);
  const when = (instant: string | null, none: string) =>
    instant === null
      ? html`<span class="q">${none}</span>`
      : html`<time datetime="${instant}">${timeText(instant, "UTC", null)}</time>`;
  return html`<section class="sec" id="pairs"><div class="sh"><h2>Runs of ${job}</h2><span class="q">${date ?? "all dates"}, ${found.length} ${found.length === 1 ? "pair" : "pairs"}${shown.length < found.length ? `, ${shown.length} shown` : ""}, what differs first; times in UTC</span>${date === null ? null : html`<span class="r"><a href="${all}">All dates</a></span>`}</div>
${
  shown.length === 0
    ? html`<p class="q">Nothing was due here and nothing ran there${date === null ? "" : ` on ${date}`}.</p>`
    : html`<table class="t stack"><thead><tr><th>Date</th><th>Verdict</th><th>Started there</th><th>Would start here</th><th>What differs</th><th>Explained by</th><th>Evidence</th></tr></thead><tbody>${shown.map(
        (pair) =>
          html`<tr><td class="nw">${pair.date}</td><td>${stateWord(shapes[pair.verdict], pair.verdict)}</td><td data-l="there">${when(pair.start, "did not")}</td><td data-l="here">${when(pair.ready ?? pair.due, "would not")}</td><td class="full">${pair.differences.map(({ words }) => words).join("; ")}${pair.notObservable.length === 0 ? null : html` <span class="q">not seen: ${pair.notObservable.join(", ")}</span>`}</td><td data-l="explained">${pair.explanation ?? html`<span class="q">none</span>`}</td><td class="full">${pair.lines.length + (pair.ours === null ? 0 : 1) === 0 ? html`<span class="q">no line</span>` : html`<details><summary>Lines</summary><pre class="lines">${[...pair.lines, ...(pair.ours === null ? [] : [pair.ours])].join("\n")}</pre></details>`}</td></tr>`,
      )}</tbody></table>`
}</section>`;
}
