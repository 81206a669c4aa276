// How far the attempts of a task have come, on record with the run: what the next attempt goes on from.

import type { ExternalRuns } from "../executor.ts";

/** Files that are done. */
export interface Done {
  files: number;
  bytes: number;
  /** The first of them. */
  names: string[];
}

/** A file whose copy isn't whole yet. */
export interface Begun {
  name: string;
  /** Which content of it. */
  source: string;
  handle: string;
  /** Parts that are there, and the digest of their digests. */
  parts: number;
  digest: string;
}

export interface Progress {
  /** What isn't at `from` any more, so that a later attempt doesn't find it. */
  gone: Done;
  /** The last name, in their order, whose copy has been proved and named. */
  through: string | null;
  /** One whose copy is proved, and whose source may be gone already. */
  placed: { name: string; bytes: number } | null;
  begun: Begun | null;
}

const noProgress: Progress = {
  gone: { files: 0, bytes: 0, names: [] },
  ...{ through: null, placed: null, begun: null },
};

/** Most names that are kept: 64 kB of them. */
const mostNames = 65_536;

export const withDone = (done: Done, name: string, bytes: number): Done => ({
  files: done.files + 1,
  bytes: done.bytes + bytes,
  names:
    JSON.stringify([...done.names, name]).length > mostNames ? done.names : [...done.names, name],
});

/** Of the time of a copy, what records take at most where nothing hangs on them. */
const mostShare = 0.1;

/** Records progress. */
export class ProgressRecord {
  readonly #external: ExternalRuns;
  readonly earlier: Progress;
  /** When the last record was made, and how long that took. Milliseconds. */
  #recordedAt = 0;
  #tookMs = 0;

  private constructor(external: ExternalRuns, earlier: Progress) {
    this.#external = external;
    this.earlier = earlier;
  }

  static async open(external: ExternalRuns): Promise<ProgressRecord> {
    const { open } = await external.earlier();
    const text = open?.progress;
    const earlier = text ? (JSON.parse(text) as Progress) : noProgress;
    return new ProgressRecord(external, earlier);
  }

  /** Rejects when the attempt is not the task's newest any more: then it does nothing further. */
  async record(progress: Progress): Promise<void> {
    const started = performance.now();
    await this.#external.submitted({ progress: JSON.stringify(progress) });
    this.#recordedAt = performance.now();
    this.#tookMs = this.#recordedAt - started;
  }

  async recordNowAndThen(progress: Progress): Promise<void> {
    const since = performance.now() - this.#recordedAt;
    if (this.#tookMs <= since * mostShare) await this.record(progress);
  }
}
