// What is wrong in a file, at its line: the words first, then the place with the lines around it.

import type { BrokenFileView } from "#api/types.ts";
import { type Html, html } from "./html.ts";
import { stateWord } from "./state.ts";

type Found = BrokenFileView["errors"][number];

export const findingOf = ({ diagnostic, lines }: Found): Html => {
  const { file, line, column, severity, code, message, help } = diagnostic;
  return html`<div class="finding"><p>${stateWord(severity === "error" ? "fail" : "risk", severity === "error" ? "Error" : "Warning")} <b>${message}</b> <code>${code}</code></p>
<p><code class="any">${file}:${line}:${column}</code></p>
${lines.length === 0 ? html`<p class="q">The text of the file can't be shown here: this server has no copy of the repository, or you may not read all of the project.</p>` : html`<div class="src" role="group" tabindex="0" aria-label="Lines of ${file}"><ol>${lines.map((one) => html`<li${one.line === line ? html` class="hit"` : null}><span class="n">${one.line}</span><code>${one.line === line ? marked(one.text, column) : one.text}</code>${one.line === line ? html`<span class="vh"> (here)</span>` : null}</li>`)}</ol></div>`}
${help === null ? null : html`<p class="q">${help}</p>`}</div>`;
};

/** From the column on: the place is marked by more than a colour. */
const marked = (text: string, column: number): Html =>
  html`${text.slice(0, column - 1)}<mark>${text.slice(column - 1) || " "}</mark>`;
