// The tasks of a run as a list: by state and name, in pages that the server makes.

import type { RunView, TaskView } from "#api/types.ts";
import { isFinal } from "#core/run.ts";
import { type Html, html } from "../html.ts";
import { addressOf, type Query } from "../paging.ts";
import { stateOf, wordOf } from "../state.ts";
import { lengthOf, timeText, tookText } from "../times.ts";
import { type ChosenTasks, countsOf, mostTasks } from "./task-choice.ts";

export interface TasksData {
  run: RunView;
  chosen: ChosenTasks;
  /** What is in the address beside: links keep it. */
  query: Query;
  zone: string;
  now: string;
}

export function tasksOf(data: TasksData): Html {
  const { run, chosen } = data;
  return html`<section class="sec" id="tasks" data-part aria-labelledby="tasks-title"><div class="sh"><h2 id="tasks-title">Tasks</h2><span class="q">${shownText(chosen, run.tasks.length)}</span></div>
${run.tasks.length > mostTasks || chosen.isNarrowed ? narrowing(data) : null}<table class="t stack"><thead><tr><th>State</th><th>Task</th><th>What</th><th>Began</th><th class="n">Took</th></tr></thead><tbody>${chosen.tasks.map(
    (task) => rowOf(task, data),
  )}</tbody></table>${pages(data)}</section>`;
}

const number = (count: number): string => count.toLocaleString("en");

function shownText({ tasks, choice, of }: ChosenTasks, all: number): string {
  const some = of === all ? number(all) : `${number(of)} of ${number(all)}`;
  if (tasks.length === of) return some;
  return `${number(choice.from + 1)} to ${number(choice.from + tasks.length)} of ${some}, failed ones first`;
}

/** By state with their counts, and by a part of the name. */
function narrowing({ run, chosen, query }: TasksData): Html {
  const { state, name } = chosen.choice;
  const link = (value: string, word: string) =>
    value === state
      ? html`<b aria-current="true">${word}</b> `
      : html`<a href="${addressOf("", { ...query, state: value, from: "" }) || "?"}#tasks">${word}</a> `;
  return html`<div class="narrow-tasks"><span>${link("", `All ${number(run.tasks.length)}`)}${countsOf(run.tasks).map(([of, count]) => link(of, `${wordOf(of)} ${number(count)}`))}</span>
<form action="#tasks"><label>Name has <input class="fld" name="name" type="search" maxlength="200" value="${name}" data-key="t" data-key-says="Find a task"></label>${Object.entries(
    query,
  ).map(([key, value]) =>
    key === "name" || key === "from" || !value
      ? null
      : html`<input type="hidden" name="${key}" value="${value}">`,
  )} <button class="b">Find</button></form></div>`;
}

function rowOf(task: TaskView, { query, zone, now }: TasksData): Html {
  const last = task.attempts.at(-1);
  const ms =
    last?.startedAt == null
      ? null
      : Date.parse(last.finishedAt ?? now) - Date.parse(last.startedAt);
  const took = ms === null ? "" : last?.finishedAt == null ? lengthOf(ms) : tookText(ms);
  const { name, mark, child, attempts } = task;
  return html`<tr id="task-${encodeURIComponent(name)}"><td>${stateOf(task.state)}</td><td><a class="nm" href="${addressOf("", { ...query, task: name, attempt: "", line: "" })}#log">${name}</a>${attempts.length > 1 ? html` <span class="q">${attempts.length} attempts</span>` : null}</td><td class="full">${mark === null ? null : `Marked ${mark.state} by ${mark.actor}: ${mark.reason}. `}${last?.message ?? task.message ?? ""}${child === null ? null : html` <a href="/runs/${child.run}">run ${child.run} of ${child.pipeline}</a>`}</td><td class="nw" data-l="began">${last?.startedAt == null ? html`<span class="q">${isFinal(task.state) ? "never" : "not yet"}</span>` : timeText(last.startedAt, zone, now)}</td><td class="n" data-l="took">${took}</td></tr>`;
}

function pages({ chosen, query }: TasksData): Html | null {
  const { of, tasks, choice } = chosen;
  if (tasks.length === of) return null;
  const to = (from: number, word: string) =>
    html` <a class="b" href="${addressOf("", { ...query, from: from === 0 ? "" : String(from) }) || "?"}#tasks">${word}</a>`;
  const left = of - choice.from - tasks.length;
  return html`<nav class="pages" aria-label="Pages of tasks">${choice.from > 0 ? html`${to(0, "First page")}${to(Math.max(0, choice.from - mostTasks), "Page before")}` : null}${left > 0 ? to(choice.from + mostTasks, `Next page, ${number(left)} more`) : null}</nav>`;
}
