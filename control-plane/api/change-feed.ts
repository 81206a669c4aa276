// What changes, for all who look at pages of this server: one look at the database for all of them, and only while there is
// somebody. The last changes are kept, so that who was away for a moment is told what happened meanwhile.

import { randomBytes } from "node:crypto";
import type pg from "pg";
import {
  type Change,
  changesBetween,
  distinctChanges,
  type Marks,
  marksOf,
} from "#core/live/changes.ts";
import { type Loop, startLoop } from "#engine/loop.ts";
import { actsSince, movingProjects, movingRuns, newestAct, newestRun } from "#store/changes.sql.ts";

export interface Batch {
  /** From 1, of this time that somebody looked. */
  number: number;
  changes: readonly Change[];
}

export interface ChangeFeed {
  /** Looks from now on, until a while after the last who listens has gone. */
  listen(): Disposable;
  /** Resolves once there is something to compare with. */
  ready(): Promise<void>;
  /** After which everything is told that happens from now on; null: nobody looks yet. */
  position(): string | null;
  /** What came after a position; null: it isn't known any more, or is of another server. */
  after(position: string): Batch[] | null;
  positionOf(batch: Batch): string;
  /** Resolves at the next change, at the latest when the time is over or the signal aborted. */
  next(signal: AbortSignal, waitMs: number): Promise<void>;
  stop(): Promise<void>;
}

const lookEveryMs = 500;
/** A look that took long is followed by a pause of so many times as long. */
const restFactor = 10;
const mostKept = 2_000;
/** Looked at although they may have ended: between two looks one can begin and end, and become visible behind a later one. */
const newestRuns = 200n;
/** After the last has gone: who was away for less comes back to what is known. */
const lingerMs = 60_000;

export function createChangeFeed(pool: pg.Pool, report: (message: string) => void): ChangeFeed {
  let epoch = "";
  let batches: Batch[] = [];
  let counted = 0;
  let listeners = 0;
  let loop: Loop | null = null;
  let first = Promise.withResolvers<void>();
  let changed = Promise.withResolvers<void>();
  let linger: NodeJS.Timeout | undefined;

  function start(): void {
    epoch = randomBytes(6).toString("hex");
    [batches, counted] = [[], 0];
    first = Promise.withResolvers<void>();
    const look = looker(pool);
    loop = startLoop(async () => {
      const began = performance.now();
      const changes = await look();
      first.resolve();
      if (changes.length > 0) {
        counted += 1;
        batches = [...batches.slice(1 - mostKept), { number: counted, changes }];
        changed.resolve();
        changed = Promise.withResolvers<void>();
      }
      return Math.max(lookEveryMs, restFactor * (performance.now() - began));
    }, report);
  }

  async function stop(): Promise<void> {
    clearTimeout(linger);
    const running = loop;
    loop = null;
    await running?.stop();
  }

  return {
    listen() {
      listeners += 1;
      clearTimeout(linger);
      if (loop === null) start();
      return {
        [Symbol.dispose]() {
          listeners -= 1;
          if (listeners === 0) linger = setTimeout(() => void stop(), lingerMs).unref();
        },
      };
    },
    ready: () => first.promise,
    position: () => (loop === null ? null : `${epoch}.${counted}`),
    positionOf: ({ number }) => `${epoch}.${number}`,
    after(position) {
      const [of, number] = position.split(".");
      const at = Number(number);
      const oldest = (batches[0]?.number ?? counted + 1) - 1;
      if (of !== epoch || !(at >= oldest && at <= counted)) return null;
      return batches.filter((batch) => batch.number > at);
    },
    async next(signal, waitMs) {
      const over = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
      const ended = Promise.withResolvers<void>();
      const end = () => ended.resolve();
      if (over.aborted) return;
      over.addEventListener("abort", end, { once: true });
      await Promise.race([changed.promise, ended.promise]);
      over.removeEventListener("abort", end);
    },
    stop,
  };
}

/** Each look answers what has changed since the one before; the first nothing. */
function looker(pool: pg.Pool): () => Promise<Change[]> {
  let before: Marks | null = null;
  let [run, act] = ["0", "0"];
  return async () => {
    if (before === null)
      [run, act] = [(await newestRun(pool))?.id ?? "0", (await newestAct(pool))?.id ?? "0"];
    const [runs, projects, acts] = [
      await movingRuns(pool, { after: BigInt(run) - newestRuns }),
      await movingProjects(pool),
      await actsSince(pool, { after: act }),
    ];
    for (const { id } of runs) if (BigInt(id) > BigInt(run)) run = id;
    act = acts.at(-1)?.id ?? act;
    const after = marksOf([
      ...runs.map(({ id, mark, ended: isOver, project, pipeline, class_id: classId }) => ({
        ...{ mark, isOver, change: { kind: "run", project, pipeline, run: id, classId } as const },
      })),
      ...projects.map(({ name, mark }) => ({
        ...{ mark, isOver: false },
        change: {
          kind: "project",
          project: name,
          pipeline: null,
          run: null,
          classId: null,
        } as const,
      })),
    ]);
    const done = acts.flatMap((row): Change[] => {
      if (row.run !== null)
        return [
          {
            ...{ kind: "run", project: row.of ?? "", pipeline: row.pipeline, run: row.run },
            classId: row.class_id,
          },
        ];
      const none = { pipeline: null, run: null, classId: null };
      return row.project === null
        ? [{ ...{ kind: "server", project: "" }, ...none }]
        : [{ ...{ kind: "project", project: row.project }, ...none }];
    });
    const changes =
      before === null ? [] : distinctChanges([...changesBetween(before, after), ...done]);
    before = after;
    return changes;
  };
}
