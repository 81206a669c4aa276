// Output of a run as it was stored, or as it comes in until the run has ended.

import type pg from "pg";
import { isFinal } from "#core/run.ts";
import { readArchived } from "#engine/log-archive.ts";
import { logFilesOfRun, readLogs, readRunLog } from "#store/logs.sql.ts";
import { runState } from "#store/runs.sql.ts";
import { taskStates } from "#store/tasks.sql.ts";
import { pause } from "./run-wait.ts";

/** After the chunk that it names; zeros are before the first. */
export interface Position {
  idx: number;
  attempt: number;
  seq: number;
}

export interface StoredChunk extends Position {
  content: Buffer;
}

export interface LogScope {
  run: string;
  /** Index of the only task to read, or null. */
  task: number | null;
  attempt: number | null;
  after: Position | null;
  /** Folder of output that is no longer in the database, or null. */
  archive: string | null;
}

/** Of at most 64 KiB each: what is in memory per reader stays below 2 MiB. */
const chunksPerRead = 32;

/** Everything that is stored, in the database or the archive, by task, attempt and number. */
export async function* readStored(pool: pg.Pool, scope: LogScope): AsyncGenerator<StoredChunk[]> {
  const files = await logFilesOfRun(pool, {
    run: scope.run,
    onlyTask: scope.task,
    onlyAttempt: scope.attempt,
  });
  if (files.length === 0) return yield* readRows(pool, scope);
  for await (const rows of readRows(pool, scope))
    for (const row of rows) {
      while (files[0] && order({ ...files[0], seq: 0 }, row) < 0)
        yield await readFile(scope, files.shift());
      yield [row];
    }
  for (const file of files) yield await readFile(scope, file);
}

type LogFile = Awaited<ReturnType<typeof logFilesOfRun>>[number];

async function readFile({ archive, after }: LogScope, file?: LogFile): Promise<StoredChunk[]> {
  if (file === undefined) return [];
  const { idx, attempt, seqs } = file;
  const last = { idx, attempt, seq: seqs.at(-1) ?? 0 };
  if (after !== null && order(last, after) <= 0) return [];
  const chunks = (await readArchived(archive, file)).map((chunk) => ({ idx, attempt, ...chunk }));
  return after === null ? chunks : chunks.filter((chunk) => order(chunk, after) > 0);
}

const order = (a: Position, b: Position): number =>
  a.idx - b.idx || a.attempt - b.attempt || a.seq - b.seq;

async function* readRows(pool: pg.Pool, scope: LogScope): AsyncGenerator<StoredChunk[]> {
  let after = scope.after ?? { idx: scope.task ?? -1, attempt: 0, seq: 0 };
  for (;;) {
    const rows = await readRunLog(pool, {
      run: scope.run,
      ...after,
      onlyTask: scope.task,
      onlyAttempt: scope.attempt,
      limit: chunksPerRead,
    });
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < chunksPerRead) return;
    after = last;
  }
}

/** Looked at this often; a look that took longer is followed by a pause of four times as long. */
const lookEveryMs = 250;

/**
 * What is stored and what is still to come, until the run has ended. Output of a task comes in order, that of
 * tasks side by side as it arrives. A task is looked at from its first attempt until it is final and read to its end.
 */
export async function* followLog(
  pool: pg.Pool,
  scope: LogScope,
  gone: AbortSignal,
): AsyncGenerator<StoredChunk[]> {
  const positions = new Map<number, Position & { look: number }>();
  const done = new Set<number>();
  if (scope.after) positions.set(scope.after.idx, { ...scope.after, look: 0 });
  for (let look = 1; !gone.aborted; look++) {
    const began = performance.now();
    // States first: whatever a final task wrote is stored before it becomes final.
    const run = await runState(pool, { id: scope.run });
    // What is in the archive has ended long ago.
    if (look === 1 && run?.finished_at) return yield* readStored(pool, scope);
    const tasks = (await taskStates(pool, { run: scope.run })).filter(
      ({ idx }) => !done.has(idx) && (scope.task === null || idx === scope.task),
    );
    // Those that were served last come last: with many busy tasks one read has no room for all.
    const open = tasks
      .map(({ idx }) => positions.get(idx) ?? { idx, attempt: 0, seq: 0, look: 0 })
      .sort((a, b) => a.look - b.look);
    const rows =
      open.length === 0
        ? []
        : await readLogs(pool, {
            run: scope.run,
            idxs: open.map(({ idx }) => idx),
            attempts: open.map(({ attempt }) => attempt),
            seqs: open.map(({ seq }) => seq),
            perTask: 4,
            limit: chunksPerRead,
          });
    for (const { idx, attempt, seq } of rows) positions.set(idx, { idx, attempt, seq, look });
    const wanted = rows.filter((row) => scope.attempt === null || row.attempt === scope.attempt);
    if (wanted.length > 0) yield wanted;
    if (rows.length > 0) continue;
    for (const { idx, state } of tasks) if (isFinal(state)) done.add(idx);
    if (run === undefined || run.finished_at !== null) return;
    await pause(Math.max(lookEveryMs, 4 * (performance.now() - began)), gone);
  }
}
