// Output of attempts as gzip files in a folder that all servers see: `zcat` reads them, and so does `trunkline logs`.
// A file is complete and on disk before its rows go, so a server that dies in between only writes it again.

import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Db } from "#store/connect.ts";
import { errorCode } from "#store/errors.ts";
import { archiveAttempt, chunksOfAttempt } from "#store/logs.sql.ts";
import { attemptsToArchive, forgetLogFile, logFilesToDrop } from "#store/maintenance.sql.ts";

const compress = promisify(gzip);
const expand = promisify(gunzip);
const attemptsPerLook = 200;

/** Moves what runs wrote that ended before an instant; answers how many attempts. */
export async function archiveLogs(
  db: Db,
  folder: string,
  before: Date,
  signal?: AbortSignal,
): Promise<number> {
  for (let moved = 0; ; ) {
    const rows = await attemptsToArchive(db, { before, limit: attemptsPerLook });
    for (const { run_id: run, idx, attempt, day } of rows) {
      if (signal?.aborted) return moved;
      // At most what the cap of a task's output lets through.
      const chunks = await chunksOfAttempt(db, { run, idx, attempt });
      const file = path.join(day, `${run}-${idx}-${attempt}.log.gz`);
      await writeWhole(path.join(folder, file), Buffer.concat(chunks.map((one) => one.content)));
      await archiveAttempt(db, {
        run,
        idx,
        attempt,
        path: file,
        since: chunks[0]?.at ?? before,
        seqs: chunks.map(({ seq }) => seq),
        lengths: chunks.map(({ content }) => content.length),
      });
      moved++;
    }
    if (rows.length < attemptsPerLook) return moved;
  }
}

/** Removes the files of runs that are gone. */
export async function dropLogFiles(db: Db, folder: string): Promise<number> {
  for (let dropped = 0; ; ) {
    const rows = await logFilesToDrop(db, { limit: attemptsPerLook });
    for (const { run_id: run, idx, attempt, path: file } of rows) {
      await rm(path.join(folder, file), { force: true });
      await forgetLogFile(db, { run, idx, attempt });
      dropped++;
    }
    if (rows.length < attemptsPerLook) return dropped;
  }
}

export interface ArchivedAttempt {
  path: string;
  seqs: readonly number[];
  lengths: readonly number[];
}

/** The chunks as they were stored. @throws Error that names the file when it can't be read. */
export async function readArchived(
  folder: string | null,
  { path: file, seqs, lengths }: ArchivedAttempt,
): Promise<{ seq: number; content: Buffer }[]> {
  if (folder === null)
    throw new Error(
      `the output is in the archive (${file}), of which this server was not told: start it with --log-archive`,
    );
  const bytes = await readFile(path.join(folder, file))
    .then((packed) => expand(packed))
    .catch((cause) => {
      throw new Error(
        `can't read ${file} of the log archive: ${errorCode(cause) ?? "it is damaged"}`,
        { cause },
      );
    });
  let from = 0;
  return seqs.map((seq, n) => {
    const content = bytes.subarray(from, from + (lengths[n] ?? 0));
    from += content.length;
    return { seq, content };
  });
}

async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const half = `${file}.${process.pid}.half`;
  const handle = await open(half, "w", 0o600);
  try {
    await handle.writeFile(await compress(bytes));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(half, file);
}
