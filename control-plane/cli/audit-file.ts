// Packs of the audit as files: a JSON object a line.

import { createReadStream } from "node:fs";
import { open, rename, stat, unlink } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { PackLine } from "#core/audit/pack.ts";
import { CommandError } from "./exit.ts";

/** @throws CommandError for a file that isn't there or is no pack. */
export async function* readPackFile(cwd: string, name: string): AsyncGenerator<PackLine> {
  const path = resolve(cwd, name);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new CommandError("failed", `there is no file ${path}`);
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    number++;
    if (line.trim() !== "") yield parsed(line, `${path}:${number}`);
  }
}

function parsed(line: string, place: string): PackLine {
  try {
    const value = JSON.parse(line) as PackLine;
    if (typeof value?.type === "string") return value;
  } catch {
    // Told below.
  }
  throw new CommandError(
    "failed",
    `${place} is no line of a pack of the audit`,
    "`trunkline audit export` writes packs",
  );
}

/**
 * The file is there once all of it is.
 * @throws CommandError `refused` for one that is there already.
 */
export async function writePackFile(
  cwd: string,
  name: string,
  lines: AsyncIterable<PackLine>,
): Promise<string> {
  const path = resolve(cwd, name);
  if (await stat(path).catch(() => null))
    throw new CommandError("refused", `${path} is there already`, "choose another name");
  const partial = `${path}.partial`;
  const file = await open(partial, "w", 0o600);
  try {
    for await (const line of lines) await file.write(`${JSON.stringify(line)}\n`);
    await file.sync();
    await file.close();
    await rename(partial, path);
  } catch (error) {
    await file.close().catch(() => {});
    await unlink(partial).catch(() => {});
    throw error;
  }
  return path;
}
