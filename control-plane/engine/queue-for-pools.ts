// Places waiting tasks in the queues of pools while all their other gates hold, and takes them out when one does no more.

import { unitsOf } from "#core/pools/takes.ts";
import type { Db } from "#store/connect.ts";
import { askUnits, leavePools, resolvePools } from "#store/pools.sql.ts";
import { type JudgedWait, keysOf } from "./read-waits.ts";

/** Who is in a queue already keeps its place. A task that names a pool that was never declared waits on. */
export async function queueForPools(
  db: Db,
  asking: readonly JudgedWait[],
  leaving: readonly JudgedWait[],
): Promise<void> {
  const out = leaving.filter(({ gates }) => (gates.takes ?? []).length > 0);
  if (out.length > 0) await leavePools(db, keysOf(out.map(({ row }) => row)));
  if (asking.length === 0) return;
  const wanted = asking.flatMap((wait) => wait.gates.takes.map((take) => ({ wait, take })));
  const rows = await resolvePools(db, {
    ns: wanted.map((_, n) => n),
    projects: wanted.map(({ wait }) => wait.row.project),
    names: wanted.map(({ take }) => take.pool),
  });
  const pools = new Map(rows.map((row) => [row.n, row.pool_id]));
  const asks = wanted.map(({ wait, take }, n) => ({ wait, take, pool: pools.get(n) }));
  const lost = new Set(asks.filter(({ pool }) => pool === undefined).map(({ wait }) => wait));
  const known = asks.flatMap(({ wait, take, pool }) =>
    pool === undefined || lost.has(wait) ? [] : { wait, take, pool },
  );
  if (known.length === 0) return;
  await askUnits(db, {
    runs: known.map(({ wait }) => wait.row.run_id),
    idxs: known.map(({ wait }) => wait.row.idx),
    pools: known.map(({ pool }) => pool),
    units: known.map(({ take }) => unitsOf(take)),
    keeps: known.map(({ take }) => take.keepOnFailure),
  });
}
