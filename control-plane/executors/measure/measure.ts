// Measures what a job has left: files, or sets of files, by digests after their normalisers. Streams; nothing is changed.

import { createHash } from "node:crypto";
import { constants, type FileHandle, open, readdir, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, sep } from "node:path";
import { BeyondLimit, normalizedLines } from "#core/shadow/lines.ts";
import type { DeclaredOutput } from "#core/shadow/outputs.ts";
import { matchesStars } from "#core/star-pattern.ts";
import type { Normaliser } from "#schemas/types.ts";
import { reason } from "../stop.ts";

/** As parity compares it. */
export interface MeasuredOutput {
  name: string;
  /** `sha256:` and 64 hex digits, of what is compared. */
  digest: string;
  /** After the normalisers. */
  bytes: number;
  rows?: number;
  files?: number;
}

/** Why it couldn't be measured, as a sentence. */
export type Measured = MeasuredOutput | { name: string; problem: string };

export interface MeasurePlace {
  /** Where relative paths begin; they don't lead out of it. */
  directory: string;
  /** Whose the files must be: another's could have been linked there; null: anybody's. */
  owner: number | null;
}

const measureLimits = { files: 1_000, bytes: 4 * 2 ** 30 } as const;

/** What a task was given can't be read as it should. */
class Unmeasured extends Error {}

/** @param output A file, or a `glob` of files; its texts hold no expressions. */
export async function measure(output: DeclaredOutput, place: MeasurePlace): Promise<Measured> {
  const { name } = output;
  try {
    return { name, ...(await measured(output, place)) };
  } catch (error) {
    const isOurs = error instanceof Unmeasured || error instanceof BeyondLimit;
    const code = (error as NodeJS.ErrnoException).code;
    if (isOurs) return { name, problem: `${(error as Error).message}.` };
    return {
      name,
      problem:
        code === "ENOENT" ? "It is not there." : `It can't be read: ${code ?? reason(error)}.`,
    };
  }
}

async function measured(
  { of, digest, normalize }: DeclaredOutput,
  place: MeasurePlace,
): Promise<Omit<MeasuredOutput, "name">> {
  if (of === "stdout") throw new Unmeasured("What a command writes is no file");
  if ("file" in of) {
    const one = await measureFile(await within(of.file, place), normalize, place.owner);
    if (digest === "rows") return { ...one, digest: sha256Of(`${one.rows}\n`) };
    return one;
  }
  const names = await namesOf(of.glob, place);
  if (digest === "files")
    return {
      digest: sha256Of(names.map((one) => `${one}\n`).join("")),
      bytes: 0,
      files: names.length,
    };
  const folder = dirname(of.glob);
  const sum = createHash("sha256");
  let [bytes, rows] = [0, 0];
  for (const name of names) {
    const one = await measureFile(await within(join(folder, name), place), normalize, place.owner);
    bytes += one.bytes;
    rows += one.rows;
    sum.update(`${one.digest}  ${name}\n`);
  }
  const digestOf = digest === "rows" ? sha256Of(`${rows}\n`) : `sha256:${sum.digest("hex")}`;
  return { digest: digestOf, bytes, rows, files: names.length };
}

const sha256Of = (text: string): string =>
  `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** Names in the folder of a pattern, sorted by their bytes. */
async function namesOf(glob: string, place: MeasurePlace): Promise<string[]> {
  const pattern = basename(glob);
  const folder = await within(dirname(glob), place);
  const names = (await readdir(folder)).filter((name) => matchesStars(name, pattern)).sort();
  if (names.length > measureLimits.files)
    throw new Unmeasured(`${names.length} files are more than ${measureLimits.files}`);
  return names;
}

/** The real path. */
async function within(path: string, { directory }: MeasurePlace): Promise<string> {
  if (isAbsolute(path)) return realpath(path);
  const [root, found] = await Promise.all([realpath(directory), realpath(join(directory, path))]);
  if (found !== root && !found.startsWith(root + sep))
    throw new Unmeasured("It leads out of the directory of the attempt");
  return found;
}

async function measureFile(
  path: string,
  normalize: readonly Normaliser[],
  owner: number | null,
): Promise<{ digest: string; bytes: number; rows: number }> {
  let file: FileHandle | undefined;
  try {
    // Neither a symbolic link is followed nor a pipe waited for.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile()) throw new Unmeasured("It is not a plain file");
    if (owner !== null && (stat.uid !== owner || stat.nlink > 1))
      throw new Unmeasured("It is not the task's own file");
    if (stat.size > measureLimits.bytes)
      throw new Unmeasured(
        `It has ${stat.size} bytes; at most ${measureLimits.bytes} are measured`,
      );
    const sum = createHash("sha256");
    let bytes = 0;
    const lines = normalizedLines(normalize, (piece) => {
      bytes += piece.length;
      sum.update(piece, "latin1");
    });
    for await (const chunk of file.createReadStream({ autoClose: false }))
      lines.push((chunk as Buffer).toString("latin1"));
    const rows = lines.end();
    return { digest: `sha256:${sum.digest("hex")}`, bytes, rows };
  } finally {
    await file?.close();
  }
}
