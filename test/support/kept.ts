// Pipelines with runs of the past, and passes of maintenance over them.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { type Maintained, maintain, type Retention } from "#engine/maintain.ts";
import { day } from "./engine.ts";
import { Gated } from "./gated.ts";

/** Everything that has ended is old enough to go, whenever it ended. */
export const nothingKept: Retention = { historyDays: -2, logDays: -2, archive: null };

/** One pass; another at the same time would be a fault of the test. */
export async function maintained(
  pool: pg.Pool,
  retention: Retention = nothingKept,
): Promise<Maintained> {
  const { pipeline } = createDefinitions(pool);
  const done = await maintain(pool, { retention, readPipeline: pipeline });
  if (done === null) throw new Error("another pass of maintenance is under way");
  return done;
}

/** Runs of a pipeline of one task on the days from `first` on, each of which succeeded; their ids. */
export async function pastRuns(
  at: Gated,
  name: string,
  count: number,
  first = 1,
): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const run = await at.run(name, day(first + n));
    await at.finish(run);
    ids.push(run);
  }
  return ids;
}

/** Pipelines of which the first has 35 runs that ended: 5 more than are kept of each. */
export async function withPast(
  ...pipelines: Pipeline[]
): Promise<{ at: Gated; past: string[]; first: string }> {
  const at = await Gated.of(...pipelines);
  const past = await pastRuns(at, (pipelines[0] as Pipeline).name, 35);
  return { at, past, first: past[0] as string };
}

export async function runIds(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>("select id from trunkline.run order by id");
  return rows.map(({ id }) => id);
}

/** Partitions of a table by name, without the default one. */
export async function partitions(pool: pg.Pool, table: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    "select name::text from trunkline.partitions_of($1::text::regclass) where upper is not null order by name::text",
    [`trunkline.${table}`],
  );
  return rows.map(({ name }) => name.replace("trunkline.", ""));
}
