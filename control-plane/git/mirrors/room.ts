// The room that all mirrors of a cache folder may take together. Whoever fetches asks for some; where there is too little,
// mirrors are compacted, then those are emptied that were not used for the longest.

import { bytesText } from "#core/bytes-text.ts";
import { leastRecentlyUsed, type MirrorUse, worthCompacting } from "#core/mirror-choice.ts";
import { GitError } from "../source.ts";
import { removeAbandoned } from "../unused-mirrors.ts";
import {
  compactedBytes,
  lastOpenMs,
  lastReadMs,
  listMirrors,
  type MirrorTotals,
  mirrorBytes,
} from "./sizes.ts";

/** What was used in the last ten minutes is likely read on. */
const usualKeepMs = 600_000;

/** With less left room is made before a fetch begins: in most it brings kilobytes. */
const leastBytes = 16 * 2 ** 20;
/** Less more is not worth another try. */
const leastGain = 64 * 2 ** 10;
/** A mirror for which there was too little downloads it in vain so often at most, unless there is more. */
const againMs = 3_600_000;

/** A mirror that this process has open. */
export interface OpenMirror {
  /** Joins its packs and drops what nothing leads to; false where somebody fetches into it. */
  compact(): Promise<boolean>;
  /** Empties it if all of it can be fetched again; false where it can't, or somebody fetches into it. */
  release(): Promise<boolean>;
  /** Lets go of files that are open, which take room until then. */
  forget(): void;
}

export interface MirrorRoomOptions {
  cacheDir: string;
  limitBytes: number;
  /** Mirrors that were used within this time are not emptied. */
  keepMs?: number;
  nowMs?: () => number;
}

/** A fetch under way. */
interface Receiving {
  folder: string;
  /** What all mirrors took when it began. */
  others: number;
  received: number;
  /** It was told that there is no more room. */
  isOut: boolean;
}

export interface Allowance {
  /** How much this fetch may receive altogether, when it has received so much. */
  most(received: number): number;
}

export class MirrorRoom {
  readonly limitBytes: number;
  readonly #options: MirrorRoomOptions;
  readonly #open = new Map<string, Set<OpenMirror>>();
  readonly #receiving = new Set<Receiving>();
  /** So much was not enough for a mirror when everything else had given its room back, and when that was. */
  readonly #tooLittle = new Map<string, { bytes: number; atMs: number }>();
  #making: Promise<unknown> = Promise.resolve();

  constructor(options: MirrorRoomOptions) {
    this.#options = options;
    this.limitBytes = options.limitBytes;
  }

  /** @returns how to take it back. */
  register(folder: string, mirror: OpenMirror): () => void {
    const open = this.#open.getOrInsertComputed(folder, () => new Set());
    open.add(mirror);
    return () => {
      open.delete(mirror);
      if (open.size === 0) this.#open.delete(folder);
    };
  }

  totals(): MirrorTotals & { limitBytes: number } {
    const uses = this.#measure();
    return { mirrors: uses.length, bytes: sumOf(uses), limitBytes: this.limitBytes };
  }

  /** Brings what there is below the limit, as far as that goes. */
  keep(): Promise<void> {
    return this.#make(0, null);
  }

  /**
   * Fetches into a mirror with the room that there is, and again with more when that was too little.
   * @param url For the message. @throws GitError `full` when all that can go is gone and it still is too little.
   */
  async fetching<T>(
    folder: string,
    url: string,
    fetch: (allowance: Allowance) => Promise<T>,
  ): Promise<T> {
    let left = this.#leftFor(this.#stateOf(folder));
    const known = this.#tooLittle.get(folder);
    if (known && left <= known.bytes && this.#nowMs() - known.atMs < againMs)
      throw this.#full(folder, url, left);
    const least = Math.min(leastBytes, this.limitBytes / 20);
    if (left < least) {
      await this.#make(least, folder);
      left = this.#leftFor(this.#stateOf(folder));
    }
    for (;;) {
      const one = this.#stateOf(folder);
      this.#receiving.add(one);
      try {
        const done = await fetch({ most: (received) => this.#allow(one, received) });
        this.#tooLittle.delete(folder);
        return done;
      } catch (error) {
        if (!one.isOut || !(error instanceof GitError) || error.kind !== "tooLarge") throw error;
      } finally {
        this.#receiving.delete(one);
      }
      // What it needs nobody says beforehand: twice as much each time.
      await this.#make(Math.max(least, 2 * left), folder);
      const more = this.#leftFor(this.#stateOf(folder));
      if (more - left < leastGain) {
        this.#tooLittle.set(folder, { bytes: more, atMs: this.#nowMs() });
        throw this.#full(folder, url, more);
      }
      left = more;
    }
  }

  #allow(one: Receiving, received: number): number {
    one.received = Math.min(received, this.limitBytes);
    const left = this.#leftFor(one);
    if (received > left) one.isOut = true;
    return left;
  }

  #stateOf(folder: string): Receiving {
    return { folder, others: sumOf(this.#measure()), received: 0, isOut: false };
  }

  /** Of two fetches at a time the one that receives less goes on: it isn't the one that takes too much. */
  #leftFor({ folder, others, received }: Receiving): number {
    let left = this.limitBytes - others;
    for (const one of this.#receiving)
      if (one.folder !== folder && one.received < received) left -= one.received;
    return Math.max(0, left);
  }

  #make(bytes: number, folder: string | null): Promise<void> {
    const mine = this.#making.then(() => this.#makeNow(bytes, folder));
    this.#making = mine.catch(() => {});
    return mine;
  }

  /** Until so many bytes are left, or nothing can go any more. What `folder` has is needed. */
  async #makeNow(bytes: number, folder: string | null): Promise<void> {
    const isEnough = () => this.limitBytes - sumOf(this.#measure()) >= bytes;
    for (const { folder } of worthCompacting(this.#measure())) {
      if (isEnough()) return;
      const [open] = this.#open.get(folder) ?? [];
      await open?.compact();
    }
    const nowMs = this.#nowMs();
    const order = { nowMs, keepMs: this.#options.keepMs ?? usualKeepMs };
    for (const one of leastRecentlyUsed(this.#measure(), order)) {
      if (isEnough()) return;
      if (one.folder === folder) continue;
      if (!one.isOpen) await removeAbandoned(one.folder, nowMs);
      await this.#release([...(this.#open.get(one.folder) ?? [])]);
    }
  }

  async #release(all: readonly OpenMirror[]): Promise<void> {
    if (await all[0]?.release()) for (const one of all) one.forget();
  }

  #measure(): MirrorUse[] {
    return listMirrors(this.#options.cacheDir).map((folder) => ({
      ...{ folder, bytes: mirrorBytes(folder), compactedBytes: compactedBytes(folder) },
      ...{ usedMs: lastReadMs(folder), markedMs: lastOpenMs(folder) },
      isOpen: this.#open.has(folder),
    }));
  }

  #nowMs(): number {
    return (this.#options.nowMs ?? Date.now)();
  }

  #full(folder: string, url: string, left: number): GitError {
    const all = this.totals();
    return new GitError(
      "full",
      `fetching: the mirrors in ${this.#options.cacheDir} take ${bytesText(all.bytes)} of the ${bytesText(this.limitBytes)} that they may; ` +
        `the one of ${url} has ${bytesText(mirrorBytes(folder))} and needs more than the ${bytesText(left)} that are left`,
      "Raise --mirror-limit, keep large files out of the repository's history, or follow fewer repositories: nothing else could be removed to make room",
    );
  }
}

const sumOf = (uses: readonly { bytes: number }[]): number =>
  uses.reduce((sum, { bytes }) => sum + bytes, 0);
