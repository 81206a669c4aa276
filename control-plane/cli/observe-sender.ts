// Runs that were read, to the server: in batches, each with how far the log was read, so that what is kept and where it goes
// on from can't differ. A run is told when it starts, and again when more of it is known.

import { setTimeout as delay } from "node:timers/promises";
import { type ApiClient, ApiError, Unreachable } from "#api/client.ts";
import type { LegacyRunsRequest } from "#api/types.ts";
import type { LogFormat, LoggedRun } from "#migrators/runlog/log.ts";
import { type SourceSettings, toldRun } from "#migrators/runlog/told-run.ts";
import type { Output } from "./output.ts";

/** As many as a request may have. */
const mostRuns = 5_000;
/** Of the lines in them; a request may have 8 MiB. */
const mostCharacters = 3_000_000;
const longestLine = 10_000;
const mostLines = 50;
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
  /** Of the source, where nobody else may put anything meanwhile. */
  version?: number;
}

type ToldRun = NonNullable<LegacyRunsRequest["runs"]>[number];

export class Sender {
  readonly sent: Sent = { added: 0, changed: 0, runs: 0 };
  readonly #options: SenderOptions;
  readonly #settings: SourceSettings;
  #version: number | undefined;
  #runs: ToldRun[] = [];
  #characters = 0;
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
    // What has no start is the end of one that began before the log, or an order of which something is known by its date.
    if (run.start === null && run.date === null) return false;
    // One that says when its runs end says it of all.
    if (run.end !== null && !this.#settings.endsLogged && format.system === "cron") {
      this.#settings.endsLogged = true;
      this.#options.source.endsLogged = true;
    }
    const told = bodyOf(toldRun(run, format, this.#settings));
    this.#runs.push(told);
    this.#characters += 300 + (told.lines ?? []).reduce((sum, line) => sum + line.length, 0);
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

/** Without what is null. */
function bodyOf(run: ReturnType<typeof toldRun>): ToldRun {
  const { job, lines, ordinal, endKnown, exitKnown } = run;
  const told: ToldRun = { job: plain(job, 1_000), ordinal };
  for (const name of ["login", "host", "run", "date", "start", "end", "status"] as const) {
    const value = run[name];
    if (value !== null) told[name] = plain(value, 200);
  }
  if (run.exit !== null) told.exit = run.exit;
  if (run.outcome !== null) told.outcome = run.outcome;
  if (run.how !== null) told.how = run.how;
  const hidden = (
    [
      ["end", endKnown],
      ["exit", exitKnown],
    ] as const
  ).flatMap(([what, known]) => (known === "unobservable" ? what : []));
  if (hidden.length > 0) told.unobservable = hidden;
  told.lines = lines.slice(0, mostLines).map(lineOf);
  return told;
}

/** Names as the API takes them: without signs that steer a terminal. */
const plain = (text: string, most: number): string =>
  text.slice(0, most).replaceAll(/\p{Cc}/gu, "\ufffd");

/** A record may have been written over several lines. */
const lineOf = (text: string): string =>
  text
    .replaceAll(/\s*[\r\n]\s*/g, " ")
    .replaceAll("\0", "\ufffd")
    .slice(0, longestLine);
