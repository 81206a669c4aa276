// Reads the specs of a large first sync on a thread of its own: meanwhile this one takes what Git hands over and gives
// Postgres what is read, and the server answers.

import { getCompileCacheDir } from "node:module";
import { Worker } from "node:worker_threads";
import type { ProjectCeilings } from "#core/ceilings/ceilings.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import type { ReadSpecs } from "#core/read-specs.ts";
import type { PipelineSource } from "#core/source.ts";
import { type SpecColumns, textsOf } from "#core/spec-columns.ts";
import { pipelineKeptAsText, type SaidOfPipeline } from "#core/stored-spec.ts";
import { TextFile } from "./text-file.ts";

/** A spec file with what `inputsOf` gives. */
export interface SpecFiles {
  path: string;
  inputs: readonly string[];
  content: Uint8Array;
}

/** First of all what the specs have in common: every other file, by path. Then specs, their contents joined. */
export type Question =
  | {
      shared: ReadonlyMap<string, Uint8Array>;
      ceilings: ProjectCeilings | null;
      environment: string | null;
    }
  | { specs: readonly (Omit<SpecFiles, "content"> & { bytes: number })[]; contents: Uint8Array };

export interface Answer {
  /** `Told` as JSON: a text costs the thread a third of what objects cost that are copied. */
  told: string;
  columns: SpecColumns;
}

export interface Told {
  sources: (Omit<PipelineSource, "pipeline"> & { pipeline: SaidOfPipeline | null })[];
  /** Of the good ones. */
  facts: Omit<PlannedPipeline, "pipeline" | "text">[];
}

/** What it has read can be asked for its tasks as long as the object lives. */
export class SpecThread implements AsyncDisposable {
  readonly #texts = new TextFile();
  #worker: Worker | null = null;
  readonly #waiting: PromiseWithResolvers<ReadSpecs>[] = [];
  #failure: Error | null = null;

  /** Takes 150 ms of CPU, 60 with a compile cache: none to spare while Git receives, and enough while trees are read. */
  start(): Worker {
    if (this.#worker) return this.#worker;
    const cache = getCompileCacheDir();
    const worker = new Worker(entry, {
      resourceLimits: { maxYoungGenerationSizeMb },
      env: cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: cache },
    });
    worker.on("message", (answer: Answer) =>
      this.#waiting.shift()?.resolve(withTasks(answer, this.#texts)),
    );
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

  /** After `share`. Rejects when the thread has died, as without memory. */
  async read(specs: readonly SpecFiles[]): Promise<ReadSpecs> {
    if (this.#failure) throw this.#failure;
    const answered = Promise.withResolvers<ReadSpecs>();
    this.#waiting.push(answered);
    const contents = new Uint8Array(specs.reduce((sum, { content }) => sum + content.length, 0));
    let end = 0;
    const files = specs.map(({ content, ...file }) => {
      contents.set(content, end);
      end += content.length;
      return { ...file, bytes: content.length };
    });
    const question: Question = { specs: files, contents };
    this.start().postMessage(question, [contents.buffer]);
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

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const one of this.#waiting.splice(0)) one.reject(this.#failure);
  }
}

const entry = new URL("spec-thread-entry.ts", import.meta.url);

/** Nearly everything that it makes is garbage at once. A third as much is kept for longer and takes 30 MB more. */
const maxYoungGenerationSizeMb = 36;

function withTasks({ told, columns }: Answer, file: TextFile): ReadSpecs {
  const { sources, facts } = JSON.parse(told) as Told;
  const { texts: bytes, lengths } = columns;
  const texts = file.add(bytes, lengths) ?? textsOf({ texts: bytes.slice(), lengths });
  const planned: PlannedPipeline[] = [];
  const whole = sources.map(({ pipeline: said, ...source }): PipelineSource => {
    if (said === null) return { ...source, pipeline: null };
    const [one, text] = [facts[planned.length], texts[planned.length]];
    if (!one || !text) throw new Error("the thread that reads specs lost one");
    const pipeline = pipelineKeptAsText(said, text);
    planned.push({ ...one, pipeline });
    return { ...source, pipeline };
  });
  return { sources: whole, planned, columns };
}
