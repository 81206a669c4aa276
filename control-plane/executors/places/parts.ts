// Files are moved and proved part by part: a part is what is held in memory, and what a copy that broke off goes on from.

import { createHash } from "node:crypto";
import type { Reading } from "./place.ts";

/** Least of a part that S3 takes is 5 MiB, most are 10,000. */
const leastPartBytes = 8 * 2 ** 20;
const mostParts = 10_000;
const mebibyte = 2 ** 20;

/** How a file of so many bytes is divided: 8 MiB each up to 78 GiB. */
export const partBytesOf = (size: number): number =>
  Math.max(leastPartBytes, Math.ceil(size / mostParts / mebibyte) * mebibyte);

export const partCount = (size: number, partBytes: number): number => Math.ceil(size / partBytes);

/** How many parts are there whole, of a file of which there are so many bytes. */
export const wholeParts = (
  bytes: number,
  { size, partBytes }: { size: number; partBytes: number },
): number => (bytes >= size ? partCount(size, partBytes) : Math.floor(bytes / partBytes));

export const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

/** Whether the mark of an object, or of a part, is the MD5 of these bytes: what stores give that say no SHA-256. */
export const isMd5 = (etag: string | undefined, bytes: Uint8Array): boolean =>
  etag?.replaceAll('"', "") === createHash("md5").update(bytes).digest("hex");

/** One digest for those of many parts. */
export const digestOf = (digests: readonly Buffer[]): string =>
  sha256(Buffer.concat(digests)).toString("hex");

/** Of a file's first whole parts, and of its last one if it ends there. */
export async function digestsOf(
  reading: Reading,
  { size, partBytes, most }: { size: number; partBytes: number; most: number },
): Promise<Buffer[]> {
  const digests: Buffer[] = [];
  for (let index = 0; index < Math.min(most, partCount(size, partBytes)); index++) {
    const from = index * partBytes;
    const length = Math.min(partBytes, size - from);
    const bytes = await reading.part(from, length);
    if (bytes.length < length) break;
    digests.push(sha256(bytes));
  }
  return digests;
}

/** Name of what is being written, beside what it becomes: hidden, and never one that a pattern of ours matches. */
export const partName = (key: string): string => `.trunkline-${key}.part`;
/** Name of a source that is being deleted. */
export const asideName = (key: string): string => `.trunkline-${key}.done`;
