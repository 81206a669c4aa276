// The tasks of a pipeline as a list: what each is, what it needs, and what holds it back.

import { requirements } from "#core/conditions/say.ts";
import { formatDuration } from "#core/duration.ts";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { queryText } from "../choices.ts";
import { type Html, html } from "../html.ts";

/** More are in the spec. */
const most = 1_000;

export function taskList({ tasks }: Pipeline, path: string): Html {
  const shown = tasks.slice(0, most);
  return html`<section class="sec" aria-labelledby="tasks"><div class="sh"><h2 id="tasks">Tasks</h2><span class="q">${shown.length < tasks.length ? `the first ${shown.length} of ${tasks.length}` : "in an order in which they may run"}</span></div>
<div class="scroll"><table class="t stack"><thead><tr><th scope="col">Task</th><th scope="col">Kind</th><th scope="col">Needs</th><th scope="col">Waits for</th><th scope="col">Tries, timeout</th></tr></thead><tbody>${shown.map((task, n) => rowOf(task, n, tasks, path))}</tbody></table></div></section>`;
}

function rowOf(task: Task, index: number, tasks: readonly Task[], path: string): Html {
  const { name, action, phase, retry, timeoutMs } = task;
  const gates = requirements(task.gates?.awaits);
  return html`<tr id="t-${index}"><td><a class="nm" href="${path}?${queryText({ focus: task.group })}#graph">${name}</a></td><td class="q">${action.kind}${phase === "main" ? "" : `, ${phase}`}</td><td data-l="needs">${phase === "finally" ? "all others" : needsOf(task, tasks)}</td><td class="q full">${[...(task.condition === null ? [] : [`if ${task.condition}`]), ...gates].join("; ")}</td><td class="nw q">${retry.retries + 1}${timeoutMs === null ? "" : `, ${formatDuration(timeoutMs)}`}</td></tr>`;
}

const mostNeeds = 6;

function needsOf({ needs }: Task, tasks: readonly Task[]): string {
  const names = needs.map((need) => tasks[need]?.name ?? "");
  const rest = names.length - mostNeeds;
  return rest > 0 ? `${names.slice(0, mostNeeds).join(", ")} and ${rest} more` : names.join(", ");
}
