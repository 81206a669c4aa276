// Judges every start of a simulation by a model of its own, over the rows as they were at that instant.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { createDefinitions } from "#engine/definitions.ts";
import type { Within } from "#engine/gatekeeper.ts";
import { transaction } from "#store/transaction.ts";
import {
  againstClaim,
  againstOpen,
  againstReady,
  againstRun,
  type RunStart,
  type TaskStart,
} from "./naive-gates.ts";

const sql = readFileSync(fileURLToPath(new URL("simulated-starts.sql", import.meta.url)), "utf8");

/** Has the starts of a database noted. Call it once. */
export const noteStarts = async (db: pg.ClientBase): Promise<void> => void (await db.query(sql));

type Noted =
  | { kind: "ready" | "claim"; fact: TaskStart }
  | { kind: "open" | "start"; fact: RunStart };

/** A transaction of the server that judges gates. */
export const judging: (pool: pg.Pool) => Within = (pool) => (work) =>
  transaction(pool, async (db) => {
    await db.query({ name: "simulated-judging", text: "select simulation.note_judging()" });
    return work(db);
  });

/** What was against each start since the last call; empty when all was well. */
export function simulateStarts(pool: pg.Pool): () => Promise<string[]> {
  const { pipeline: read } = createDefinitions(pool);
  return async () => {
    const { rows } = await pool.query<Noted>({
      name: "simulated-starts",
      text: `with judged as (delete from simulation.judging), noted as (delete from simulation.start returning *)
             select kind, fact from noted order by n`,
    });
    const found: string[] = [];
    for (const noted of rows) {
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

function judge(noted: Noted, pipeline: Pipeline): string[] {
  switch (noted.kind) {
    case "ready":
      return againstReady(noted.fact, pipeline);
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
