// One file from one place to another: part by part, proved, then named.

import { createHash } from "node:crypto";
import type { TransferAction } from "#core/action.ts";
import { digestOf, digestsOf, partBytesOf, partCount, sha256 } from "../places/parts.ts";
import {
  Changed,
  type FoundFile,
  isSameFile,
  type Reading,
  type TransferPlace,
  type WriteTarget,
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

/** The copy isn't what was read. */
export class Unproved extends Error {
  override name = "Unproved";
}

/** @throws Changed, Exists, Unproved, Error when a place can't be asked */
export async function copy(file: FoundFile, settings: CopySettings): Promise<void> {
  const { from, to } = settings;
  const source = sourceOf(file);
  const partBytes = partBytesOf(file.size);
  const key = createHash("sha256").update(`${settings.key}/${source}`).digest("hex").slice(0, 32);
  await using reading = await from.read(file);
  const target = { name: file.name, size: file.size, partBytes, key, handle: null };
  const { writing, digests } = await begin(target, source, reading, settings);
  try {
    const now = (): Begun => ({
      ...{ name: file.name, source, handle: writing.handle },
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
    const before = settings.verify === "checksum" ? await writing.proof() : null;
    if (before !== null) mustBe(digests, before, file.name);
    await settings.ready();
    await writing.commit(settings.mayReplace);
    const there = await mustHaveSize(file, to);
    if (settings.verify === "checksum" && before === null)
      await proveNamed(there, { writing, digests, partBytes, key, to });
  } catch (error) {
    if (error instanceof Changed || error instanceof Unproved) await writing.discard();
    throw error;
  } finally {
    await writing[Symbol.asyncDispose]();
  }
}

/** Which content of a file: another one has another text. */
const sourceOf = ({ name, size, mark }: FoundFile): string =>
  createHash("sha256")
    .update(JSON.stringify([name, size, mark]))
    .digest("hex");

/** Goes on where an earlier attempt ended, if that was the same file and what it has written is what it had read. */
async function begin(
  target: WriteTarget,
  source: string,
  reading: Reading,
  { to, begun, print }: CopySettings,
): Promise<{ writing: Writing; digests: Buffer[] }> {
  const { name, partBytes } = target;
  if (begun?.name !== name) return { writing: await to.write(target), digests: [] };
  if (begun.source !== source) {
    await print(`${name} is another file by now: begun anew.\n`);
    await to.discard(name, begun.handle);
    return { writing: await to.write(target), digests: [] };
  }
  const writing = await to.write({ ...target, handle: begun.handle });
  const digests = await writing.kept(begun.parts, reading);
  if (digests.length === begun.parts && digestOf(digests) === begun.digest) {
    if (begun.parts > 0) await print(`${name} goes on at byte ${begun.parts * partBytes}.\n`);
    return { writing, digests };
  }
  await print(`What there is of ${name} isn't what was read: begun anew.\n`);
  await writing.discard();
  await writing[Symbol.asyncDispose]();
  return { writing: await to.write(target), digests: [] };
}

async function mustHaveSize(file: FoundFile, to: TransferPlace): Promise<FoundFile> {
  const there = await to.stat(file.name);
  if (there?.size === file.size) return there;
  throw new Unproved(
    `${file.name} has ${there?.size ?? "no"} bytes at ${to.text} and ${file.size} where it comes from`,
  );
}

/** Where a place can't be asked before: what it says of the file that it has, or else the file is read again. */
async function proveNamed(
  there: FoundFile,
  named: {
    writing: Writing;
    digests: readonly Buffer[];
    partBytes: number;
    key: string;
    to: TransferPlace;
  },
): Promise<void> {
  const { writing, digests, partBytes, key, to } = named;
  const readAgain = async () => {
    await using reading = await to.read(there);
    return await digestsOf(reading, { size: there.size, partBytes, most: digests.length });
  };
  try {
    mustBe(digests, (await writing.proof()) ?? (await readAgain()), there.name);
  } catch (error) {
    // Nobody is to take it for the file.
    if (error instanceof Unproved) await to.remove(there, key, async () => true);
    throw error;
  }
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
