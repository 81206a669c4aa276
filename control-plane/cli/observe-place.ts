// Which file a log is, whatever it is called by now: by its first bytes. Numbers of files are given to others once a file is
// gone, and a copy has another one.

import { createHash } from "node:crypto";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import path from "node:path";

/** First bytes of a file that is longer by now, as a digest; its number, while it is empty. */
export interface FileHead {
  length: number;
  hash: string;
  inode: number;
}

/** What the server keeps. */
export interface Position {
  format: string;
  words: readonly string[] | null;
  head: FileHead;
  offset: number;
  /** Of the reader. */
  saved: object | null;
  /** The last moment that was told, in milliseconds since 1970. */
  last: number | null;
}

/** Two lines of a log, which have their times. */
const headLength = 1_024;

/** @param most no more bytes than were known of it */
export async function headOf(handle: FileHandle, most = headLength): Promise<FileHead> {
  const bytes = Buffer.alloc(Math.min(most, headLength));
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  const hash = createHash("sha256").update(bytes.subarray(0, length)).digest("base64url");
  return { length, hash, inode: (await handle.stat()).ino };
}

/** Whether it begins as that file did; one that was empty is told by its number. */
export async function beginsAs(handle: FileHandle, head: FileHead): Promise<boolean> {
  const is = await headOf(handle, head.length);
  if (head.length === 0) return is.inode === head.inode;
  return is.length === head.length && is.hash === head.hash;
}

/**
 * Where a file went that was at `place`: those beside it whose names begin with its name. After it those that came later,
 * the oldest first, without the one that is at `place` now. Empty: it is gone, or compressed.
 */
export async function rotatedFrom(
  place: string,
  head: FileHead,
  offset: number,
): Promise<string[]> {
  const folder = path.dirname(place);
  const names = await readdir(folder).catch((): string[] => []);
  const found: { file: string; changed: number; is: boolean }[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    if (file === place || !name.startsWith(path.basename(place)) || name.endsWith(".gz")) continue;
    const about = await stat(file).catch(() => null);
    if (!about?.isFile()) continue;
    await using handle = await open(file).catch(() => null);
    if (handle === null) continue;
    const is = about.size >= offset && (await beginsAs(handle, head));
    found.push({ file, changed: about.mtimeMs, is });
  }
  const at = found.find(({ is }) => is);
  if (!at) return [];
  const later = found.filter((each) => !each.is && each.changed >= at.changed);
  // Of one moment the higher number is the older one.
  const byAge = (a: (typeof found)[0], b: (typeof found)[0]) =>
    a.changed - b.changed || b.file.localeCompare(a.file, "en", { numeric: true });
  return [at, ...later.toSorted(byAge)].map(({ file }) => file);
}
