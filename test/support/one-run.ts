// A database with one deployed pipeline `p`, a worker without a process, and a run; at the end every invariant must hold.

import type pg from "pg";
import { expect } from "vitest";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { testDatabase } from "./database.ts";
import { deploy, pipeline } from "./deploy.ts";
import { newRun, newWorker } from "./engine.ts";
import { brokenInvariants } from "./invariants.ts";

export interface OneRun extends AsyncDisposable {
  pool: pg.Pool;
  connectionString: string;
  pipeline: number;
  worker: number;
  run: string;
}

/** Use as `await using at = await oneRun([...])`. */
export async function oneRun(tasks: Task[], fields: Partial<Pipeline> = {}): Promise<OneRun> {
  const db = await testDatabase();
  const ids = await deploy(db.pool, [pipeline("p", tasks, fields)]);
  const id = ids.get("p") as number;
  return {
    pool: db.pool,
    connectionString: db.connectionString,
    pipeline: id,
    worker: await newWorker(db.pool),
    run: await newRun(db.pool, id),
    [Symbol.asyncDispose]: async () => {
      const broken = await brokenInvariants(db.pool);
      await db[Symbol.asyncDispose]();
      expect(broken).toEqual([]);
    },
  };
}
