// Runs with deadlines on real SQL: earlier runs that took as long as a test says, and what is judged of the newest.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeDeadlines } from "#engine/judge-deadlines.ts";
import { deadlinesOfRuns } from "#store/deadlines.sql.ts";
import { transaction } from "#store/transaction.ts";
import { type TestDatabase, testDatabase } from "./database.ts";
import { deploy } from "./deploy.ts";
import { createRun, day, newWorker, perform } from "./engine.ts";

export const minuteMs = 60_000;

/** Far enough away for every test; `HH:MM+Nd` as a spec has it, for a run that is due now. */
export const tomorrow = "23:59+1d";

export class Watched implements AsyncDisposable {
  readonly #database: TestDatabase;
  readonly #ids: Map<string, number>;
  readonly worker: number;
  #earlier = 0;

  private constructor(database: TestDatabase, ids: Map<string, number>, worker: number) {
    this.#database = database;
    this.#ids = ids;
    this.worker = worker;
  }

  static async of(...pipelines: Pipeline[]): Promise<Watched> {
    const database = await testDatabase();
    const ids = await deploy(database.pool, pipelines);
    return new Watched(database, ids, await newWorker(database.pool));
  }

  get pool(): pg.Pool {
    return this.#database.pool;
  }

  get connectionString(): string {
    return this.#database.connectionString;
  }

  id(name: string): number {
    return this.#ids.get(name) as number;
  }

  /** A finished run of last January, with each task as long as given, one after the other. */
  async earlier(name: string, ...durationsMs: number[]): Promise<string> {
    this.#earlier++;
    return this.earlierOn(name, day(this.#earlier), ...durationsMs);
  }

  /** The same of another date, with tasks in milliseconds. */
  async earlierOn(name: string, at: Date, ...durationsMs: number[]): Promise<string> {
    const run = (await createRun(this.pool, this.id(name), at)) as string;
    for (const [idx, ms] of durationsMs.entries()) {
      await perform(this.pool, this.worker, run, idx);
      await this.pool.query(
        `update trunkline.task_run set finished_at = started_at + $3 * interval '1 millisecond'
          where run_id = $1 and idx = $2`,
        [run, idx, ms],
      );
    }
    await this.judge();
    return run;
  }

  /** A run that is due now, or at another time. */
  async run(name: string, at = new Date()): Promise<string> {
    return (await createRun(this.pool, this.id(name), at)) as string;
  }

  /** Judges until nothing is left to be looked at; answers how many runs were. */
  async judge(): Promise<number> {
    const { pipeline } = createDefinitions(this.pool);
    for (let sum = 0; ; ) {
      const judged = await transaction(this.pool, (db) => judgeDeadlines(db, pipeline));
      if (judged === 0) return sum;
      sum += judged;
    }
  }

  async deadlines(run: string) {
    await this.judge();
    return deadlinesOfRuns(this.pool, { runs: [run] });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database[Symbol.asyncDispose]();
  }
}
