// The worker of a rehearsal: claims what is queued, lets stubs stand for it, and completes what has ended, through the same
// functions as a worker process does. It has every label, and room for all.

import type pg from "pg";
import { workedKinds } from "#core/actions/kinds.ts";
import type { StubRules } from "#core/rehearsal/stub.ts";
import { allLabels, takeQueued } from "#store/rehearsal.sql.ts";
import { attemptsToStop } from "#store/runs.sql.ts";
import { completeTasks, startTasks } from "#store/tasks.sql.ts";
import { nextWorkerId, registerWorker } from "#store/workers.sql.ts";
import { type AttemptContext, runAttempt } from "../attempt.ts";
import type { Completion } from "../claims.ts";
import type { Definitions } from "../definitions.ts";
import { type Claim, Held } from "../held.ts";
import { createItems } from "../items.ts";
import { createLogWriter } from "../log-writer.ts";
import { createNeeds } from "../needs.ts";
import { createStubExecutor } from "./stub-executor.ts";

export interface RehearsedAttempts {
  /** Starts what is queued; answers how much there was. */
  startQueued(): Promise<number>;
  /** Ends what stands no longer than now. */
  endDue(): Promise<void>;
  /** Ends what was cancelled; answers how much that was. */
  endStopped(): Promise<number>;
  /** When the next attempt ends; null: none runs. */
  nextEnd(): number | null;
  /** How many began. */
  count(): number;
  /** Tasks that failed because somebody asked for that, `run/task`. */
  askedFailures: ReadonlySet<string>;
}

/** More than any estate runs at a time. */
const slots = 1_000_000;
const queueAtOnce = 1_000;

/** Whatever a task names is there, and is told to nobody. */
const secrets = { read: async () => ({ value: "a rehearsed secret", provider: "rehearsal" }) };

interface LiveAttempt {
  claim: Claim;
  /** It stands now. */
  stands: () => void;
  ends: Promise<void>;
}

export async function createAttempts(
  pool: pg.Pool,
  rules: StubRules,
  definitions: Definitions,
  now: () => number,
): Promise<RehearsedAttempts> {
  const { id: worker } = (await nextWorkerId(pool)) as { id: number };
  await registerWorker(pool, {
    id: worker,
    poolId: "rehearsal",
    name: "rehearsal",
    pid: process.pid,
    slots,
    labels: (await allLabels(pool))?.labels as string[],
  });
  const held = new Held();
  const live = new Map<AbortSignal, LiveAttempt>();
  const stubs = createStubExecutor(rules, definitions, now, ({ signal }) =>
    live.get(signal)?.stands(),
  );
  const context: AttemptContext = {
    db: pool,
    definitions,
    needs: createNeeds(pool),
    items: createItems(pool),
    executors: new Map(workedKinds.map((kind) => [kind, stubs])),
    logs: createLogWriter(pool, new AbortController().signal),
    secrets,
    ceilings: async () => null,
    onLost: () => {},
  };
  let ended: Completion[] = [];
  let count = 0;

  /** Resolves once it stands, or has ended without. */
  const begin = async (claim: Claim): Promise<void> => {
    count++;
    const signal = held.add(claim);
    const { promise: stands, resolve } = Promise.withResolvers<void>();
    const ends = runAttempt(context, claim, signal).then((completion) => {
      held.remove(claim);
      live.delete(signal);
      if (completion !== null) ended.push(completion);
    });
    live.set(signal, { claim, stands: resolve, ends });
    await Promise.race([stands, ends]);
  };

  const complete = async (): Promise<void> => {
    while (ended.length > 0) {
      const batch = ended.sort((a, b) => Number(a.run) - Number(b.run) || a.idx - b.idx);
      ended = [];
      const rows = await completeTasks(pool, {
        runs: batch.map(({ run }) => run),
        idxs: batch.map(({ idx }) => idx),
        attempts: batch.map(({ attempt }) => attempt),
        states: batch.map(({ state }) => state),
        details: batch.map(({ detail }) => detail),
        worker,
        inline: true,
      });
      await Promise.all(rows.map(({ run_id: run, idx, attempt }) => begin({ run, idx, attempt })));
    }
  };

  return {
    askedFailures: stubs.askedFailures,
    count: () => count,
    async startQueued() {
      const queued = await takeQueued(pool, { limit: queueAtOnce });
      if (queued.length === 0) return 0;
      const rows = await startTasks(pool, {
        runs: queued.map(({ run }) => run),
        idxs: queued.map(({ idx }) => idx),
        worker,
      });
      await Promise.all(
        rows.map(({ run_id: run, idx, attempt, noexec }) => begin({ run, idx, attempt, noexec })),
      );
      await complete();
      return queued.length;
    },
    async endDue() {
      const due = [...stubs.standing()].filter(({ endsAt }) => endsAt <= now());
      const ends = due.map(({ signal }) => live.get(signal)?.ends);
      for (const one of due) one.end();
      await Promise.all(ends);
      await complete();
    },
    async endStopped() {
      const rows = await attemptsToStop(pool, { runs: held.runs(), worker });
      const stopped = new Set(rows.map(({ run_id, idx }) => `${run_id}:${idx}`));
      const ends = [...live.values()]
        .filter(({ claim: { run, idx } }) => stopped.has(`${run}:${idx}`))
        .map((one) => one.ends);
      held.cancel(rows.map(({ run_id: run, idx, attempt }) => ({ run, idx, attempt })));
      await Promise.all(ends);
      await complete();
      return ends.length;
    },
    nextEnd() {
      let next: number | null = null;
      for (const { endsAt } of stubs.standing()) if (next === null || endsAt < next) next = endsAt;
      return next;
    },
  };
}
