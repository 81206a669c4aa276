// Looks at a folder again and again until enough files are ready, whatever becomes of the connection meanwhile.

import type { FileAction } from "#core/action.ts";
import { bytesText } from "#core/bytes-text.ts";
import { isEnough, judgeFiles, nextLookMs, type Observations } from "#core/files/judge.ts";
import { seenText } from "#core/files/said.ts";
import type { ListedFile } from "#core/files/watch.ts";
import type { ExternalRuns } from "../executor.ts";
import { type LiveAttempt, TaskFailure } from "../in-process.ts";
import { type Listing, TooMuch } from "../places/place.ts";
import { S3Refused } from "../places/s3-client.ts";
import { LoginRefused } from "../ssh/session.ts";
import { reason, sleep } from "../stop.ts";
import {
  amongFiles,
  type KnownFiles,
  knownTexts,
  noFiles,
  readKnown,
  stateOf,
  withFiles,
} from "./known.ts";

export interface WaitSettings {
  /** With the values of its expressions. */
  action: FileAction;
  external: ExternalRuns;
  live: LiveAttempt;
  look(): Promise<Listing>;
  /** As of `AttemptRequest`. */
  onWaiting(): void;
}

/** Names that are told to be left out: enough to look into. */
const mostRefused = 100;
const [firstRetryMs, longestRetryMs] = [1_000, 60_000];

export class FileWait {
  readonly #settings: WaitSettings;
  #seen: Observations = new Map();
  /** What was there when the task's first attempt began; null: not known yet. */
  #known: KnownFiles | null = null;
  #said = "nothing yet";
  readonly #refused = new Set<string>();

  constructor(settings: WaitSettings) {
    this.#settings = settings;
  }

  /** For people, after the last look. */
  get said(): string {
    return this.#said;
  }

  /** The files that are ready. @throws TaskFailure for what no later look mends, and the signal's reason */
  async files(): Promise<ListedFile[]> {
    const { live, look, onWaiting } = this.#settings;
    for (let failed = 0; ; ) {
      let waitMs = Math.min(firstRetryMs * 2 ** failed, longestRetryMs);
      try {
        const listing = await look();
        failed = 0;
        await this.#printRefused(listing.refused);
        const found = await this.#judge(listing.files);
        if (Array.isArray(found)) return found;
        waitMs = found.waitMs;
      } catch (error) {
        live.signal.throwIfAborted();
        if (isFinal(error)) throw error;
        failed++;
        // A connection that was lost for a while shows nothing of what became of the files.
        this.#seen = new Map();
        await this.#say(`can't look: ${reason(error)}`);
      }
      onWaiting();
      await sleep(waitMs, live.signal);
    }
  }

  async #judge(files: readonly ListedFile[]): Promise<ListedFile[] | { waitMs: number }> {
    const { action } = this.#settings;
    const { on, everyMs } = action;
    if (on === "absent") {
      if (files.length === 0) return [];
      const more = files.length > 1 ? `, and ${files.length - 1} more` : "";
      await this.#say(`${files[0]?.name} is there${more}`);
      return { waitMs: everyMs };
    }
    const known = on === "exists" ? noFiles : await this.#before(files);
    const look = { files, atMs: performance.now(), nowMs: Date.now() };
    const judged = judgeFiles(this.#seen, look, { ...action, on }, (file) => stateOf(file, known));
    this.#seen = judged.seen;
    if (isEnough(judged, action)) return judged.ready;
    await this.#say(seenText(judged));
    return { waitMs: nextLookMs(judged, everyMs) };
  }

  /** What was there before; kept with the run, so that a further attempt knows it too. */
  async #before(files: readonly ListedFile[]): Promise<KnownFiles> {
    const { external } = this.#settings;
    if (this.#known === null) {
      const { open } = await external.earlier();
      this.#known = open?.before ? readKnown(JSON.parse(open.before) as string[]) : null;
    }
    const known = this.#known === null ? withFiles(noFiles, files) : amongFiles(this.#known, files);
    if (known.size !== this.#known?.size)
      await external.submitted({ before: JSON.stringify(knownTexts(known)) });
    this.#known = known;
    return known;
  }

  async #printRefused(refused: readonly string[]): Promise<void> {
    for (const text of refused) {
      if (this.#refused.has(text) || this.#refused.size >= mostRefused) continue;
      this.#refused.add(text);
      await this.#settings.live.print(`Left out: ${text}.\n`);
    }
  }

  /** Once, until something else is to be said. */
  async #say(text: string): Promise<void> {
    if (text === this.#said) return;
    this.#said = text;
    await this.#settings.live.print(`Seen: ${text}.\n`);
  }
}

/** A wait mends no rule, no secret and no folder that is too full; wrong passwords lock users out. */
const isFinal = (error: unknown): boolean =>
  error instanceof TaskFailure ||
  error instanceof TooMuch ||
  error instanceof LoginRefused ||
  (error instanceof S3Refused && (error.status === 401 || error.status === 403));

/** Most of the names that are given as output. */
const mostNameCharacters = 60_000;

/** What a task gives of the files that were ready. @param pathOf As the place knows it. */
export function outputsOf(
  files: readonly ListedFile[],
  pathOf: (name: string) => string,
): Record<string, string> {
  const names: string[] = [];
  let characters = 0;
  for (const { name } of files) {
    characters += JSON.stringify(name).length + 1;
    if (characters > mostNameCharacters) break;
    names.push(name);
  }
  return {
    count: String(files.length),
    size: String(files.reduce((sum, { size }) => sum + size, 0)),
    path: files[0] === undefined ? "" : pathOf(files[0].name),
    files: JSON.stringify(names),
  };
}

/** A line for each file, the first ones. */
export const readyText = (files: readonly ListedFile[]): string => {
  const lines = files.slice(0, 100).map(({ name, size }) => `${name}: ${bytesText(size)}.\n`);
  const more = files.length - lines.length;
  return lines.join("") + (more > 0 ? `And ${more} more.\n` : "");
};
