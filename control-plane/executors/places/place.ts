// The one interface to whatever holds files: a folder here, a folder of a host by SFTP, a prefix of a bucket.

import type { FilePattern } from "#core/file-pattern.ts";

/** A file as its place describes it. */
export interface FoundFile {
  /** Below the place's folder, `/` between its parts; it can lead nowhere else. */
  name: string;
  /** Bytes. */
  size: number;
  /** When it was last changed, as exactly as the place says it. */
  modifiedMs: number;
  /** The place's own mark of what is in it: another content has another one, as far as the place can tell. */
  mark: string;
}

/** Whether it is still the file that it was. */
export const isSameFile = (one: FoundFile, other: FoundFile | null): boolean =>
  other !== null && one.size === other.size && one.mark === other.mark;

export interface Listing {
  /** By name. Plain files alone: symbolic links are left out, and not followed. */
  files: FoundFile[];
  /** Names that match and can't be taken, fit to be printed, with why. */
  refused: string[];
}

export interface ListLimits {
  /** Most files that match. */
  files: number;
  /** Most entries that are looked at, those that don't match included. */
  entries: number;
}

export const defaultListLimits: ListLimits = { files: 10_000, entries: 100_000 };
/** Folders within folders; no pattern gets deeper. */
export const deepestFolder = 32;

/** What can be looked at. */
export interface Place extends AsyncDisposable {
  /** For people: `sftp://feed@edge.example:22/outgoing`. */
  readonly text: string;
  /** @throws TooMuch beyond the limits, Error when the place can't be asked or the folder isn't there. */
  list(patterns: readonly FilePattern[], limits?: ListLimits): Promise<Listing>;
  /** Null when there is no plain file of that name. */
  stat(name: string): Promise<FoundFile | null>;
}

/** What files are taken from and put to. */
export interface TransferPlace extends Place {
  /** @throws Changed when it isn't the file that was seen */
  read(file: FoundFile): Promise<Reading>;
  /** Begins to write, or goes on with what an earlier attempt began: nothing is seen under the name until `commit`. */
  write(target: WriteTarget): Promise<Writing>;
  /** Of what was given up: `handle` as `Writing` has it. It may be gone already. */
  discard(name: string, handle: string): Promise<void>;
  /**
   * @param key As of `WriteTarget`: where the place can do that, the file leaves its name before it goes.
   * @param isCopied Asked then: if it is another name of the copy itself, or isn't known, the file is put back.
   * @throws Changed when it isn't the file that was seen
   */
  remove(file: FoundFile, key: string, isCopied: () => Promise<boolean>): Promise<void>;
  /** Puts back what a `remove` that broke off has left aside; mostly nothing. */
  restore(name: string, key: string): Promise<void>;
  /** To another folder of the same place, by its path there; folders are made. @throws Changed, Exists */
  move(file: FoundFile, folder: string): Promise<void>;
}

export interface Reading extends AsyncDisposable {
  /** Fewer bytes than asked for: the file ends there. @throws Changed when the place can tell */
  part(from: number, length: number): Promise<Uint8Array>;
}

export interface WriteTarget {
  name: string;
  size: number;
  /** Of each part but the last. */
  partBytes: number;
  /** Nobody else writes with the same one: up to 64 of `a-z0-9`. */
  key: string;
  /** Of an earlier attempt, which goes on if the place still has it. */
  handle: string | null;
}

export interface Writing extends AsyncDisposable {
  /** Finds it again; on record before anything is written. */
  readonly handle: string;
  /**
   * SHA-256 of the first parts that are there whole, at most so many: of what the place has, not of what was sent.
   * @param source Asked where the place can't say it, but can tell whether it has the same bytes.
   */
  kept(most: number, source: Reading): Promise<Buffer[]>;
  /** Parts come in order. @param digest SHA-256 of the bytes. */
  put(index: number, bytes: Uint8Array, digest: Buffer): Promise<void>;
  /** SHA-256 of all parts as they are there; null where the place can't say it, or only once the file has its name. */
  proof(): Promise<Buffer[] | null>;
  /** All at once under its name. @throws Exists unless it may replace what is there */
  commit(mayReplace: boolean): Promise<void>;
  /** What was written is given up. */
  discard(): Promise<void>;
}

/** It isn't the file that was listed any more. */
export class Changed extends Error {
  override name = "Changed";

  constructor(name: string) {
    super(`${name} changed while it was copied`);
  }
}

/** There is a file of that name already. */
export class Exists extends Error {
  override name = "Exists";

  constructor(name: string) {
    super(`${name} is there already`);
  }
}

/** More than the limits allow. */
export class TooMuch extends Error {
  override name = "TooMuch";
}
