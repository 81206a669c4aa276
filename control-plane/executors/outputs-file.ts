// Reads what a task wrote to $TRUNKLINE_OUTPUT, without trusting that the task left a plain file there.

import { constants, open } from "node:fs/promises";

/** Bytes; outputs are values for expressions, files are for data. */
export const outputsLimit = 1024 * 1024;

export type Outputs = { values: Record<string, string> } | { problem: string };

const pair = /^([A-Za-z_][A-Za-z0-9_-]*)=(.*)$/s;

/**
 * `name=value` lines; the last of equal names counts, and no file means no outputs.
 * @param owner whose file it has to be: another's could have been linked there, which we can read and its task can't
 */
export async function readOutputs(path: string, owner: number | null = null): Promise<Outputs> {
  try {
    // Neither a symbolic link is followed nor a pipe waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return { problem: "$TRUNKLINE_OUTPUT is not a plain file any more." };
      if (owner !== null && (stat.uid !== owner || stat.nlink > 1))
        return { problem: "$TRUNKLINE_OUTPUT is not the task's own file." };
      if (stat.size > outputsLimit)
        return {
          problem: `$TRUNKLINE_OUTPUT has ${stat.size} bytes; at most ${outputsLimit} are allowed.`,
        };
      return parseOutputs(await file.readFile("utf8"));
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { values: {} };
    return { problem: `$TRUNKLINE_OUTPUT can't be read: ${(error as Error).message}.` };
  }
}

export function parseOutputs(text: string): Outputs {
  const values: [string, string][] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === "") continue;
    const match = pair.exec(line);
    if (match === null)
      return { problem: `Line ${index + 1} of $TRUNKLINE_OUTPUT is not name=value.` };
    values.push([match[1] as string, match[2] as string]);
  }
  // fromEntries and not assignment: a name may be `__proto__`.
  return { values: Object.fromEntries(values) };
}
