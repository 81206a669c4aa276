// Waits with what they are judged by: the gates of the pinned revision, and the verdict over one set of answers.

import { withHolds } from "#core/cutover/hold-gate.ts";
import { type GatesVerdict, type GateVerdict, judgeGates } from "#core/gates.ts";
import { withFence } from "#core/ownership/fence-gate.ts";
import type { FinalState } from "#core/run.ts";
import { recordExpiry } from "#store/approvals.sql.ts";
import type { Db } from "#store/connect.ts";
import {
  endWaits,
  lockWaitingRuns,
  lockWaitingTasks,
  noteWaits,
  setDue,
  type WaitsToJudgeRow,
  waitsToJudge,
} from "#store/waits.sql.ts";
import { type Fence, fencesOf } from "./fences.ts";
import { holdFencesOf } from "./hold-fences.ts";
import { readPeople } from "./judge-people.ts";
import {
  decideFirst,
  dueIterationOf,
  type ReadPipeline,
  readAnswersOf,
  type Waiting,
  waitingOf,
  withWaiters,
} from "./waiting.ts";

/** A wait whose keys an open transaction may have missed is looked at again after so long. */
const unsettledMs = 100;

export interface WaitKey {
  run_id: string;
  idx: number;
}

/** Something that waits, by its row of `wait`. */
export type Wait = Waiting<WaitsToJudgeRow>;

export interface JudgedWait extends Wait {
  verdict: GatesVerdict;
  /** Somebody holds it back: what ends that looks for waits, and not for keys. */
  kept: boolean;
  /** It is to succeed without being executed. */
  noexec: boolean;
  /** Of a run for a slot that a guard asks for, too. */
  fence: Fence | null;
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
  for (const row of mine) waits.push(await waitingOf(row, readPipeline));
  await withWaiters(db, waits);
  await withFirstIterations(db, waits);
  return { waits, busy };
}

/** Decides once when first iterations begin: a time of day that passes while others of its gates are shut is not lost. */
async function withFirstIterations(db: Db, waits: readonly Wait[]): Promise<void> {
  const decided = waits.filter(decideFirst);
  if (decided.length > 0)
    await setDue(db, {
      ...keysOf(decided.map(({ row }) => row)),
      dues: decided.map(({ row }) => row.due_at as Date),
    });
}

/** Judges all gates of each but what they take of pools. */
export async function judged(
  db: Db,
  waits: readonly Wait[],
  readPipeline: ReadPipeline,
): Promise<JudgedWait[]> {
  const answersOf = await readAnswersOf(db, waits, readPipeline);
  const people = (await readPeople(db, waits)).map((one, n) =>
    waits[n]?.row.ignored?.includes("blackout") ? { ...one, blackout: null } : one,
  );
  const runs = waits.flatMap(({ row }) => (row.idx === -1 ? [row.run_id] : []));
  const fences = await fencesOf(db, runs);
  const holds = await holdFencesOf(db, runs, readPipeline);
  const verdicts = waits.map((wait, n) => {
    const { waiter } = wait;
    // A run that is on ice passes its tasks over without waiting for anything first.
    const gates = people[n]?.isRunOnIce ? { ...wait.gates, awaits: null } : wait.gates;
    const due = dueIterationOf(wait);
    const fence = wait.row.idx === -1 ? (fences.get(wait.row.run_id) ?? null) : null;
    const held = wait.row.idx === -1 ? (holds.get(wait.row.run_id) ?? null) : null;
    const gated = judgeGates(gates, answersOf(wait), waiter, people[n], due);
    const verdict = withHolds(withFence(gated, fence), held);
    const isFenced = fence !== null || held !== null;
    const kept = people[n]?.held === "hold" || people[n]?.blackout != null || isFenced;
    return { ...wait, verdict, kept, noexec: people[n]?.held === "noexec", fence };
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

function withSince(gates: readonly GateVerdict[], row: WaitsToJudgeRow): StoredGate[] {
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
