// Whether a run could start beside those before it, as far as it is known whether these are over.

import type { Decision, ObservedRun, ObservedTask } from "./observed-rows.ts";

/** `held`: it waits for one to be over. Else it would not start at all, or nobody can tell. */
export function roomFor(run: ObservedRun): "free" | "held" | Pick<Decision, "never" | "hidden"> {
  const { history, pipeline } = run.of;
  const { runs, whenBusy } = pipeline.concurrency;
  const busy = [...history.active].filter((each) => each !== run);
  if (runs === null || busy.length < runs || whenBusy === "cancelRunning") return "free";
  const [hidden] = busy.flatMap(({ tasks }) => tasks.flatMap((task) => task.hidden ?? []));
  if (hidden !== undefined) return { never: null, hidden };
  if (whenBusy !== "skip") return "held";
  return { never: `${pipeline.name} of ${busy[0]?.date} was still under way`, hidden: null };
}

/** A run has begun there: those before it are over. When, for who waits for that, nobody has told. */
export function makeRoom(
  { of: { history, pipeline }, dueAt }: ObservedRun,
  runs: (task: ObservedTask) => boolean,
): void {
  for (const before of history.active)
    if (before.dueAt < dueAt && !before.isReal && !before.tasks.some(runs))
      history.active.delete(before);
  for (const waiting of history.waiting)
    waiting.decision.hidden = { what: `when ${pipeline.name} was over before it`, source: null };
  history.waiting.clear();
}
