// Waits with what they are judged by: the gates of the pinned revision, and the verdict over one set of answers.

import { factsOf } from "#core/conditions/condition.ts";
import type { Answer } from "#core/conditions/evaluate.ts";
import { type Question, questionKey, questionsOf } from "#core/conditions/question.ts";
import type { Waiter } from "#core/conditions/waiter.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import { gatesOf, isExpanded, isInstance, taskAt } from "#core/for-each.ts";
import { type DueIteration, type GatesVerdict, type GateVerdict, judgeGates } from "#core/gates.ts";
import { ignoredOf, withoutIgnored } from "#core/override/ignore.ts";
import type { Gates, Pipeline, Repeat } from "#core/pipeline.ts";
import { firstIteration, lastStart } from "#core/repeat.ts";
import type { FinalState } from "#core/run.ts";
import { scheduledDates } from "#core/schedule/scheduled-dates.ts";
import { recordExpiry } from "#store/approvals.sql.ts";
import type { Db } from "#store/connect.ts";
import { lastEnds } from "#store/facts.sql.ts";
import {
  endWaits,
  lockWaitingRuns,
  lockWaitingTasks,
  noteWaits,
  setDue,
  waitsToJudge,
} from "#store/waits.sql.ts";
import { readAnswers, tasksOfRuns } from "./answers.ts";
import { readPeople } from "./judge-people.ts";
import { withReaders } from "./readers.ts";

/** A wait whose keys an open transaction may have missed is looked at again after so long. */
const unsettledMs = 100;

type WaitRow = Awaited<ReturnType<typeof waitsToJudge>>[number];

/** Reads the spec of a pipeline revision. */
export type ReadPipeline = (revision: number) => Promise<Pipeline>;

export interface WaitKey {
  run_id: string;
  idx: number;
}

export interface Wait {
  row: WaitRow;
  gates: Gates;
  waiter: Waiter;
  questions: Question[];
  /** Name of the task whose approval is awaited; null: none is. */
  approval: string | null;
  /** A task with `forEach`, which becomes its instances. */
  isList: boolean;
  /** A task that runs a pipeline. */
  isChild: boolean;
  /** Of a repeating task. */
  repeat: Repeat | null;
}

export interface JudgedWait extends Wait {
  verdict: GatesVerdict;
  /** Somebody holds it back: what ends that looks for waits, and not for keys. */
  kept: boolean;
  /** It is to succeed without being executed. */
  noexec: boolean;
}

/**
 * Locks what waits. `busy` is what somebody else works on.
 * @param seen The snapshot of `takeChecks`; null: nothing settles now that has not settled before.
 */
export async function readWaits(
  db: Db,
  keys: readonly WaitKey[],
  readPipeline: ReadPipeline,
  seen: string | null,
): Promise<{ waits: Wait[]; busy: WaitKey[] }> {
  const [runs, tasks] = partition(keys, ({ idx }) => idx === -1);
  const free = new Set<string>();
  if (tasks.length > 0)
    for (const { run_id, idx } of await lockWaitingTasks(db, keysOf(tasks)))
      free.add(`${run_id}:${idx}`);
  if (runs.length > 0)
    for (const { id } of await lockWaitingRuns(db, { runs: runs.map(({ run_id }) => run_id) }))
      free.add(`${id}:-1`);
  const rows = await waitsToJudge(db, { ...keysOf(keys), seen });
  const [mine, busy] = partition(rows, ({ run_id, idx }) => free.has(`${run_id}:${idx}`));
  const waits: Wait[] = [];
  for (const row of mine) waits.push(await waitOf(row, readPipeline));
  await withLastEnds(db, waits);
  await withReaders(db, waits);
  await withFirstIterations(db, waits);
  return { waits, busy };
}

async function waitOf(row: WaitRow, readPipeline: ReadPipeline): Promise<Wait> {
  const pipeline = await readPipeline(row.pipeline_revision_id);
  const task = row.idx === -1 ? undefined : taskAt(pipeline, row.idx);
  const isList = task !== undefined && isExpanded(task) && !isInstance(row.idx);
  const own: Gates = (isList ? gatesOf(task) : task?.gates) ?? {
    awaits: row.idx === -1 ? pipeline.awaits : null,
    notBefore: null,
    notAfter: null,
    takes: [],
  };
  const gates = withoutIgnored(own, ignoredOf(row.ignored ?? []));
  const { project, business_date: date, now } = row;
  const waiter = waiterOf(pipeline, { project, date, now: now.getTime() });
  if (needsSchedule(gates)) waiter.scheduled = scheduledDates(pipeline, date);
  const questions = gates.awaits === null ? [] : questionsOf(gates.awaits, waiter);
  const approval = gates.approval ? (task?.name ?? null) : null;
  const isChild = task?.action.kind === "pipeline" && !isList;
  const repeat = task?.repeat ?? null;
  return { row, gates, waiter, questions, approval, isList, isChild, repeat };
}

const needsSchedule = ({ awaits }: Gates): boolean =>
  awaits !== null && JSON.stringify(awaits).includes('"scheduled"');

async function withLastEnds(db: Db, waits: readonly Wait[]): Promise<void> {
  const asking = waits.filter(({ gates: { awaits } }) =>
    (awaits === null ? [] : factsOf(awaits)).some(
      (fact) => "which" in fact && fact.which.by === "sinceLastEnd",
    ),
  );
  if (asking.length === 0) return;
  const rows = await lastEnds(db, {
    ns: asking.map((_, n) => n),
    pipelines: asking.map(({ row }) => row.pipeline_id),
    runs: asking.map(({ row }) => row.run_id),
  });
  for (const { n, at } of rows) {
    const wait = asking[n];
    if (wait) wait.waiter.lastEnd = at?.getTime() ?? null;
  }
}

/** Decides once when first iterations begin: a time of day that passes while others of its gates are shut is not lost. */
async function withFirstIterations(db: Db, waits: readonly Wait[]): Promise<void> {
  const decided = waits.filter(({ repeat, row, waiter, gates }) => {
    if (repeat === null || row.iteration > 1 || row.due_at !== null) return false;
    const at = row.ignored?.includes("time")
      ? waiter.now
      : firstIteration(repeat, { ...waiter, gates }, waiter.now);
    row.due_at = at === null ? null : new Date(at);
    return at !== null;
  });
  if (decided.length > 0)
    await setDue(db, {
      ...keysOf(decided.map(({ row }) => row)),
      dues: decided.map(({ row }) => row.due_at as Date),
    });
}

function dueIterationOf({ row, repeat, waiter, gates }: Wait): DueIteration | null {
  const { due_at, iteration } = row;
  if (repeat === null || due_at === null) return null;
  const isBounded = iteration > 1 && !row.ignored?.includes("time");
  const last = !isBounded ? null : lastStart(repeat, { ...waiter, gates });
  return { iteration, dueAt: due_at.getTime(), last };
}

/** Judges all gates of each but what they take of pools. */
export async function judged(
  db: Db,
  waits: readonly Wait[],
  readPipeline: ReadPipeline,
): Promise<JudgedWait[]> {
  const shared = await readAnswers(
    db,
    waits.flatMap(({ questions }) => questions),
    readPipeline,
  );
  const own = await tasksOfRuns(
    db,
    waits
      .filter(({ questions }) => questions.some(({ ask }) => ask === "tasks"))
      .map(({ row }) => ({ run: row.run_id, revision: row.pipeline_revision_id })),
    readPipeline,
  );
  const tasksKey = questionKey({ ask: "tasks" });
  const people = (await readPeople(db, waits)).map((one, n) =>
    waits[n]?.row.ignored?.includes("blackout") ? { ...one, blackout: null } : one,
  );
  const verdicts = waits.map((wait, n) => {
    const answers = new Map<string, Answer>(shared);
    const tasks = own.get(wait.row.run_id);
    if (tasks) answers.set(tasksKey, { tasks });
    const verdict = judgeGates(wait.gates, answers, wait.waiter, people[n], dueIterationOf(wait));
    const kept = people[n]?.held === "hold" || people[n]?.blackout != null;
    return { ...wait, verdict, kept, noexec: people[n]?.held === "noexec" };
  });
  await recordExpiries(db, verdicts);
  return verdicts;
}

/** Ends what does not start any more. */
export async function endClosed(db: Db, waits: readonly JudgedWait[]): Promise<void> {
  const ended = waits.flatMap(({ row, verdict }) => {
    const end = endOf(verdict);
    return end === null ? [] : [{ row, ...end }];
  });
  if (ended.length > 0)
    await endWaits(db, {
      ...keysOf(ended.map(({ row }) => row)),
      states: ended.map(({ state }) => state),
      endings: ended.map(({ ending }) => ending),
      messages: ended.map(({ message }) => message),
    });
}

/** How a wait ends without a start; null: it doesn't. */
function endOf({ outcome, end }: GatesVerdict) {
  const how = endings[outcome];
  return how === null ? null : { ...how, message: end ?? "" };
}

const endings: Record<GatesVerdict["outcome"], { state: FinalState; ending: string } | null> = {
  open: null,
  wait: null,
  skip: { state: "skipped", ending: "skipped" },
  ice: { state: "skipped", ending: "iced" },
  fail: { state: "failed", ending: "rejected" },
};

/** What a deadline decided, and nobody, is on record like what people decide: once, however often it is judged. */
async function recordExpiries(db: Db, waits: readonly JudgedWait[]): Promise<void> {
  for (const { row, verdict, approval } of waits)
    if (verdict.expired && verdict.outcome !== "wait")
      await recordExpiry(db, {
        run: row.run_id,
        detail: { task: approval, outcome: verdict.outcome },
      });
}

/** Notes what goes on waiting, and for what. */
export async function noteWaiting(db: Db, waits: readonly JudgedWait[]): Promise<void> {
  const [first] = waits;
  if (!first) return;
  await noteWaits(db, {
    seen: first.row.seen,
    ...keysOf(waits.map(({ row }) => row)),
    gates: waits.map(({ row, verdict }) => withSince(verdict.gates, row)),
    nexts: waits.map(nextLook) as Date[],
  });
}

function nextLook({ row, questions, kept, verdict: { nextAt } }: JudgedWait): Date | null {
  if (!row.settled && (questions.length > 0 || kept))
    return new Date(row.now.getTime() + unsettledMs);
  return nextAt === null ? null : new Date(nextAt);
}

/** A gate as it is stored: ISO instants, and since when its truth is what it is. */
export interface StoredGate extends Omit<GateVerdict, "until"> {
  until: string | null;
  since: string;
}

function withSince(gates: readonly GateVerdict[], row: WaitRow): StoredGate[] {
  const before = new Map((row.gates as StoredGate[]).map((gate) => [gate.text, gate]));
  const now = row.now.toISOString();
  return gates.map((gate) => {
    const last = before.get(gate.text);
    const until = gate.until === null ? null : new Date(gate.until).toISOString();
    return { ...gate, until, since: last && last.holds === gate.holds ? last.since : now };
  });
}

export const keysOf = (rows: readonly WaitKey[]) => ({
  runs: rows.map(({ run_id }) => run_id),
  idxs: rows.map(({ idx }) => idx),
});

export function partition<T>(list: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of list) (test(item) ? yes : no).push(item);
  return [yes, no];
}
