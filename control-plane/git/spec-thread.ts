// Reads the specs of a large first sync on a thread of its own: meanwhile this one takes what Git hands over and gives
// Postgres what is read, and the server answers.

import { getCompileCacheDir } from "node:module";
import { Worker } from "node:worker_threads";
import type { ProjectCeilings } from "#core/ceilings/ceilings.ts";
import type { ReadSpecs } from "#core/read-specs.ts";
import { type SpecColumns, textsOf } from "#core/spec-columns.ts";
import { createHearer } from "#core/told-specs.ts";
import { TextFile } from "./text-file.ts";

/** A spec file with what `inputsOf` gives. */
export interface SpecFile {
  path: string;
  inputs: readonly string[];
  /** Length of its content. */
  bytes: number;
}

/** First of all what the specs have in common: every other file, by path. Then specs, their contents joined. */
export type Question =
  | {
      shared: ReadonlyMap<string, Uint8Array>;
      ceilings: ProjectCeilings | null;
      environment: string | null;
    }
  | { specs: readonly SpecFile[]; contents: Uint8Array };

export interface Answer {
  /** By a `SpecTeller`. */
  told: string;
  columns: SpecColumns;
  /** The question's, to be used again: a new one each time would be garbage that waits long. */
  contents: Uint8Array;
}

/** What it has read can be asked for its tasks as long as the object lives. */
export class SpecThread implements AsyncDisposable {
  readonly #texts = new TextFile();
  #worker: Worker | null = null;
  readonly #waiting: PromiseWithResolvers<ReadSpecs>[] = [];
  readonly #spare: Uint8Array[] = [];
  readonly #hear = createHearer();
  #failure: Error | null = null;

  /** Takes 150 ms of CPU, 60 with a compile cache: none to spare while Git receives, and enough while trees are read. */
  start(): Worker {
    if (this.#worker) return this.#worker;
    const cache = getCompileCacheDir();
    const worker = new Worker(entry, {
      resourceLimits: { maxYoungGenerationSizeMb },
      env: cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: cache },
    });
    worker.on("message", ({ told, columns, contents }: Answer) => {
      this.#spare.push(contents);
      const heard = this.#hear(told, this.#textsOf(columns));
      this.#waiting.shift()?.resolve({ ...heard, columns });
    });
    worker.on("error", (error) => this.#fail(error as Error));
    worker.on("exit", () => this.#fail(new Error("the thread that reads specs has ended")));
    this.#worker = worker;
    return worker;
  }

  share(
    shared: ReadonlyMap<string, Uint8Array>,
    ceilings: ProjectCeilings | null = null,
    environment: string | null = null,
  ): void {
    this.start().postMessage({ shared, ceilings, environment } satisfies Question);
  }

  /** Room for the contents of a question. */
  room(bytes: number): Uint8Array {
    const spare = this.#spare.pop();
    return spare && spare.length >= bytes ? spare : new Uint8Array(Math.max(bytes, usualBytes));
  }

  /**
   * After `share`. Rejects when the thread has died, as without memory.
   * @param contents From `room`, the specs' one after the other; it is gone afterwards.
   */
  async read(specs: readonly SpecFile[], contents: Uint8Array): Promise<ReadSpecs> {
    if (this.#failure) throw this.#failure;
    const answered = Promise.withResolvers<ReadSpecs>();
    this.#waiting.push(answered);
    const question: Question = { specs, contents };
    this.start().postMessage(question, [contents.buffer as ArrayBuffer]);
    return answered.promise;
  }

  /** When there is nothing more to read: a quarter of the memory of a first sync is the thread's. */
  async end(): Promise<void> {
    await this.#worker?.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    this.#texts[Symbol.dispose]();
  }

  #textsOf({ texts, lengths }: SpecColumns): (() => string)[] {
    return this.#texts.add(texts, lengths) ?? textsOf({ texts: texts.slice(), lengths });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const one of this.#waiting.splice(0)) one.reject(this.#failure);
  }
}

const entry = new URL("spec-thread-entry.ts", import.meta.url);

/** Nearly everything that it makes is garbage at once. A third as much is kept for longer and takes 30 MB more. */
const maxYoungGenerationSizeMb = 36;

/** What a question of usual specs takes. */
const usualBytes = 256 * 1024;
