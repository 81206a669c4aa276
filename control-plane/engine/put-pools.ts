// Makes the pools that a plan changes what its project declares, in the transaction of the apply.

import type { PoolChange } from "#core/pools/declaration.ts";
import type { Db } from "#store/connect.ts";
import { declarePools } from "#store/pools.sql.ts";

/** Whoever waits for a raised total is served at once; a lowered one takes nothing from who has it. */
export async function putPools(
  db: Db,
  project: number,
  changes: readonly PoolChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const put = changes.flatMap(({ after }) => after ?? []);
  await declarePools(db, {
    project,
    names: put.map(({ name }) => name),
    kinds: put.map(({ kind }) => kind),
    globals: put.map(({ scope }) => scope === "global"),
    units: put.map(({ units }) => units),
    pers: put.map(({ perMs }) => (perMs === null ? null : String(perMs))) as string[],
    descriptions: put.map(({ description }) => description) as string[],
    removed: changes.flatMap(({ pool, after }) => (after === null ? [pool] : [])),
  });
}
