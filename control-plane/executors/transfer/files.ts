// All files of one attempt, one after the other: each is copied and proved before anything becomes of it at its source.

import { createHash } from "node:crypto";
import type { TransferAction } from "#core/action.ts";
import { bytesText } from "#core/bytes-text.ts";
import { filePattern } from "#core/file-pattern.ts";
import { TaskFailure } from "../in-process.ts";
import {
  Changed,
  defaultListLimits,
  Exists,
  type FoundFile,
  isSameFile,
  type Listing,
  TooMuch,
  type TransferPlace,
} from "../places/place.ts";
import { copy, isSameContent, Unproved } from "./copy.ts";
import { type Begun, type Done, type Progress, type ProgressRecord, withDone } from "./progress.ts";

export interface TransferSettings {
  action: TransferAction;
  from: TransferPlace;
  to: TransferPlace;
  progress: ProgressRecord;
  /** Of this task of this run. */
  key: string;
  print(text: string): Promise<void>;
  signal: AbortSignal;
}

/** What became of a file: `left` is still where it was, as the task says. */
type Outcome = "done" | "left";

export class Files {
  readonly #settings: TransferSettings;
  #now: Progress;

  constructor(settings: TransferSettings) {
    this.#settings = settings;
    this.#now = settings.progress.earlier;
  }

  /** @throws TaskFailure when a file failed, after the others were done */
  async all(): Promise<Done> {
    const { action, from, print, signal } = this.#settings;
    const { placed, gone } = this.#now;
    if (placed !== null) await from.restore(placed.name, this.#keyOf(placed.name));
    const listing = await this.#list();
    // Its source went as it should just before the earlier attempt ended.
    if (placed !== null && !listing.files.some(({ name }) => name === placed.name))
      this.#now = { ...this.#now, gone: withDone(gone, placed.name, placed.bytes) };
    this.#now = { ...this.#now, placed: null };
    mustBeWithin(action, listing, this.#now.gone);
    let done = this.#now.gone;
    const failures: string[] = [];
    for (const file of listing.files) {
      signal.throwIfAborted();
      try {
        if ((await this.#one(file)) === "done") done = withDone(done, file.name, file.size);
      } catch (error) {
        if (!ofOneFile(error)) throw error;
        failures.push(error.message);
        await print(`${error.message}.\n`);
      }
    }
    if (failures.length > 0)
      throw new TaskFailure(
        failures.length === 1
          ? `${failures[0]}.`
          : `${failures.length} files failed; ${failures[0]}.`,
      );
    return done;
  }

  /** What isn't whole yet; null when there is nothing. */
  get begun(): Begun | null {
    return this.#now.begun;
  }

  async #list(): Promise<Listing> {
    const { action, from, print } = this.#settings;
    const limits = { ...defaultListLimits, files: action.maxFiles };
    try {
      const listing = await from.list(action.files.map(filePattern), limits);
      for (const refused of listing.refused) await print(`Not taken: ${refused}.\n`);
      return listing;
    } catch (error) {
      throw error instanceof TooMuch
        ? new TaskFailure(`At ${from.text}, ${error.message}.`)
        : error;
    }
  }

  async #one(file: FoundFile): Promise<Outcome> {
    const { action, to, print } = this.#settings;
    const there = await to.stat(file.name);
    if (there !== null && action.ifExists === "skip" && !this.#isOurs(file)) {
      await print(`${file.name} is there already: left.\n`);
      return "left";
    }
    try {
      if (there !== null && (await this.#isThere(file, there)))
        await print(`${file.name} is there already, with the same content.\n`);
      else {
        if (there !== null && action.ifExists !== "replace") throw new Exists(file.name);
        await this.#copy(file);
        await print(`${file.name}: ${bytesText(file.size)}.\n`);
      }
    } catch (error) {
      if (!(error instanceof Changed) || action.ifChanged === "fail") throw error;
      await print(`${error.message}: left.\n`);
      return "left";
    }
    await this.#placed(file);
    return "done";
  }

  /** Its copy is proved and has its name: on record before anything becomes of the file itself. */
  async #placed(file: FoundFile): Promise<void> {
    const { action, from, to, progress } = this.#settings;
    const { gone, through } = this.#now;
    const placed = action.after === "keep" ? null : { name: file.name, bytes: file.size };
    const last = through === null || through < file.name ? file.name : through;
    this.#now = { gone, through: last, placed, begun: null };
    await progress.record(this.#now);
    if (placed === null) return;
    try {
      if (action.after === "move") await from.move(file, action.moveTo ?? "");
      else {
        const copied = await to.stat(file.name);
        const isCopied = async () =>
          copied !== null && isSameFile(copied, await to.stat(file.name));
        await from.remove(file, this.#keyOf(file.name), isCopied);
      }
      this.#now = { ...this.#now, gone: withDone(gone, file.name, file.size) };
    } finally {
      this.#now = { ...this.#now, placed: null };
    }
  }

  #keyOf(name: string): string {
    const text = `${this.#settings.key}/${name}`;
    return createHash("sha256").update(text).digest("hex").slice(0, 32);
  }

  /** Whether an attempt of this run may have put it there. */
  #isOurs({ name }: FoundFile): boolean {
    const { begun, through } = this.#settings.progress.earlier;
    return begun?.name === name || (through !== null && name <= through);
  }

  async #isThere(file: FoundFile, there: FoundFile): Promise<boolean> {
    if (this.#settings.action.ifExists === "fail" && !this.#isOurs(file)) return false;
    return await isSameContent(file, there, this.#settings);
  }

  async #copy(file: FoundFile): Promise<void> {
    const { action, progress } = this.#settings;
    await copy(file, {
      ...this.#settings,
      verify: action.verify,
      mayReplace: action.ifExists === "replace",
      begun: this.#now.begun,
      reached: async (begun, how) => {
        this.#now = { ...this.#now, begun };
        if (how === "begins") await progress.record(this.#now);
        else await progress.recordNowAndThen(this.#now);
      },
      ready: () => progress.record(this.#now),
    });
  }
}

/** What says nothing of the other files. */
const ofOneFile = (error: unknown): error is Error =>
  error instanceof Changed || error instanceof Exists || error instanceof Unproved;

function mustBeWithin(action: TransferAction, { files, refused }: Listing, gone: Done): void {
  if (refused.length > 0)
    throw new TaskFailure(`A name that matches can't be taken: ${refused[0]}.`);
  const count = files.length + gone.files;
  if (count < action.minFiles)
    throw new TaskFailure(
      `${count === 0 ? "No file matches" : `${count} ${count === 1 ? "file matches" : "files match"}`}; at least ${action.minFiles} must.`,
    );
  const bytes = files.reduce((sum, { size }) => sum + size, gone.bytes);
  if (bytes > action.maxBytes)
    throw new TaskFailure(
      `What matches has ${bytesText(bytes)}; at most ${bytesText(action.maxBytes)} may (\`maxBytes\`).`,
    );
}
