// One pass over the watched runs that changed or whose time has come: whether their deadlines will be kept, and what
// else alerts are to tell of them.

import type { Expectation } from "#core/deadline/expected.ts";
import {
  type DeadlineVerdict,
  isOver,
  judgeDeadlines as judge,
  nextLook,
  type WatchedDeadline,
  type WatchedRun,
} from "#core/deadline/verdict.ts";
import { deadlinesOf } from "#core/deadline/watched.ts";
import { windowAt } from "#core/late-window.ts";
import { edgesTo, isMain } from "#core/phase.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { isFinal, type TaskState } from "#core/run.ts";
import type { WatchVerdict } from "#core/watch/judge.ts";
import { hasWatch } from "#core/watch/watch.ts";
import type { Db } from "#store/connect.ts";
import {
  deadlinesOfRuns,
  endWatches,
  putDeadlines,
  setWatches,
  takeWatches,
  type WatchedRunsRow,
  type WatchedTasksRow,
  watchedRuns,
  watchedTasks,
} from "#store/deadlines.sql.ts";
import { notifyWebhooks } from "#store/webhooks.sql.ts";
import { basisOf, learn, nothingLearned } from "./expectations.ts";
import { judgeWatches, type RunOfWatch, tellWatches } from "./judge-watches.ts";

type ReadPipeline = (revision: number) => Promise<Pipeline>;

/** Runs that one transaction judges; more are left to the next pass, which follows at once. */
const runsPerPass = 100;

/** [median, p90] in milliseconds by index of tasks; null: nothing is known. */
type Expected = ([number, number] | null)[];

/** As the store keeps it: with what was told, once anything was. */
type Kept = Expected | { expected: Expected; told: string[] };

interface Watch extends RunOfWatch {
  expected: Expected;
  /** Those that are not over, with what they rest on. */
  open: (WatchedDeadline & { basis: string; state: string | null })[];
  run: WatchedRun;
}

/** Call it in a transaction. Answers how many runs were judged; 0: there is nothing to do. */
export async function judgeDeadlines(db: Db, readPipeline: ReadPipeline): Promise<number> {
  const taken = await takeWatches(db, { limit: runsPerPass });
  if (taken.length === 0) return 0;
  const watches = await readWatches(db, taken, readPipeline);
  const told = judgeWatches(watches);
  const judged = watches.map((watch, index) => {
    const now = watch.row.now.getTime();
    return {
      ...watch,
      verdicts: judge(watch.run, watch.open, now),
      watch: told[index] as WatchVerdict,
    };
  });
  const rows = judged.flatMap(({ row, pipeline, open, verdicts }) =>
    open.map((deadline, index) => ({
      run: row.id,
      deadline: { ...deadline, task: pipeline.tasks[deadline.idx]?.name ?? null },
      verdict: verdicts[index],
    })),
  );
  await put(db, rows as Judged[]);
  await tell(db, rows as Judged[]);
  await tellWatches(
    db,
    judged,
    judged.map(({ watch }) => watch),
  );
  const [going, ended] = [judged.filter(isOpen), judged.filter((watch) => !isOpen(watch))];
  if (going.length > 0)
    await setWatches(db, {
      runs: going.map(({ row }) => row.id),
      nexts: going.map((watch) => {
        const look = nextLook(watch.run, watch.open, watch.row.now.getTime());
        const times = [
          ...windowTurns(watch),
          ...[look, watch.watch.nextAt].filter((at) => at !== null),
        ];
        return times.length === 0 ? null : new Date(Math.min(...times));
      }) as Date[],
      starting: going.map(
        ({ open, verdicts, watch }) =>
          watch.awaitsStart ||
          open.some(({ kind }, index) => kind === "startBy" && !over(verdicts[index])),
      ),
      expected: going.map(
        ({ expected, watch: { told } }): Kept =>
          told.length === 0 ? expected : { expected, told },
      ),
    });
  if (ended.length > 0) await endWatches(db, { runs: ended.map(({ row }) => row.id) });
  return taken.length;
}

/** When other windows begin to count for tasks that wait for one: what is likely jumps then. */
const windowTurns = ({ pipeline, run, row }: Watch): number[] =>
  pipeline.tasks.flatMap(({ gates }, idx) => {
    if (gates?.late === undefined || run.tasks[idx]?.state !== "waiting") return [];
    const { to, turnsAt } = windowAt(gates, row.business_date, pipeline, row.now.getTime());
    return turnsAt ?? (to === null ? [] : to.at + 1);
  });

interface Judged {
  run: string;
  deadline: Watch["open"][number] & { task: string | null };
  verdict: DeadlineVerdict;
}

const over = (verdict: DeadlineVerdict | undefined): boolean =>
  verdict === undefined || isOver(verdict.state);

const isOpen = ({ verdicts, pipeline, run }: Watch & { verdicts: DeadlineVerdict[] }): boolean =>
  verdicts.some((verdict) => !over(verdict)) || (hasWatch(pipeline) && !isFinal(run.state));

async function put(db: Db, rows: readonly Judged[]): Promise<void> {
  if (rows.length === 0) return;
  await putDeadlines(db, {
    runs: rows.map(({ run }) => run),
    idxs: rows.map(({ deadline }) => deadline.idx),
    kinds: rows.map(({ deadline }) => deadline.kind),
    ats: rows.map(({ deadline }) => new Date(deadline.at)),
    states: rows.map(({ verdict }) => verdict.state),
    expecteds: rows.map(({ verdict: { expectedAt } }) =>
      expectedAt === null ? null : new Date(expectedAt),
    ) as Date[],
    causes: rows.map(({ verdict }) => verdict.cause),
    bases: rows.map(({ deadline }) => deadline.basis),
  });
}

/** Tells webhooks of what changed; that a deadline begins on track is no news. */
async function tell(db: Db, rows: readonly Judged[]): Promise<void> {
  const changed = rows.filter(
    ({ deadline, verdict }) => verdict.state !== (deadline.state ?? "on-track"),
  );
  if (changed.length === 0) return;
  await notifyWebhooks(db, {
    runs: changed.map(({ run }) => run),
    types: changed.map(({ verdict }) => `deadline.${verdict.state}`),
    details: changed.map(({ deadline, verdict: { state, expectedAt, cause } }) => ({
      deadline: {
        task: deadline.task,
        kind: deadline.kind,
        at: instant(deadline.at),
        state,
        was: deadline.state,
        expectedAt: expectedAt === null ? null : instant(expectedAt),
        cause,
      },
    })),
  });
}

const instant = (ms: number): string => new Date(Math.round(ms)).toISOString();

async function readWatches(
  db: Db,
  taken: readonly { run_id: string; expected: unknown }[],
  readPipeline: ReadPipeline,
): Promise<Watch[]> {
  const ids = taken.map(({ run_id }) => run_id);
  const rows = await watchedRuns(db, { ids });
  const tasks = Map.groupBy(await watchedTasks(db, { runs: ids }), ({ run_id }) => run_id);
  const known = Map.groupBy(await deadlinesOfRuns(db, { runs: ids }), ({ run_id }) => run_id);
  const kept = new Map(taken.map(({ run_id, expected }) => [run_id, expected as Kept | null]));
  const fresh = rows.filter(({ id }) => kept.get(id) === null);
  const compared = ({ pipeline_id: pipeline, business_date: date }: WatchedRunsRow) => ({
    pipeline,
    date,
  });
  const lessons = fresh.length === 0 ? null : await learn(db, fresh.map(compared), readPipeline);
  const watches: Watch[] = [];
  for (const row of rows) {
    const pipeline = await readPipeline(row.pipeline_revision_id);
    const lesson = lessons?.(compared(row)) ?? nothingLearned;
    const found =
      kept.get(row.id) ?? pipeline.tasks.map(({ name }) => pairOf(lesson.tasks.get(name)));
    const { expected, told } = Array.isArray(found) ? { expected: found, told: [] } : found;
    const open = known.has(row.id)
      ? (known.get(row.id) ?? []).flatMap(({ idx, kind, at, state, basis }) =>
          isOver(state as DeadlineVerdict["state"])
            ? []
            : { idx, kind: kind as WatchedDeadline["kind"], at: at.getTime(), state, basis },
        )
      : deadlinesOf(pipeline, {
          date: row.business_date,
          dueAt: row.due_at.getTime(),
          generation: row.generation,
        }).map((one) => ({ ...one, state: null, basis: basisOf(lesson, pipeline) }));
    const run: WatchedRun = {
      state: row.state,
      finishedAt: row.finished_at?.getTime() ?? null,
      tasks: tasksOf(row, tasks.get(row.id) ?? [], pipeline, expected),
    };
    watches.push({ row, pipeline, tasks: tasks.get(row.id) ?? [], expected, told, open, run });
  }
  return watches;
}

const pairOf = (found: Expectation | undefined): [number, number] | null =>
  found ? [found.medianMs, found.p90Ms] : null;

/** By index of the spec: the rows of a later phase come when it begins. */
function tasksOf(
  run: WatchedRunsRow,
  rows: readonly WatchedTasksRow[],
  pipeline: Pipeline,
  expected: Expected,
): WatchedRun["tasks"] {
  const byIdx = new Map(rows.map((row) => [row.idx, row]));
  const main = pipeline.tasks.flatMap((task, idx) => (isMain(task) ? idx : []));
  return pipeline.tasks.map((task, idx) => {
    const row = byIdx.get(idx);
    const edges = edgesTo(pipeline, task);
    return {
      name: task.name,
      // What undoes is not reckoned with before it runs: its run has failed then anyway.
      state:
        stateOf(row) ?? (task.phase === "undo" || isFinal(run.state) ? "cancelled" : "waiting"),
      needs: isMain(task) ? edges : [...main.filter((other) => other < idx), ...edges],
      ...timesOf(row, pipeline, idx, run),
      expected: expectationOf(expected[idx]),
      tolerated: row?.tolerated ?? false,
      unmet: row?.unmet ?? 0,
    };
  });
}

/** Between its iterations a repeating task is under way: what is known of it is how long they take together. */
const stateOf = (row: WatchedTasksRow | undefined): TaskState | undefined =>
  row?.state === "waiting" && row.iteration !== null ? "running" : row?.state;

const expectationOf = (pair: Expected[number] | undefined): Expectation | null =>
  pair ? { medianMs: pair[0], p90Ms: pair[1] } : null;

function timesOf(
  row: WatchedTasksRow | undefined,
  pipeline: Pipeline,
  idx: number,
  run: WatchedRunsRow,
) {
  const isRepeated = row?.iteration != null;
  const begun = isRepeated ? row.earlier_start : row?.started_at;
  const startedAt = begun?.getTime() ?? null;
  const gates = pipeline.tasks[idx]?.gates ?? { notBefore: null, notAfter: null };
  const opens = [
    windowAt(gates, run.business_date, pipeline, run.now.getTime()).from?.at,
    row?.opens_at?.getTime(),
  ].flatMap((at) => at ?? []);
  return {
    startedAt,
    firstStartedAt: row?.earlier_start?.getTime() ?? startedAt,
    finishedAt: (row ?? run).finished_at?.getTime() ?? null,
    opensAt: opens.length === 0 ? null : Math.max(...opens),
  };
}
