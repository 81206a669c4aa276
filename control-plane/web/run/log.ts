// The place of a log on a run's page. The script fills it from the stream of the API; without one the raw output is a link away.

import type { RunView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { addressOf, type Query } from "../paging.ts";

export interface LogChoice {
  task: string;
  /** Null: all of them. */
  attempt: number | null;
  query: string;
}

export function logOf({
  run,
  log,
  query,
}: {
  run: RunView;
  log: LogChoice | null;
  query: Query;
}): Html | null {
  if (log === null) return null;
  const task = run.tasks.find(({ name }) => name === log.task);
  const of = `task=${encodeURIComponent(log.task)}`;
  const raw = `/api/v1/runs/${run.id}/logs?format=text&${of}${log.attempt === null ? "" : `&attempt=${log.attempt}`}`;
  const isOpen = task !== undefined && run.finishedAt === null;
  const newest = query.line
    ? html` · <a href="${addressOf("", { ...query, line: "" }) || "?"}#log">Newest lines</a>`
    : null;
  return html`<section class="sec" id="log" aria-labelledby="log-title"><div class="sh"><h2 id="log-title">Log</h2><span class="q">${log.task}${log.attempt === null ? "" : `, attempt ${log.attempt}`}, secrets masked</span><span class="r">${attemptsOf(task, log, query)}<a href="${raw}">Raw</a>${newest}</span></div>
<div class="log" id="log-lines" tabindex="0" role="log" aria-label="Log of ${log.task}" data-keep data-run="${run.id}" data-task="${log.task}" data-attempt="${log.attempt ?? ""}" data-follow="${isOpen ? "yes" : ""}"><ol></ol></div>
<form class="find-log" id="log-find" data-keep action="#log"><label>Search <input class="fld" name="q" type="search" maxlength="200" value="${log.query}"></label> ${Object.entries(
    { ...query, task: log.task, q: "", line: "" },
  ).map(([name, value]) =>
    value ? html`<input type="hidden" name="${name}" value="${value}">` : null,
  )}<span class="q" id="log-said" role="status"></span> <span class="q"><kbd>n</kbd> next</span></form></section>`;
}

/** Of one that was tried again: each attempt's, or all below each other. */
function attemptsOf(
  task: RunView["tasks"][number] | undefined,
  log: LogChoice,
  query: Query,
): Html | null {
  const attempts = task?.attempts ?? [];
  if (attempts.length < 2 && log.attempt === null) return null;
  const to = (attempt: number | null, word: string, label: string) =>
    attempt === log.attempt
      ? html`<b aria-current="true">${word}</b> `
      : html`<a href="${addressOf("", { ...query, task: log.task, attempt: attempt === null ? "" : String(attempt), line: "" })}#log" aria-label="${label}">${word}</a> `;
  return html`Attempt ${attempts.slice(-mostAttempts).map(({ attempt }) => to(attempt, String(attempt), `Attempt ${attempt}`))}${to(null, "all", "All attempts")}· `;
}

/** A task that repeats may have had hundreds. */
const mostAttempts = 12;
