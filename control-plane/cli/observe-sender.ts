// Runs that were read, to the server: in batches, each with how far the log was read, so that what is kept and where it goes
// on from can't differ. A run is told when it starts, and again when more of it is known.

import { setTimeout as delay } from "node:timers/promises";
import { type ApiClient, ApiError, Unreachable } from "#api/client.ts";
import type { LegacyRunsRequest } from "#api/types.ts";
import { JobSpans } from "#migrators/runlog/job-spans.ts";
import type { LogFormat, LoggedRun } from "#migrators/runlog/log.ts";
import { type ToldBody, toldBody } from "#migrators/runlog/told-body.ts";
import type { SourceSettings } from "#migrators/runlog/told-run.ts";
import type { Output } from "./output.ts";

/** A request may have twice as many, which makes it no quicker, and takes more memory. */
const mostRuns = 2_500;
/** Of the lines in them; a request may have 8 MiB. */
const mostCharacters = 1_500_000;
/** Between two attempts while the server is away. */
const retryMs = 2_000;

export interface Sent {
  added: number;
  changed: number;
  runs: number;
}

export interface SenderOptions {
  api: Pick<ApiClient, "putLegacyRuns">;
  project: string;
  source: LegacyRunsRequest["source"];
  out: Output;
  signal: AbortSignal;
  /** Lists have all runs of each job between its first and its last. */
  complete?: boolean;
  /** Of the source, where nobody else may put anything meanwhile. */
  version?: number;
}

export class Sender {
  readonly sent: Sent = { added: 0, changed: 0, runs: 0 };
  readonly #options: SenderOptions;
  readonly #settings: SourceSettings;
  #version: number | undefined;
  #runs: ToldBody[] = [];
  #characters = 0;
  readonly #spans = new JobSpans();
  #ahead: Promise<void> = Promise.resolve();
  /** Of open runs how many lines were told: with more of them more is known. */
  readonly #told = new WeakMap<LoggedRun, number>();

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#version = options.version;
    const { endsLogged = false, failuresLogged = false } = options.source;
    this.#settings = { endsLogged, failuresLogged };
  }

  /** True: a batch is full. */
  add(run: LoggedRun, format: LogFormat): boolean {
    const told = toldBody(run, format, this.#settings);
    if (told === null) return false;
    if (this.#settings.endsLogged) this.#options.source.endsLogged = true;
    this.#runs.push(told);
    if (this.#options.complete && format.covers === "perJob") this.#spans.add(told);
    this.#characters += 300 + told.lines.reduce((sum, line) => sum + line.length, 0);
    return this.#runs.length >= mostRuns || this.#characters >= mostCharacters;
  }

  /** Runs that have begun and not ended, once, and again when more is known of them. */
  addOpen(runs: readonly LoggedRun[], format: LogFormat): boolean {
    let isFull = false;
    for (const run of runs) {
      if (this.#told.get(run) === run.lines.length) continue;
      this.#told.set(run, run.lines.length);
      isFull = this.add({ ...run }, format) || isFull;
    }
    return isFull;
  }

  get isEmpty(): boolean {
    return this.#runs.length === 0;
  }

  /** Sends what there is while the next is read: one batch is under way at most. @throws as `send`, of the batch before */
  async sendAhead(): Promise<void> {
    await this.#ahead;
    this.#ahead = this.#send({});
    // It is told by whoever waits for it next.
    this.#ahead.catch(() => {});
  }

  /** Of each job from when to when all was told. @throws as `send` */
  async sendCovered(): Promise<void> {
    await this.#ahead;
    const { project, source } = this.#options;
    const spans = this.#spans.list();
    for (let at = 0; at < spans.length; at += mostRuns)
      await this.#post(project, { source, covered: spans.slice(at, at + mostRuns) });
  }

  /** Sends what there is. While the server is away it waits. @throws ApiError for what it refuses, the signal's reason. */
  async send(more: Pick<LegacyRunsRequest, "observed" | "position"> = {}): Promise<void> {
    await this.#ahead;
    await this.#send(more);
  }

  async #send(more: Pick<LegacyRunsRequest, "observed" | "position">): Promise<void> {
    const { project, source } = this.#options;
    while (this.#runs.length > mostRuns)
      await this.#post(project, { source, runs: this.#runs.splice(0, mostRuns) });
    const runs = this.#runs;
    this.#runs = [];
    this.#characters = 0;
    await this.#post(project, { source, runs, ...more });
  }

  async #post(project: string, body: LegacyRunsRequest): Promise<void> {
    const { api, out, signal } = this.#options;
    for (let isSaid = false; ; isSaid = true) {
      try {
        const version = this.#version;
        const put = await api.putLegacyRuns(
          project,
          version === undefined ? body : { ...body, version },
        );
        if (version !== undefined) this.#version = put.version;
        this.sent.added += put.added;
        this.sent.changed += put.changed;
        this.sent.runs += body.runs?.length ?? 0;
        return;
      } catch (error) {
        signal.throwIfAborted();
        const isAway =
          error instanceof Unreachable || (error instanceof ApiError && error.status === 503);
        if (!isAway) throw error;
        if (!isSaid) out.note(`waiting for the server: ${(error as Error).message}`);
        await delay(retryMs, undefined, { signal });
      }
    }
  }
}
