// To which run here a run there belongs: by the business date where its source has one, else to the newest that was due.

import type { ToldEnd } from "./observed-estate.ts";
import type { History, ObservedRun, RevisionRow } from "./observed-rows.ts";

/** Clocks may differ by so much. */
const toleranceMs = 60_000;
/** What begins more than that before it is due is another run. */
const earliestMs = 600_000;
/** Longer after it was due nothing of a run starts. */
const longestMs = 86_400_000;

/**
 * A run that has no room here is not it while one before it still has the job to do. Null: it is nobody's, for it ran there alone.
 * @param start in milliseconds since 1970
 */
export function placeOf(
  { runs, ofDate, active }: Pick<History, "runs" | "ofDate" | "active">,
  { date, start, task }: Pick<ToldEnd, "date" | "start" | "task">,
): ObservedRun | null {
  const own = date === null ? runs : (ofDate.get(date) ?? []);
  const isBegun = ({ dueAt, isReal }: ObservedRun) => !isReal && dueAt <= start + toleranceMs;
  const newest = own.findLast(isBegun);
  if (newest === undefined)
    return date === null ? null : (own.find(({ isReal }) => !isReal) ?? null);
  if (!newest.isAdmitted) {
    const waits = (run: ObservedRun) =>
      run.tasks.some(
        ({ part, told, state }) => part === task && told === null && state === "waiting",
      );
    const before = own.findLast((run) => active.has(run) && isBegun(run) && waits(run));
    if (before) return before;
  }
  return date === null && start - newest.dueAt >= longestMs ? null : newest;
}

/** The run that began there a little before it was due here; null: none has. */
export function beganEarly(
  { history, revision }: RevisionRow,
  { date, dueAt }: Pick<ObservedRun, "date" | "dueAt">,
): ObservedRun | null {
  const found = (history.ofDate.get(date) ?? []).findLast(
    ({ slot, isReal }) => slot === null && !isReal,
  );
  const isSame = found?.of.revision === revision && found.dueAt >= dueAt - earliestMs;
  return isSame ? found : null;
}
