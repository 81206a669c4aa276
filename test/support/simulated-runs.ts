// What people and triggers do with runs as wholes under random moves: they are made, cancelled, run again and marked.

import type pg from "pg";
import { type MarkState, markStates, type RerunScope } from "#core/rerun.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { again, createRun, day, markTask } from "./engine.ts";

export interface SimulatedRuns {
  /** By name: how often of a hundred moves, and what. */
  moves: Record<string, [number, () => Promise<unknown>]>;
  unfinished(): Promise<string[]>;
}

/** @param pipelines ids by name */
export function simulateRuns(
  pool: pg.Pool,
  random: () => number,
  pipelines: () => ReadonlyMap<string, number>,
): SimulatedRuns {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T | undefined => from[below(from.length)];
  /** Not a slot of a schedule: those are accounted for by what the schedules say. */
  const randomDay = (): [Date, { slot: string }] => {
    const at = day(random() < 0.4 ? 5 : 1 + below(9));
    return [at, { slot: `m:${at.toISOString()}` }];
  };
  const idsOf = async (query: string) =>
    (await pool.query<{ id: string }>(query)).rows.map(({ id }) => id);
  const unfinished = () =>
    idsOf("select id from trunkline.run where finished_at is null order by id");

  const rerun = async () => {
    const ids = await idsOf(
      "select id from trunkline.run where finished_at is not null order by state = 'failed' desc, id",
    );
    const id = random() < 0.5 ? ids[0] : pick(ids);
    if (!id) return;
    const tasks = Array.from({ length: 1 + below(2) }, () =>
      random() < 0.8 ? `t${below(8)}` : `t${below(8)}[${below(3)}]`,
    );
    const scope = pick<RerunScope>([
      { kind: "failed" },
      { kind: "failed" },
      { kind: "all" },
      { kind: "tasks", tasks, followers: random() < 0.5 },
    ]);
    await again(pool, id, scope, random() < 0.3);
  };

  return {
    unfinished,
    moves: {
      create: [
        6,
        async () =>
          createRun(pool, pipelines().get(pick(["p", "q"]) ?? "p") as number, ...randomDay()),
      ],
      cancel: [
        3,
        async () => {
          const id = pick(await unfinished());
          if (id) await cancelRun(pool, { id, reason: "simulated" });
        },
      ],
      rerun: [6, rerun],
      mark: [
        4,
        async () => {
          const id = pick(
            await idsOf(
              "select id from trunkline.run order by finished_at is not null, id desc limit 20",
            ),
          );
          if (id) await markTask(pool, id, `t${below(8)}`, pick(markStates) as MarkState);
        },
      ],
    },
  };
}
