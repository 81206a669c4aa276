// What the tasks of a run handed on.

import type { RunView } from "#api/types.ts";
import { type Html, html } from "../html.ts";

/** All of them are in the API. */
const mostOutputs = 50;

/** @param task whose outputs come first */
export function outputsOf({ id, tasks }: RunView, task: string | null): Html {
  const own = tasks.filter(({ name }) => name === task);
  const ordered = [...own, ...tasks.filter(({ name }) => name !== task)];
  const all = ordered.flatMap(({ name, outputs }) =>
    Object.entries(outputs).map(([key, value]) => [name, key, value] as const),
  );
  const left = all.length - mostOutputs;
  return html`<section class="sec" id="outputs" data-part><div class="sh"><h2>Outputs</h2></div>${
    all.length === 0
      ? html`<p class="q">No task has handed anything on.</p>`
      : html`<table class="t"><thead><tr><th>Task</th><th>Name</th><th>Value</th></tr></thead><tbody>${all
          .slice(0, mostOutputs)
          .map(
            ([of, key, value]) =>
              html`<tr><td>${of}</td><td>${key}</td><td><code class="any">${typeof value === "object" ? JSON.stringify(value) : String(value)}</code></td></tr>`,
          )}</tbody></table>${left > 0 ? html`<p class="q">${left.toLocaleString("en")} more: <a href="/api/v1/runs/${id}">as JSON</a></p>` : null}`
  }</section>`;
}
