// Dates that the scheduler before has begun and that jobs of it would go on with: taken up here, in the transaction of the
// deployment that takes their wave live.

import { type RestOfDate, restOfDate } from "#core/cutover/rest-of-date.ts";
import { isFinal } from "#core/run.ts";
import { fires } from "#core/simulation/fire.ts";
import type { GoingLive } from "#core/waves/going-live.ts";
import { legacyNames } from "#migrators/observe/expected-starts.ts";
import type { Db } from "#store/connect.ts";
import { takeUpDates } from "#store/legacy-holds.sql.ts";
import { standingThere, type There } from "./legacy-there.ts";

/** What of a date is taken up, as the audit keeps it. */
export interface TakenUp {
  pipeline: string;
  date: string;
  /** The run here. */
  run: string;
  cycles: { task: string; job: string; iterations: number; last: string; next: string }[];
}

export interface TakeUpInput {
  project: number;
  /** Of the project that comes. */
  revision: number;
  pipelines: readonly GoingLive[];
  /** By name, as they are deployed now. */
  ids: ReadonlyMap<string, { id: number }>;
  now: Date;
}

/** Where a guard asks by dates, the side that has begun one goes on with it: nothing is taken up. */
export async function takeUp(db: Db, input: TakeUpInput): Promise<TakenUp[]> {
  const going = input.pipelines.filter(
    ({ before, after }) =>
      before !== null && after.wave?.guard === undefined && after.tasks.some((one) => one.repeat),
  );
  if (going.length === 0) return [];
  const now = input.now.getTime();
  const members = going.map(({ after }) => ({ pipeline: after, names: legacyNames(after) }));
  const there = await standingThere(db, input.project, members, now);
  const rests = going.flatMap((one, n) => {
    const rest = restOf(one, there[n] as There);
    const id = input.ids.get(one.pipeline)?.id;
    return rest === null || id === undefined ? [] : [{ one, rest, id }];
  });
  if (rests.length === 0) return [];
  const made = await takeUpDates(db, {
    revision: input.revision,
    runs: rests.map(({ one, rest, id }) => rowOf(id, one, rest, now)),
  });
  return made.flatMap(({ pipeline_id, run_id }) => {
    const found = rests.find(({ id }) => id === pipeline_id);
    return found === undefined ? [] : [takenUp(found.one.pipeline, run_id, found.rest)];
  });
}

/** While a job of it goes on there nobody knows what is left. */
const restOf = ({ after }: GoingLive, { cycles, tasks, open }: There): RestOfDate | null =>
  open.length > 0 ? null : restOfDate(after.tasks, cycles, tasks);

function rowOf(pipeline: number, { after }: GoingLive, rest: RestOfDate, now: number): object {
  const { date, tasks, failed } = rest;
  const last = Math.max(...rest.cycles.map(({ start }) => start));
  const due = [...fires(after, { from: { date }, to: { at: now + 1 } })].findLast(
    (one) => one.date === date,
  );
  return {
    ...{ pipeline, date, failed, last: iso(last), due: iso(due?.at ?? last) },
    reason: `${date} was begun by the other scheduler`,
    open: tasks.filter(({ state }) => !isFinal(state)).length,
    tasks: tasks.map((task) => ({ ...task, due: task.due === null ? null : iso(task.due) })),
  };
}

const takenUp = (pipeline: string, run: string, { date, cycles }: RestOfDate): TakenUp => ({
  ...{ pipeline, date, run },
  cycles: cycles.flatMap(({ task, job, iterations, start, next }) =>
    "at" in next ? [{ task, job, iterations, last: iso(start), next: iso(next.at) }] : [],
  ),
});

const iso = (at: number): string => new Date(at).toISOString();
