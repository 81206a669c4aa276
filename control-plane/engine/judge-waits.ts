// One pass over the waits that may have ended: all gates of each are judged together, in one transaction, at the
// database's clock. What also takes units of pools then queues for them (serve-pools.ts).

import { asksSinceLastEnd, runsKey, wakeKeys } from "#core/conditions/question.ts";
import type { Db } from "#store/connect.ts";
import { askAgain, keyWaits, openWaits, takeChecks } from "#store/waits.sql.ts";
import { claimStarts } from "./fences.ts";
import { makeInstances, planInstances } from "./make-instances.ts";
import { queueForPools } from "./queue-for-pools.ts";
import {
  endClosed,
  judged,
  keysOf,
  noteWaiting,
  partition,
  readWaits,
  type Wait,
} from "./read-waits.ts";
import { planChildren, startChildren } from "./start-children.ts";
import type { ReadPipeline } from "./waiting.ts";

/** Waits that one transaction judges; more are left to the next pass, which follows at once. */
const waitsPerPass = 500;

/** Call it in a transaction. Answers how many waits were looked at; 0: there is nothing to do. */
export async function judgeWaits(db: Db, readPipeline: ReadPipeline): Promise<number> {
  const taken = await takeChecks(db, { limit: waitsPerPass });
  const [first] = taken;
  if (!first) return 0;
  const { waits, busy } = await readWaits(db, taken, readPipeline, first.seen);
  if (busy.length > 0) await askAgain(db, keysOf(busy));
  // Who asks nothing has no keys that a change could miss.
  const [ready, fresh] = partition(
    waits,
    ({ row, questions }) => row.keyed || questions.length === 0,
  );
  if (fresh.length > 0) await key(db, fresh);
  if (ready.length > 0) await judge(db, ready, readPipeline);
  return taken.length;
}

async function key(db: Db, waits: readonly Wait[]): Promise<void> {
  const keys = waits.flatMap((wait) =>
    [...new Set(keysFor(wait))].map((text) => ({ text, row: wait.row })),
  );
  await keyWaits(db, {
    ...keysOf(waits.map(({ row }) => row)),
    keys: keys.map(({ text }) => text),
    keyRuns: keys.map(({ row }) => row.run_id),
    keyIdxs: keys.map(({ row }) => row.idx),
  });
  await askAgain(db, keysOf(waits.map(({ row }) => row)));
}

const keysFor = ({ questions, row, gates, waiter }: Wait): string[] => [
  ...questions.flatMap((question) =>
    question.ask === "tasks" ? [`r:${row.run_id}`] : wakeKeys(question),
  ),
  // An end of its own pipeline may open what stands under `not`: it is then no longer so since the last end.
  ...(gates.awaits !== null && asksSinceLastEnd(gates.awaits) ? [runsKey(waiter)] : []),
];

async function judge(db: Db, waits: readonly Wait[], readPipeline: ReadPipeline): Promise<void> {
  const verdicts = await judged(db, waits, readPipeline);
  const [open, others] = partition(verdicts, ({ verdict }) => verdict.outcome === "open");
  const [lists, single] = partition(open, ({ isList }) => isList);
  const planned = await planInstances(db, lists, readPipeline);
  const [children, worked] = partition(single, ({ isChild, noexec }) => isChild && !noexec);
  const toStart = await planChildren(db, children, readPipeline);
  const [asking, free] = partition(worked, ({ gates }) => (gates.takes ?? []).length > 0);
  await claimStarts(
    db,
    open.flatMap(({ fence }) => fence ?? []),
  );
  if (free.length > 0) await openWaits(db, keysOf(free.map(({ row }) => row)));
  await queueForPools(db, asking, others);
  await endClosed(db, others);
  // Last: it locks runs, and what ended before has locked tasks.
  await makeInstances(db, planned);
  await startChildren(db, toStart);
  const waiting = others.filter(({ verdict }) => verdict.outcome === "wait");
  await noteWaiting(db, [...asking, ...waiting]);
  // The end of a hold, too, must not be missed by a judgement that began before it.
  const unkeyed = waiting.filter(({ row, kept }) => kept && !row.keyed);
  if (unkeyed.length > 0) await key(db, unkeyed);
}
