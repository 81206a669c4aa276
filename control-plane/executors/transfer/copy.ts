// One file from one place to another: part by part, proved, then named.

import { createHash } from "node:crypto";
import type { TransferAction } from "#core/action.ts";
import { digestOf, digestsOf, partBytesOf, partCount, sha256 } from "../places/parts.ts";
import {
  Changed,
  type FoundFile,
  isSameFile,
  type TransferPlace,
  type Writing,
} from "../places/place.ts";
import type { Begun } from "./progress.ts";

export interface CopySettings {
  from: TransferPlace;
  to: TransferPlace;
  verify: TransferAction["verify"];
  /** Of this task of this run. */
  key: string;
  mayReplace: boolean;
  /** Of an earlier attempt; of any file. */
  begun: Begun | null;
  /** Puts on record how far it has come: `begins` before anything is written. */
  reached(begun: Begun, how: "begins" | "goes on"): Promise<void>;
  /** Just before it gets its name. Rejects when another attempt is at work. */
  ready(): Promise<void>;
  print(text: string): Promise<void>;
}

/** Which content of a file: another one has another text. */
export const sourceOf = ({ name, size, mark }: FoundFile): string =>
  createHash("sha256")
    .update(JSON.stringify([name, size, mark]))
    .digest("hex");

/** The copy isn't what was read. */
export class Unproved extends Error {
  override name = "Unproved";
}

/** @returns bytes that were not read again. @throws Changed, Exists, Unproved, Error when a place can't be asked */
export async function copy(file: FoundFile, settings: CopySettings): Promise<void> {
  const { from, to, verify, begun } = settings;
  const source = sourceOf(file);
  const goesOn = begun?.name === file.name && begun.source === source;
  if (begun?.name === file.name && !goesOn) {
    await settings.print(`${file.name} is another file by now: begun anew.\n`);
    await to.discard(file.name, begun.handle);
  }
  const partBytes = partBytesOf(file.size);
  const key = createHash("sha256").update(`${settings.key}/${source}`).digest("hex").slice(0, 32);
  const target = { name: file.name, size: file.size, partBytes, key };
  await using reading = await from.read(file);
  let writing = await to.write({ ...target, handle: goesOn ? begun.handle : null });
  try {
    let digests = goesOn ? await trusted(writing, begun) : [];
    if (goesOn && begun.parts > 0 && digests.length === 0) {
      await settings.print(`What there is of ${file.name} isn't what was read: begun anew.\n`);
      await writing.discard();
      await writing[Symbol.asyncDispose]();
      writing = await to.write({ ...target, handle: null });
      digests = [];
    } else if (digests.length > 0)
      await settings.print(`${file.name} goes on at byte ${digests.length * partBytes}.\n`);
    const { handle } = writing;
    const now = (): Begun => ({
      ...{ name: file.name, source, handle },
      ...{ parts: digests.length, digest: digestOf(digests) },
    });
    await settings.reached(now(), "begins");
    for (let index = digests.length; index < partCount(file.size, partBytes); index++) {
      const length = Math.min(partBytes, file.size - index * partBytes);
      const bytes = await reading.part(index * partBytes, length);
      if (bytes.length < length) throw new Changed(file.name);
      const digest = sha256(bytes);
      await writing.put(index, bytes, digest);
      digests.push(digest);
      await settings.reached(now(), "goes on");
    }
    // What was read is one content of it only if it is still the same file, and no longer.
    if (!isSameFile(file, await from.stat(file.name))) throw new Changed(file.name);
    const before = verify === "checksum" ? await writing.proof() : null;
    if (before !== null) mustBe(digests, before, file.name);
    await settings.ready();
    await writing.commit(settings.mayReplace);
    await prove(file, before, digests, writing, settings, partBytes);
  } catch (error) {
    if (error instanceof Changed || error instanceof Unproved) await writing.discard();
    throw error;
  } finally {
    await writing[Symbol.asyncDispose]();
  }
}

/** Digests of what an earlier attempt has written, if they are those of what it has read. */
async function trusted(writing: Writing, begun: Begun): Promise<Buffer[]> {
  const kept = await writing.kept(begun.parts);
  return kept.length === begun.parts && digestOf(kept) === begun.digest ? kept : [];
}

/** Once it has its name: its size, and its content where the place can't be asked for that before. */
async function prove(
  file: FoundFile,
  before: Buffer[] | null,
  digests: readonly Buffer[],
  writing: Writing,
  { to, verify }: CopySettings,
  partBytes: number,
): Promise<void> {
  const there = await to.stat(file.name);
  if (there?.size !== file.size)
    throw new Unproved(
      `${file.name} has ${there?.size ?? "no"} bytes at ${to.text} and ${file.size} where it comes from`,
    );
  if (verify === "size" || before !== null) return;
  const said = await writing.proof();
  if (said !== null) return mustBe(digests, said, file.name);
  await using reading = await to.read(there);
  mustBe(
    digests,
    await digestsOf(reading, { ...there, partBytes, most: digests.length }),
    file.name,
  );
}

function mustBe(read: readonly Buffer[], there: readonly Buffer[], name: string): void {
  if (digestOf(read) !== digestOf(there))
    throw new Unproved(`${name}: what was written isn't what was read, by SHA-256`);
}

/** Whether two files have the same content, read at both places. */
export async function isSameContent(
  file: FoundFile,
  there: FoundFile,
  { from, to }: Pick<CopySettings, "from" | "to">,
): Promise<boolean> {
  if (file.size !== there.size) return false;
  const partBytes = partBytesOf(file.size);
  await using one = await from.read(file);
  await using other = await to.read(there);
  for (let at = 0; at < file.size; at += partBytes) {
    const [a, b] = await Promise.all([one.part(at, partBytes), other.part(at, partBytes)]);
    if (a.length === 0 || !Buffer.from(a).equals(b)) return false;
  }
  return true;
}
