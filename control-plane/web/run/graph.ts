// The graph of a run: each task by shape, word and colour of its state, those to come in the same picture, the path that made the
// run as long as it is thick. What is where depends on the tasks alone: as they change state, nothing moves.

import type { RunView, TaskView } from "#api/types.ts";
import { type GraphNode, graphNodes } from "#core/layout/nodes.ts";
import { foldingLinks, openedIn } from "../graph/folding.ts";
import { type DrawnNode, graphPicture, zoomButtons } from "../graph/picture.ts";
import { type Html, html } from "../html.ts";
import { addressOf, type Query } from "../paging.ts";
import { standingOf } from "../standing.ts";
import { shapeOf, wordOf } from "../state.ts";
import { lengthOf, tookText } from "../times.ts";
import { criticalPath, endsOf } from "./critical-path.ts";

/** @param now of the server, in ms. @param query All that is chosen; `unfold` has the keys of what is opened. */
export function runGraph({ id, tasks }: RunView, query: Query, now: number): Html {
  const place = new Map(tasks.map(({ name }, n) => [name, n]));
  const foldable = tasks.map(({ name, needs }) => ({
    ...{ name, group: name.replace(/\[.*$/s, "") },
    needs: needs.flatMap((need) => place.get(need) ?? []),
  }));
  const open = openedIn(query.unfold ?? null);
  const nodes = graphNodes(foldable, open);
  const hrefOf = (keys: Iterable<string>) =>
    `${addressOf(`/runs/${id}`, { ...query, unfold: [...keys].join(" ") })}#graph`;
  const path = [...criticalPath(tasks, endsOf(tasks, now))].reverse();
  const thick = thickIn(
    nodes,
    path.flatMap((name) => place.get(name) ?? []),
  );
  const drawn = nodes.map((node) =>
    drawnOf(node, tasks, {
      ...{ now, isCritical: thick.nodes.has(node) },
      href:
        node.count > 1
          ? hrefOf([...open, node.key])
          : `${addressOf(`/runs/${id}`, { ...query, task: tasks[node.first]?.name, attempt: "", line: "" })}#log`,
    }),
  );
  return html`<section class="sec" id="graph-part" data-part aria-labelledby="graph"><div class="sh"><h2 id="graph">Graph</h2><span class="q">${tasks.length.toLocaleString("en")} ${tasks.length === 1 ? "task" : "tasks"}${nodes.length < tasks.length ? ` in ${nodes.length} nodes` : ""}${path.length > 1 ? "; thick: the critical path" : ""}</span><span class="r graph-bar"><a href="#tasks">List</a>${foldingLinks(nodes, open, hrefOf)} ${zoomButtons}</span></div>
<div class="graph" role="region" aria-label="Graph, arrows follow edges" tabindex="0" data-key="f">${graphPicture(
    drawn,
    "Tasks, from left to right as they follow each other",
    (from, to) => (thick.lines.has(`${from} ${to}`) ? "k" : ""),
  )}</div></section>`;
}

/** Nodes on the path, and lines between two that follow each other on it. */
function thickIn(nodes: readonly GraphNode[], path: readonly number[]) {
  const nodeOf = new Map(
    nodes.flatMap(({ members }, n) => members.map((task) => [task, n] as const)),
  );
  const along = path.map((task) => nodeOf.get(task) as number);
  return {
    nodes: new Set(path.length > 1 ? along.map((n) => nodes[n] as GraphNode) : []),
    lines: new Set(along.slice(1).map((n, before) => `${along[before]} ${n}`)),
  };
}

function drawnOf(
  { name, count, first, members, needs }: GraphNode,
  tasks: readonly TaskView[],
  { now, isCritical, href }: { now: number; isCritical: boolean; href: string },
): DrawnNode {
  const own = members.flatMap((one) => tasks[one] ?? []);
  const { worst, text } = standingOf(own.map(({ state }) => state));
  const task = tasks[first] as TaskView;
  const detail = count > 1 ? text : detailOf(task, now);
  const isToCome = own.every(({ state }) => state === "waiting");
  const isOff = own.every(({ state }) => state === "skipped" || state === "cancelled");
  return {
    ...{ name, count, needs, detail, href },
    shape: count > 1 ? worst : shapeOf(task.state),
    full: count > 1 ? `${name} ×${count}, ${text}: opens` : `${name}, ${detail}: its log`,
    classes: [
      ...(worst === "fail" ? ["bad"] : []),
      ...(isCritical ? ["crit"] : []),
      ...(isOff ? ["off"] : []),
      ...(isToCome ? ["to-come"] : []),
    ],
  };
}

/** Its state in a word, and how long or how often. */
function detailOf({ state, attempts }: TaskView, now: number): string {
  const last = attempts.at(-1);
  const word = wordOf(state).toLowerCase();
  const failed = attempts.filter((one) => one.state === "failed").length;
  if (state === "failed" && last?.exitCode != null) return `${word}, exit ${last.exitCode}`;
  if (failed > 0 && state !== "succeeded") return `${word}, ${failed} failed`;
  if (last?.startedAt == null) return word;
  const began = Date.parse(last.startedAt);
  if (last.finishedAt === null) return `${word}, ${lengthOf(now - began)}`;
  return `${word}, ${tookText(Date.parse(last.finishedAt) - began)}`;
}
