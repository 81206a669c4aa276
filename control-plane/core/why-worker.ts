// Why no worker takes a task that is ready: full ones, draining ones, or labels that nobody has.

import { missingLabels } from "./labels.ts";

export interface WorkerFacts {
  id: number;
  /** Such as the host's name. */
  name: string;
  slots: number;
  labels: readonly string[];
  draining: boolean;
}

/** One sentence for people. `workers` are the living ones. */
export function whyNoWorker(runsOn: readonly string[], workers: readonly WorkerFacts[]): string {
  const start = ["trunkline worker", ...runsOn.map((label) => `--label ${label}`)].join(" ");
  const able = workers.filter(({ labels }) => missingLabels(runsOn, labels).length === 0);
  const taking = able.filter(({ draining }) => !draining);
  const having = runsOn.length === 0 ? "" : ` with ${runsOn.join(", ")}`;
  if (taking.length > 0) {
    const slots = taking.reduce((sum, worker) => sum + worker.slots, 0);
    return `waits for a free slot of ${taking.length} worker(s)${having} with ${slots} slots`;
  }
  if (able.length > 0)
    return `${named(able)} drain(s) and no other worker${having} is alive: start one with \`${start}\``;
  if (workers.length === 0) return `no worker is alive: start one with \`${start}\``;
  return `no living worker has ${runsOn.join(", ")}: ${nearest(runsOn, workers)}; start one with \`${start}\``;
}

/** Those that lack the fewest labels. */
function nearest(runsOn: readonly string[], workers: readonly WorkerFacts[]): string {
  const lacking = workers.map((worker) => ({
    worker,
    missing: missingLabels(runsOn, worker.labels),
  }));
  const least = Math.min(...lacking.map(({ missing }) => missing.length));
  if (least === runsOn.length) return "none has any of them";
  const near = lacking.filter(({ missing }) => missing.length === least);
  const shown = near.slice(0, 3).map(({ worker, missing }) => {
    const drains = worker.draining ? ", which drains," : "";
    return `worker ${worker.id} (${worker.name})${drains} lacks ${missing.join(", ")}`;
  });
  const more = near.length > 3 ? ` and ${near.length - 3} more are as near` : "";
  return `nearest, ${shown.join(", ")}${more}`;
}

const named = (workers: readonly WorkerFacts[]): string =>
  workers
    .slice(0, 3)
    .map(({ id, name }) => `worker ${id} (${name})`)
    .join(", ");
