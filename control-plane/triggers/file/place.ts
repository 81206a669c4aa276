// What is kept of a folder that is followed: which files are done with, and how many there were.

import type { ListedFile } from "#core/files/watch.ts";
import {
  amongFiles,
  type KnownFiles,
  knownTexts,
  noFiles,
  readKnown,
  withFiles,
} from "#executors/file/known.ts";
import type { Message, Position } from "../source.ts";

export interface FolderPlace {
  /** Those that were there at first, or were taken since, and are there still. */
  known: KnownFiles;
  /** How many messages there were: each has its number, so that a name that comes again is another message. */
  made: number;
}

export const firstPlace = (files: readonly ListedFile[], existing: boolean): FolderPlace => ({
  known: existing ? noFiles : withFiles(noFiles, files),
  made: 0,
});

export const placeOf = (position: Position): FolderPlace => ({
  known: readKnown(position.files as string[]),
  made: position.made as number,
});

export const positionOf = ({ known, made }: FolderPlace): Position => ({
  files: knownTexts(known),
  made,
});

/** Without the files that are gone. */
export const withoutGone = (
  { known, made }: FolderPlace,
  files: readonly ListedFile[],
): FolderPlace => ({ known: amongFiles(known, files), made });

/** Once these are taken. */
export const afterFiles = (
  { known, made }: FolderPlace,
  files: readonly ListedFile[],
): FolderPlace => ({ known: withFiles(known, files), made: made + files.length });

/** @param index Of the file among those that are taken together. @param path As its place knows it. */
export function messageOf(
  file: ListedFile,
  path: string,
  { made }: FolderPlace,
  index: number,
): Message {
  const { name, size, modifiedMs } = file;
  const modified = new Date(modifiedMs);
  // File systems take times that are none to others.
  const isTime = !Number.isNaN(modified.getTime());
  return {
    key: `${name} ${made + index + 1}`,
    headers: {},
    body: { name, path, size, modified: isTime ? modified.toISOString() : null },
    sentAt: isTime ? modified : null,
  };
}
