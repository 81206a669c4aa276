// Grants what waiting tasks ask of pools: in the order of the queues, as far as units and workers' slots go, and only where
// all other gates of the task hold in the same transaction.

import {
  type Asker,
  rateFreeAt,
  type Served,
  type Slots,
  serve,
  type Taken,
} from "#core/pools/serve.ts";
import type { Db } from "#store/connect.ts";
import {
  asksOf,
  checkPools,
  type FreeSlotsRow,
  forgetTakes,
  freeSlots,
  grantUnits,
  leavePools,
  lookAtPools,
  mayServePools,
  type PoolStatesRow,
  poolStates,
  queueHeads,
  takeGrantLock,
  takePoolChecks,
} from "#store/pools.sql.ts";
import {
  endClosed,
  judged,
  keysOf,
  noteWaiting,
  partition,
  readWaits,
  type WaitKey,
} from "./read-waits.ts";
import type { ReadPipeline } from "./waiting.ts";

/** How far into a queue one pass looks: the cost of a release, whatever the number of those who wait. */
const lookahead = 50;
/** No change tells when a slot of a worker becomes free, or a row that somebody works on. */
const slotPollMs = 100;
const busyPollMs = 20;

/** Call it in a transaction. Answers how many tasks may start or were looked at for it; 0: there is nothing to do. */
export async function servePools(db: Db, readPipeline: ReadPipeline): Promise<number> {
  if (!(await mayServePools(db))?.may) return 0;
  await takeGrantLock(db);
  const checked = (await takePoolChecks(db)).map(({ id }) => id);
  const { heads, asks, pools } = await readQueues(db, checked);
  if (heads.length === 0) return 0;
  await forgetTakes(db, { pools });
  const states = new Map((await poolStates(db, { pools })).map((state) => [state.id, state]));
  const free = new Map([...states.values()].map((state) => [state.id, freeOf(state)]));
  const routes = [...new Set(heads.map(({ route }) => route))];
  const slots = (await freeSlots(db, { routes })).map(slotsOf);
  const askers = heads.map((head): Asker & { head: WaitKey } => ({
    key: keyText(head),
    route: head.route,
    head,
    // What a failed attempt kept is there.
    asks: (asks.get(keyText(head)) ?? [])
      .filter(({ has }) => !has)
      .map(({ pool_id, units, is_head }) => ({ pool: pool_id, units, isHead: is_head })),
  }));

  const { served, busy } = await settle(
    db,
    askers,
    (some) => serve(some, free, slots),
    readPipeline,
  );
  const granted = new Set(served.granted);
  const winners = heads.filter((head) => granted.has(keyText(head)));
  if (winners.length > 0) await grantUnits(db, keysOf(winners));
  await lookLater(db, { served, busy, asks, states });
  // Further ones may fit behind them.
  if (winners.length > 0) await checkPools(db, { pools });
  return winners.length;
}

type Head = Awaited<ReturnType<typeof queueHeads>>[number];
type AsksRow = Awaited<ReturnType<typeof asksOf>>[number];

/**
 * The beginnings of the queues of these pools and of all others that those in them ask something of: nobody passes
 * in one queue because another was looked at.
 */
async function readQueues(
  db: Db,
  checked: readonly number[],
): Promise<{ heads: Head[]; asks: Map<string, AsksRow[]>; pools: number[] }> {
  const pools = new Set(checked);
  for (;;) {
    const heads = await queueHeads(db, { pools: [...pools], limit: lookahead });
    const asks = Map.groupBy(await asksOf(db, keysOf(heads)), keyText);
    const before = pools.size;
    for (const { pool_id } of [...asks.values()].flat()) pools.add(pool_id);
    if (pools.size === before) return { heads, asks, pools: [...pools] };
  }
}

const keyText = ({ run_id, idx }: WaitKey): string => `${run_id}:${idx}`;

/** Chosen tasks are locked and judged; those whose other gates hold no more leave, and the others are chosen anew. */
async function settle(
  db: Db,
  askers: readonly (Asker & { head: WaitKey })[],
  choose: (askers: readonly Asker[]) => Served,
  readPipeline: ReadPipeline,
): Promise<{ served: Served; busy: string[] }> {
  const open = new Set<string>();
  const busy: string[] = [];
  let left = askers;
  for (;;) {
    const served = choose(left);
    const chosen = new Set(served.granted.filter((key) => !open.has(key)));
    if (chosen.size === 0) return { served, busy };
    const keys = left.filter(({ key }) => chosen.has(key)).map(({ head }) => head);
    const read = await readWaits(db, keys, readPipeline, null);
    const verdicts = await judged(db, read.waits, readPipeline);
    const [holding, failing] = partition(verdicts, ({ verdict }) => verdict.outcome === "open");
    for (const { row } of holding) open.add(keyText(row));
    if (failing.length > 0) {
      await leavePools(db, keysOf(failing.map(({ row }) => row)));
      await endClosed(db, failing);
      await noteWaiting(
        db,
        failing.filter(({ verdict }) => verdict.outcome === "wait"),
      );
    }
    const gone = new Set(failing.map(({ row }) => keyText(row)));
    // Whoever has no wait any more, or whose row is locked, is somebody else's.
    for (const key of chosen) if (!open.has(key) && !gone.has(key)) busy.push(key);
    left = left.filter(({ key }) => !gone.has(key) && !busy.includes(key));
  }
}

interface Pass {
  served: Served;
  busy: readonly string[];
  asks: ReadonlyMap<string, readonly { pool_id: number }[]>;
  states: ReadonlyMap<number, PoolStatesRow>;
}

/** Sets when time or a worker may change what could not be granted now. */
async function lookLater(db: Db, { served, busy, asks, states }: Pass): Promise<void> {
  const looks = new Map<number, number>();
  const look = (pool: number, at: number) =>
    looks.set(pool, Math.min(at, looks.get(pool) ?? Number.POSITIVE_INFINITY));
  for (const { pool, units } of served.short) {
    const state = states.get(pool);
    if (!state || state.per_ms === null) continue;
    const at = rateFreeAt(
      takenOf(state),
      { units: state.units, perMs: Number(state.per_ms) },
      units,
    );
    // A millisecond more: the instant is stored to the microsecond, and read to the millisecond.
    if (at !== null) look(pool, at + 1);
  }
  const [now] = [...states.values()].map((state) => state.now.getTime());
  for (const [keys, afterMs] of [
    [served.slotless, slotPollMs],
    [busy, busyPollMs],
  ] as const)
    for (const key of keys)
      for (const { pool_id } of asks.get(key) ?? []) look(pool_id, (now ?? 0) + afterMs);
  if (looks.size === 0) return;
  await lookAtPools(db, {
    pools: [...looks.keys()],
    ats: [...looks.values()].map((at) => new Date(at)),
  });
}

function takenOf({ taken_at, taken }: PoolStatesRow): Taken[] {
  return (taken_at ?? []).map((at, n) => ({ at: at.getTime(), units: taken?.[n] ?? 0 }));
}

function freeOf(state: PoolStatesRow): number {
  const taken = takenOf(state).reduce((sum, { units }) => sum + units, 0);
  return state.units - (state.per_ms === null ? state.used : taken);
}

/**
 * Free slots. Where the queue is never empty none ever is: then tasks with units for up to a quarter of the slots stand
 * in it with the others, or they would never start.
 */
function slotsOf({ route, free, slots, ready, workers }: FreeSlotsRow): Slots {
  return { route, workers, free: free > 0 ? free : Math.ceil(slots / 4) - ready };
}
