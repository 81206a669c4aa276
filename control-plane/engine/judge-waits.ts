// One pass over the waits that may have ended: all gates of each are judged together, in one transaction, at the
// database's clock.

import { factsOf } from "#core/conditions/condition.ts";
import type { Answer } from "#core/conditions/evaluate.ts";
import { type Question, questionKey, questionsOf, wakeKeys } from "#core/conditions/question.ts";
import type { Waiter } from "#core/conditions/waiter.ts";
import { type GatesVerdict, type GateVerdict, judgeGates } from "#core/gates.ts";
import type { Gates, Pipeline } from "#core/pipeline.ts";
import { scheduledDates } from "#core/schedule/scheduled-dates.ts";
import type { Db } from "#store/connect.ts";
import { lastEnds } from "#store/facts.sql.ts";
import {
  askAgain,
  keyWaits,
  lockWaitingRuns,
  lockWaitingTasks,
  noteWaits,
  openWaits,
  skipWaits,
  takeChecks,
  waitsToJudge,
} from "#store/waits.sql.ts";
import { readAnswers, tasksOfRuns } from "./answers.ts";

/** Waits that one transaction judges; more are left to the next pass, which follows at once. */
const waitsPerPass = 500;
/** A wait whose keys an open transaction may have missed is looked at again after so long. */
const unsettledMs = 100;

type WaitRow = Awaited<ReturnType<typeof waitsToJudge>>[number];

interface Wait {
  row: WaitRow;
  gates: Gates;
  waiter: Waiter;
  questions: Question[];
}

/** Call it in a transaction. Answers how many waits were looked at; 0: there is nothing to do. */
export async function judgeWaits(
  db: Db,
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<number> {
  const taken = await takeChecks(db, { limit: waitsPerPass });
  if (taken.length === 0) return 0;
  const rows = await lockWaits(db, taken);
  const waits: Wait[] = [];
  for (const row of rows) waits.push(await waitOf(row, readPipeline));
  await withLastEnds(db, waits);

  const [keyed, fresh] = partition(waits, ({ row }) => row.keyed);
  if (fresh.length > 0) await key(db, fresh);
  if (keyed.length > 0) await judge(db, keyed, readPipeline);
  return taken.length;
}

/** The waits whose subject nobody else works on; the others are asked for again. */
async function lockWaits(
  db: Db,
  taken: readonly { run_id: string; idx: number }[],
): Promise<WaitRow[]> {
  const [runs, tasks] = partition(taken, ({ idx }) => idx === -1);
  const free = new Set<string>();
  if (tasks.length > 0) {
    const lock = { runs: tasks.map(({ run_id }) => run_id), idxs: tasks.map(({ idx }) => idx) };
    for (const { run_id, idx } of await lockWaitingTasks(db, lock)) free.add(`${run_id}:${idx}`);
  }
  if (runs.length > 0)
    for (const { id } of await lockWaitingRuns(db, { runs: runs.map(({ run_id }) => run_id) }))
      free.add(`${id}:-1`);
  const rows = await waitsToJudge(db, {
    runs: taken.map(({ run_id }) => run_id),
    idxs: taken.map(({ idx }) => idx),
  });
  const [mine, busy] = partition(rows, ({ run_id, idx }) => free.has(`${run_id}:${idx}`));
  if (busy.length > 0) await askAgain(db, keysOf(busy));
  return mine;
}

async function waitOf(
  row: WaitRow,
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<Wait> {
  const pipeline = await readPipeline(row.pipeline_revision_id);
  const gates: Gates = (row.idx === -1 ? null : pipeline.tasks[row.idx]?.gates) ?? {
    awaits: row.idx === -1 ? pipeline.awaits : null,
    notBefore: null,
    notAfter: null,
  };
  const waiter: Waiter = {
    project: row.project,
    pipeline: row.pipeline,
    date: row.business_date,
    timezone: pipeline.timezone,
    now: row.now.getTime(),
    lastEnd: null,
    scheduled: needsSchedule(gates)
      ? scheduledDates(pipeline.triggers, row.business_date)
      : { previous: null, next: null },
  };
  const questions = gates.awaits === null ? [] : questionsOf(gates.awaits, waiter);
  return { row, gates, waiter, questions };
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

async function key(db: Db, waits: readonly Wait[]): Promise<void> {
  const keys = waits.flatMap(({ row, questions }) =>
    [...new Set(questions.flatMap((question) => keysFor(question, row)))].map((text) => ({
      text,
      row,
    })),
  );
  await keyWaits(db, {
    ...keysOf(waits.map(({ row }) => row)),
    keys: keys.map(({ text }) => text),
    keyRuns: keys.map(({ row }) => row.run_id),
    keyIdxs: keys.map(({ row }) => row.idx),
  });
  await askAgain(db, keysOf(waits.map(({ row }) => row)));
}

const keysFor = (question: Question, row: WaitRow): string[] =>
  question.ask === "tasks" ? [`r:${row.run_id}`] : wakeKeys(question);

async function judge(
  db: Db,
  waits: readonly Wait[],
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<void> {
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
  const verdicts = waits.map((wait) => {
    const answers = new Map<string, Answer>(shared);
    const tasks = own.get(wait.row.run_id);
    if (tasks) answers.set(tasksKey, { tasks });
    return { ...wait, verdict: judgeGates(wait.gates, answers, wait.waiter) };
  });
  const by = (outcome: GatesVerdict["outcome"]) =>
    verdicts.filter(({ verdict }) => verdict.outcome === outcome);

  const open = by("open").map(({ row }) => row);
  if (open.length > 0) await openWaits(db, keysOf(open));
  const skipped = by("skip");
  if (skipped.length > 0)
    await skipWaits(db, {
      ...keysOf(skipped.map(({ row }) => row)),
      reasons: skipped.map(({ verdict }) => closedText(verdict)),
    });
  const waiting = by("wait");
  if (waiting.length > 0)
    await noteWaits(db, {
      ...keysOf(waiting.map(({ row }) => row)),
      gates: waiting.map(({ row, verdict }) => withSince(verdict.gates, row)),
      nexts: waiting.map(({ row, verdict }) => nextLook(row, verdict)) as Date[],
    });
}

const closedText = ({ gates }: GatesVerdict): string =>
  gates
    .filter(({ holds }) => !holds)
    .map(({ text }) => text)
    .join("; ");

function nextLook(row: WaitRow, { nextAt }: GatesVerdict): Date | null {
  if (!row.settled) return new Date(row.now.getTime() + unsettledMs);
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

const keysOf = (rows: readonly { run_id: string; idx: number }[]) => ({
  runs: rows.map(({ run_id }) => run_id),
  idxs: rows.map(({ idx }) => idx),
});

function partition<T>(list: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of list) (test(item) ? yes : no).push(item);
  return [yes, no];
}
