// Pipelines with gates and triggers on real SQL: changes are made, and everything that they wake is judged.

import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { Gates, Pipeline, Take } from "#core/pipeline.ts";
import type { PoolDeclaration } from "#core/pools/declaration.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { endChildren } from "#engine/end-children.ts";
import { judgeTriggers } from "#engine/judge-triggers.ts";
import { judgeWaits } from "#engine/judge-waits.ts";
import type { StoredGate } from "#engine/read-waits.ts";
import { servePools } from "#engine/serve-pools.ts";
import type { ConditionSpec } from "#schemas/types.ts";
import type { Db } from "#store/connect.ts";
import { applyEffects } from "#store/events.sql.ts";
import { transaction } from "#store/transaction.ts";
import { gatesOfRuns } from "#store/waits.sql.ts";
import { type TestDatabase, testDatabase } from "./database.ts";
import { deploy } from "./deploy.ts";
import { day, newRun, newWorker, perform } from "./engine.ts";

/** Gates of a task as a spec would have them. */
export const gates = (awaits: ConditionSpec | null, fields: Partial<Gates> = {}): Gates => ({
  awaits: awaits && normalizeCondition(awaits),
  notBefore: null,
  notAfter: null,
  takes: [],
  ...fields,
});

/** Gates of a task that only takes something of a pool. */
export const takes = (pool: string, amount: Take["amount"] = 1, keepOnFailure = false): Gates =>
  gates(null, { takes: [{ pool, amount, keepOnFailure }] });

/** A pool as `pools.yaml` declares it. */
export const declared = (name: string, fields: Partial<PoolDeclaration> = {}): PoolDeclaration => ({
  name,
  kind: "units",
  scope: "project",
  units: 1,
  perMs: null,
  description: null,
  ...fields,
});

export class Gated implements AsyncDisposable {
  readonly #database: TestDatabase;
  readonly #ids: Map<string, number>;
  readonly #read: (revision: number) => Promise<Pipeline>;
  readonly worker: number;

  private constructor(database: TestDatabase, ids: Map<string, number>, worker: number) {
    this.#database = database;
    this.#ids = ids;
    this.worker = worker;
    this.#read = createDefinitions(database.pool).pipeline;
  }

  static of(...pipelines: Pipeline[]): Promise<Gated> {
    return Gated.withPools([], ...pipelines);
  }

  /** With a worker of 1,000 slots: nobody takes jobs out of the queue here. */
  static async withPools(pools: PoolDeclaration[], ...pipelines: Pipeline[]): Promise<Gated> {
    const database = await testDatabase();
    const ids = await deploy(database.pool, pipelines, pools);
    const worker = await newWorker(database.pool);
    await database.pool.query("update trunkline.worker set slots = 1000");
    return new Gated(database, ids, worker);
  }

  get pool() {
    return this.#database.pool;
  }

  id(name: string): number {
    return this.#ids.get(name) as number;
  }

  async run(name: string, at = day(1)): Promise<string> {
    return newRun(this.pool, this.id(name), at);
  }

  /** One pass, in a transaction of the caller's. */
  judge(db: Db): Promise<number> {
    return judgeWaits(db, this.#read);
  }

  /** Judges until nothing is left to be looked at. */
  async settle(): Promise<void> {
    for (;;) {
      const triggers = await transaction(this.pool, (db) => judgeTriggers(db, this.#read));
      const waits = await transaction(this.pool, (db) => judgeWaits(db, this.#read));
      const children = await transaction(this.pool, (db) => endChildren(db, this.#read));
      const served = await transaction(this.pool, (db) => servePools(db, this.#read));
      if (triggers + waits + children + served === 0) return;
    }
  }

  async states(run: string): Promise<string[]> {
    await this.settle();
    const { rows } = await this.pool.query(
      "select state from trunkline.task_run where run_id = $1 order by idx",
      [run],
    );
    return rows.map(({ state }) => state);
  }

  async gates(run: string): Promise<StoredGate[]> {
    await this.settle();
    const rows = await gatesOfRuns(this.pool, { runs: [run] });
    return rows.flatMap((row) => row.gates as StoredGate[]);
  }

  async effect(...effects: object[]): Promise<void> {
    await applyEffects(this.pool, {
      project: "test",
      date: "2026-01-01",
      actor: "ada",
      act: "events",
      reason: null,
      effects,
    });
  }

  async finish(run: string, idx = 0, state: "succeeded" | "failed" = "succeeded"): Promise<void> {
    await perform(this.pool, this.worker, run, idx, state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database[Symbol.asyncDispose]();
  }
}
