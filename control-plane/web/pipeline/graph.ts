// The graph of a pipeline's tasks: each node leads to its row in the list, one that is folded opens in place.

import { among, around, declaredNodes, type GraphNode, graphNodes } from "#core/layout/nodes.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { queryText } from "../choices.ts";
import { foldingLinks, openedIn, opening } from "../graph/folding.ts";
import { type DrawnNode, graphPicture, zoomButtons } from "../graph/picture.ts";
import { type Html, html } from "../html.ts";

const usualSteps = 3;

export interface GraphAsked {
  /** Keys of what is opened, with blanks between. */
  unfold: string | null;
  /** Name of the task around which alone is drawn. */
  focus: string | null;
  steps: number | null;
}

export function pipelineGraph(spec: Pipeline, path: string, asked: GraphAsked): Html {
  const { tasks } = spec;
  const steps = Math.min(20, Math.max(1, asked.steps ?? usualSteps));
  const near = asked.focus === null ? null : aroundTask(spec, asked.focus, steps);
  const open = openedIn(asked.unfold);
  const nodes = near ?? graphNodes(tasks, open);
  const hrefOf = (keys: Iterable<string>) => opening(path, {}, keys);
  const counts =
    near === null
      ? `${tasks.length} ${tasks.length === 1 ? "task" : "tasks"}${nodes.length < tasks.length ? ` in ${nodes.length} nodes` : ""}`
      : `${nodes.length} nodes within ${steps} ${steps === 1 ? "step" : "steps"} of ${asked.focus}, of ${tasks.length} tasks`;
  const links =
    near === null
      ? foldingLinks(nodes, open, hrefOf)
      : html` <a href="${path}?${queryText({ focus: asked.focus ?? "", steps: String(steps + 1) })}#graph">One step more</a> <a href="${path}#graph">All</a>`;
  return html`<section class="sec" aria-labelledby="graph"><div class="sh"><h2 id="graph">Graph</h2><span class="q">${counts}</span><span class="r graph-bar"><a href="#tasks">List</a>${links} ${zoomButtons}</span></div>
<div class="graph" role="region" aria-label="Graph, arrows follow edges" tabindex="0" data-key="f">${graphPicture(
    nodes.map((node) =>
      drawn(node, spec, { focus: asked.focus, path, href: hrefOf([...open, node.key]) }),
    ),
    "Tasks, from left to right as they follow each other",
    (_, to) => (spec.tasks[nodes[to]?.first ?? 0]?.phase === "main" ? "" : "d"),
  )}</div></section>`;
}

function aroundTask({ tasks }: Pipeline, focus: string, steps: number): GraphNode[] | null {
  const all = declaredNodes(tasks);
  const at = all.findIndex(
    ({ name, members }) => name === focus || members.some((one) => tasks[one]?.name === focus),
  );
  return at < 0 ? null : among(all, around(all, at, steps));
}

function drawn(
  { name, count, first, needs }: GraphNode,
  { tasks }: Pipeline,
  { focus, path, href }: { focus: string | null; path: string; href: string },
): DrawnNode {
  const task = tasks[first];
  const kind = task?.action.kind ?? "";
  const detail = task?.phase === "main" ? kind : `${task?.phase}, ${kind}`;
  const isOff = task?.condition !== null || task?.phase !== "main";
  const isFocus = focus !== null && (name === focus || task?.name === focus);
  return {
    ...{ name, count, needs, detail, shape: null },
    full: count > 1 ? `${name} ×${count}, ${detail}: opens` : `${name}, ${detail}`,
    href:
      count > 1
        ? href
        : first < listed
          ? `#t-${first}`
          : `${path}?${queryText({ focus: name })}#graph`,
    classes: [...(isOff ? ["off"] : []), ...(isFocus ? ["sel"] : [])],
  };
}

/** As many rows as the list of tasks has. */
const listed = 1_000;
