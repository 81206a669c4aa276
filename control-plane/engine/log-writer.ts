// Carries output from attempts to `log_chunk`: chunks of all attempts travel together in few inserts.

import type pg from "pg";
import { OutputPump } from "#executors/output-pump.ts";
import { errorCode, messageOf } from "#store/errors.ts";
import { appendLog } from "#store/logs.sql.ts";
import { Batcher } from "./batcher.ts";
import type { Claim } from "./held.ts";

interface Chunk {
  claim: Claim;
  seq: number;
  content: Uint8Array;
}

export interface LogWriter {
  /** `write` takes output and resolves when more may come; `end` resolves once all of it is stored. */
  open(claim: Claim): OutputPump;
}

/** At most 64 chunks of 64 KiB: 4 MiB in one statement. */
const chunksPerInsert = 64;
const retryMs = 250;

/**
 * While the database takes nothing, output waits and its commands are held back; `ended` gives up.
 * @param report hears why output waits, each time that it is refused.
 */
export function createLogWriter(
  pool: pg.Pool,
  ended: AbortSignal,
  report: (reason: string) => void = () => {},
): LogWriter {
  const inserts = new Batcher<Chunk, void>(async (chunks) => {
    const columns = {
      runs: chunks.map(({ claim }) => claim.run),
      idxs: chunks.map(({ claim }) => claim.idx),
      attempts: chunks.map(({ claim }) => claim.attempt),
      seqs: chunks.map(({ seq }) => seq),
      contents: chunks.map(({ content }) => Buffer.from(content)),
    };
    for (;;) {
      try {
        await appendLog(pool, columns);
        return chunks.map(() => undefined);
      } catch (error) {
        // Class 53 (disk full among them) and lost connections pass; a refused row never will.
        if (ended.aborted || /^2[23]/.test(errorCode(error) ?? "")) throw error;
        report(messageOf(error));
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }, chunksPerInsert);

  return {
    open(claim) {
      let seq = 0;
      return new OutputPump({ store: (content) => inserts.add({ claim, seq: ++seq, content }) });
    },
  };
}
