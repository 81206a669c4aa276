// Judges, for whoever asks, the gates of tasks that are still behind what they need. Nothing is written: what is decided
// once, as when an approval is asked for, is decided when their needs have ended.

import { declaredPlace, taskAt } from "#core/for-each.ts";
import { type LaterGate, laterGates } from "#core/later-gates.ts";
import { ignoredOf, withoutIgnored } from "#core/override/ignore.ts";
import type { Pipeline, Take } from "#core/pipeline.ts";
import type { AwaitedPool } from "#core/pools/awaited.ts";
import type { PoolKind } from "#core/pools/declaration.ts";
import { unitsOf } from "#core/pools/takes.ts";
import type { Db } from "#store/connect.ts";
import { poolsByName } from "#store/pools.sql.ts";
import { tasksAhead } from "#store/waits.sql.ts";
import { createDefinitions } from "./definitions.ts";
import {
  decideFirst,
  dueIterationOf,
  readAnswersOf,
  type Waiting,
  waitingOf,
  withWaiters,
} from "./waiting.ts";

/**
 * By the task's name; of places that have no gates, or are no longer behind anything, there is nothing.
 * @param classes Of whose runs is told what they have of pools; null: of all.
 */
export async function judgeAhead(
  db: Db,
  run: string,
  spec: Pipeline,
  places: readonly number[],
  classes: readonly number[] | null = null,
): Promise<Map<string, LaterGate[]>> {
  const gated = places.filter((idx) => {
    const task = taskAt(spec, idx);
    return task !== undefined && (task.gates !== null || task.repeat !== undefined);
  });
  const rows = gated.length === 0 ? [] : await tasksAhead(db, { run, idxs: gated });
  const [first] = rows;
  if (!first) return new Map();
  const { pipeline: readPipeline } = createDefinitions(db);
  const waits: Waiting[] = [];
  for (const row of rows) waits.push(await waitingOf(row, readPipeline));
  await withWaiters(db, waits);
  waits.forEach(decideFirst);
  const answersOf = await readAnswersOf(db, waits, readPipeline);
  const asked = waits.map((wait) => takesOf(wait, spec));
  const pools = await readPools(db, first.project, asked.flat(), classes);
  return new Map(
    waits.map((wait, n) => {
      const task = taskAt(spec, wait.row.idx)?.name ?? String(wait.row.idx);
      const takes = asked[n] ?? [];
      const later = laterGates({
        ...{ run, task, waiter: wait.waiter, answers: answersOf(wait) },
        gates: { ...wait.gates, takes },
        iteration: dueIterationOf(wait),
        pools: new Map(
          takes.flatMap((take) => {
            const pool = pools.get(take.pool);
            return pool ? [[take.pool, { ...pool, units: unitsOf(take) }]] : [];
          }),
        ),
      });
      return [task, later];
    }),
  );
}

/** A task with `forEach` takes nothing itself, but each of its instances will. */
function takesOf({ row }: Waiting, spec: Pipeline): Take[] {
  const gates = spec.tasks[declaredPlace(row.idx)]?.gates;
  return gates ? (withoutIgnored(gates, ignoredOf(row.ignored ?? [])).takes ?? []) : [];
}

async function readPools(
  db: Db,
  project: string,
  takes: readonly Take[],
  classes: readonly number[] | null,
): Promise<Map<string, Omit<AwaitedPool, "since" | "units">>> {
  if (takes.length === 0) return new Map();
  const names = [...new Set(takes.map(({ pool }) => pool))];
  return new Map(
    (await poolsByName(db, { project, names, classes })).map(
      ({ kind, per_ms, next_at, ...row }) => [
        row.name,
        {
          ...row,
          kind: kind as PoolKind,
          perMs: per_ms === null ? null : Number(per_ms),
          nextAt: next_at?.toISOString() ?? null,
          has: false,
        },
      ],
    ),
  );
}
