// Judges every start of a simulation by a model of its own, over the rows as they were at that instant.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { createDefinitions } from "#engine/definitions.ts";
import type { Within } from "#engine/gatekeeper.ts";
import {
  againstClaim,
  againstLate,
  againstOpen,
  againstReady,
  againstRun,
  type RunStart,
  type TaskStart,
} from "./naive-gates.ts";

const sql = readFileSync(fileURLToPath(new URL("simulated-starts.sql", import.meta.url)), "utf8");

/** Has the starts of a database noted. Call it once. */
export const noteStarts = async (db: pg.ClientBase): Promise<void> => void (await db.query(sql));

export type Noted =
  | { kind: "ready" | "claim" | "late"; fact: TaskStart }
  | { kind: "open" | "start"; fact: RunStart };

/** A transaction of the server that judges gates; how it was before is noted in the round trip of its beginning. */
export const judging: (pool: pg.Pool) => Within = (pool) => async (work) => {
  const client = await pool.connect();
  try {
    await client.query("begin; select simulation.note_judging()");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
};

/** Takes what was noted since the last time, as a part of a statement and its value. */
export const takeStarts = {
  with: "judged as (delete from simulation.judging), noted as (delete from simulation.start returning *)",
  value:
    "(select coalesce(json_agg(json_build_object('kind', kind, 'fact', fact) order by n), '[]') from noted)",
};

/** What was against each of these starts; empty when all was well. */
export function judgeStarts(pool: pg.Pool): (starts: readonly Noted[]) => Promise<string[]> {
  const { pipeline: read } = createDefinitions(pool);
  return async (starts) => {
    const found: string[] = [];
    for (const noted of starts) {
      const { run, idx, revision } = noted.fact;
      const against = judge(noted, await read(revision));
      if (against.length > 0)
        found.push(
          `${noted.kind} of ${run}/${idx}: ${against.join("; ")}: ${JSON.stringify(noted.fact)}`,
        );
    }
    return found;
  };
}

/** Likewise, of each start since the last call. */
export function simulateStarts(pool: pg.Pool): () => Promise<string[]> {
  const judged = judgeStarts(pool);
  return async () => {
    const { rows } = await pool.query<{ starts: Noted[] }>({
      name: "simulated-starts",
      text: `with ${takeStarts.with} select ${takeStarts.value} as starts`,
    });
    return judged(rows[0]?.starts ?? []);
  };
}

function judge(noted: Noted, pipeline: Pipeline): string[] {
  switch (noted.kind) {
    case "ready":
      return againstReady(noted.fact, pipeline);
    case "late":
      return againstLate(noted.fact, pipeline);
    case "claim":
      return againstClaim(noted.fact, pipeline);
    case "open":
      return againstOpen(noted.fact, pipeline);
    case "start":
      return againstRun(noted.fact);
    default:
      return noted satisfies never;
  }
}
