// Claims and completions in batches, with what a broken connection makes necessary: a reply may be lost though
// its transaction was committed. The fence makes it safe to send a batch again; what the lost reply had handed
// over is found by asking the database what this worker owns.

import type pg from "pg";
import type { FinalState } from "#core/run.ts";
import { errorCode, messageOf } from "#store/errors.ts";
import { completeTasks, runningOfWorker, startTasks } from "#store/tasks.sql.ts";
import { Batcher } from "./batcher.ts";
import type { Claim, Held, TaskKey } from "./held.ts";
import { retryDelayMs } from "./persistent.ts";

export interface Completion extends Claim {
  state: FinalState;
  /** Null for a plain success, which then costs no JSON. */
  detail: CompletionDetail | null;
  /** Whether the lane may go on with what it made ready; default true. */
  mayFollow?: boolean;
}

export interface CompletionDetail {
  ending: string;
  exitCode?: number | null;
  signal?: string | null;
  message?: string | null;
  outputs?: Record<string, unknown> | null;
  /** What changes elsewhere with it. */
  effects?: readonly object[] | null;
  /** What the attempt submitted elsewhere has ended; only a retry asks. */
  externalOver?: boolean;
  /** The rule of \`on\` whose retry follows, from 0; null: the task's own retry. */
  rule?: number | null;
}

export interface ClaimsOptions {
  pool: pg.Pool;
  worker: number;
  held: Held;
  /** Aborted when the worker stops being `worker`: nothing is sent any more. */
  ended: AbortSignal;
  mayContinueInline: () => boolean;
  /** The database says that the worker drains. */
  onDraining: () => void;
  /** Called for a task that the database says is ours and that nobody here holds. */
  adopt: (claim: Claim) => void;
}

/**
 * Statements with completions that may be under way at once, each with runs of its own: a statement takes one core of
 * Postgres, mostly to make the followers ready. 1,000 runs of ten tasks are 5 % faster by two; by three no more.
 */
const completionLanes = 2;

/** How an attempt ended whose result the database refuses. */
const unstorable = "unstorable";

/** The worker was declared dead, drains or stopped; its tasks belong to somebody else. */
export class SessionEnded extends Error {
  override name = "SessionEnded";
}

export class Claims {
  readonly #options: ClaimsOptions;
  readonly #starts: Batcher<TaskKey, Claim | null>;
  readonly #completions: readonly Batcher<Completion, Claim | null>[];
  #replyLost = false;

  constructor(options: ClaimsOptions) {
    this.#options = options;
    this.#starts = new Batcher((items) => this.#start(items));
    this.#completions = Array.from(
      { length: completionLanes },
      () => new Batcher((items: Completion[]) => this.#complete(items)),
    );
  }

  /** The claim, or null when somebody else has or had the task. */
  start(key: TaskKey): Promise<Claim | null> {
    return this.#starts.add(key);
  }

  /** Records the end of an attempt; answers a successor that was claimed for this worker, if any. */
  complete(completion: Completion): Promise<Claim | null> {
    const lane = Number(BigInt(completion.run) % BigInt(completionLanes));
    return (this.#completions[lane] as Batcher<Completion, Claim | null>).add(completion);
  }

  /** Adopts what is ours by the database and not held here. All batchers stand still meanwhile: no reply is on its way. */
  async reconcile(): Promise<void> {
    const { pool, worker, held, adopt } = this.#options;
    const releases: (() => void)[] = [];
    for (const batcher of [this.#starts, ...this.#completions])
      releases.push(await batcher.pause());
    try {
      const rows = await runningOfWorker(pool, { worker });
      for (const row of rows) {
        const claim = claimOf(row);
        if (!held.has(claim)) adopt(claim);
      }
    } finally {
      for (const release of releases) release();
    }
  }

  async #start(items: TaskKey[]): Promise<(Claim | null)[]> {
    const { pool, worker } = this.#options;
    const rows = await this.#send(() =>
      startTasks(pool, {
        runs: items.map((item) => item.run),
        idxs: items.map((item) => item.idx),
        worker,
      }),
    );
    const won = new Map(rows.map((row) => [`${row.run_id}:${row.idx}`, claimOf(row)]));
    return items.map(({ run, idx }) => {
      const claim = won.get(`${run}:${idx}`) ?? null;
      // The same key twice in a batch: the first takes it.
      won.delete(`${run}:${idx}`);
      return claim;
    });
  }

  async #complete(items: Completion[]): Promise<(Claim | null)[]> {
    // One order for all batches of all workers, so that two of them wait for each other in one direction only.
    const sorted = items.toSorted((a, b) => compareIds(a.run, b.run) || a.idx - b.idx);
    let rows: Awaited<ReturnType<typeof completeTasks>>;
    try {
      rows = await this.#send(() => this.#sendCompletions(sorted));
    } catch (error) {
      if (!isDataError(error)) throw error;
      return this.#completeOneByOne(items, error);
    }
    // Any lane that finished a task of the run may go on with any claim of it.
    const claimed = Map.groupBy(rows, (row) => row.run_id);
    return items.map(({ run }) => {
      const row = claimed.get(run)?.pop();
      return row === undefined ? null : { run, idx: row.idx, attempt: row.attempt };
    });
  }

  /** One result that can't be stored must not hold up the others of its batch. */
  async #completeOneByOne(items: Completion[], error: unknown): Promise<(Claim | null)[]> {
    const [only] = items;
    if (items.length === 1 && only) {
      // Refused a second time it is not the task's result that is wrong; sent again and again it would stop all others.
      if (only.detail?.ending === unstorable) throw error;
      const message = `its result could not be stored: ${messageOf(error)}`;
      return this.#complete([
        { ...only, state: "failed", detail: { ending: unstorable, message } },
      ]);
    }
    const claims: (Claim | null)[] = [];
    for (const item of items) claims.push(...(await this.#complete([item])));
    return claims;
  }

  #sendCompletions(sorted: Completion[]) {
    const { pool, worker, mayContinueInline } = this.#options;
    return completeTasks(pool, {
      runs: sorted.map((item) => item.run),
      idxs: sorted.map((item) => item.idx),
      attempts: sorted.map((item) => item.attempt),
      states: sorted.map((item) => item.state),
      details: sorted.map((item) => item.detail),
      worker,
      // Any lane of the run takes what its statement claims.
      inline: mayContinueInline() && sorted.every(({ mayFollow }) => mayFollow !== false),
    });
  }

  /** Sends until it is answered or the session ends; data errors are the caller's. */
  async #send<T>(call: () => Promise<T>): Promise<T> {
    const { ended } = this.#options;
    for (;;) {
      if (ended.aborted) throw new SessionEnded("the worker's session ended");
      try {
        const result = await call();
        if (this.#replyLost) {
          this.#replyLost = false;
          // Not awaited: it waits for this very batch.
          void this.reconcile().catch(() => {
            this.#replyLost = true;
          });
        }
        return result;
      } catch (error) {
        if (isDataError(error)) throw error;
        if (errorCode(error) === drainingWorker) {
          this.#options.onDraining();
          throw new SessionEnded("the worker drains");
        }
        const code = errorCode(error) ?? "";
        if (sendAgain.has(code)) continue;
        // Lost workers are refused, which is an answer: the next beat brings this one back, or ends its session.
        if (code !== lostWorker) this.#replyLost = true;
        await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
      }
    }
  }
}

const claimOf = (row: {
  run_id: string;
  idx: number;
  attempt: number;
  noexec: boolean;
  overridden: boolean;
}): Claim => ({
  run: row.run_id,
  idx: row.idx,
  attempt: row.attempt,
  ...(row.noexec ? { noexec: true } : {}),
  ...(row.overridden ? { overridden: true } : {}),
});

/** Deadlock and serialization failure: sent again at once. */
const sendAgain = new Set(["40P01", "40001"]);

/** Of `start_tasks`, for a worker that was declared lost, and for one that drains. */
const lostWorker = "TL001";
const drainingWorker = "TL002";

/** SQLSTATE classes 22, 23 and 54 (too large): the same data will fail again. */
const isDataError = (error: unknown): boolean => /^(2[23]|54)/.test(errorCode(error) ?? "");

const compareIds = (a: string, b: string): number =>
  a.length - b.length || (a < b ? -1 : Number(a > b));
