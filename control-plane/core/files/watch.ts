// What is waited for in a folder, by tasks (`uses: file`) and by triggers (`file:`).

import type { FilePlace } from "../file-place.ts";

/** A file as a listing gives it. */
export interface ListedFile {
  /** Path below the folder. */
  name: string;
  /** Bytes. */
  size: number;
  /** When it was last changed, by its place's clock. */
  modifiedMs: number;
  /** The place's own mark of its content. */
  mark: string;
}

/** What it is beside what was there before. */
export type FileState = "new" | "changed" | "known";

/** `created`: wasn't there before; `changed`: that, or has another content than before. */
export type WatchedEvent = "exists" | "created" | "changed";

/** When a file counts. */
export interface FileRule {
  /** Patterns of paths below the folder. */
  files: string[];
  on: WatchedEvent;
  /** It has to be seen unchanged for so long, by the clock of who looks. */
  stableMs: number;
  minBytes: number;
  /** Since it was changed, by the times that its place gives. */
  minAgeMs: number;
  /** Null: however old. */
  maxAgeMs: number | null;
  /** Name of the file beside it that says that it is whole, as of `markerName`; null: none is needed. */
  marker: string | null;
}

export interface FileWatch extends FilePlace, FileRule {
  /** Between two looks. */
  everyMs: number;
}
