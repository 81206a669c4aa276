// Reads what a task wrote to $TRUNKLINE_OUTPUT, without trusting that the task left a plain file there.

import { constants, open } from "node:fs/promises";
import { maxOutputFileBytes, parseOutputFile } from "#core/outputs.ts";

export type Outputs = { values: Record<string, string> } | { problem: string };

/**
 * What `parseOutputFile` reads; no file means no outputs, and a file with anything wrong in it gives none.
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
      if (stat.size > maxOutputFileBytes)
        return {
          problem: `$TRUNKLINE_OUTPUT has ${stat.size} bytes; at most ${maxOutputFileBytes} are allowed.`,
        };
      return outputsOf(await file.readFile("utf8"));
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { values: {} };
    return { problem: `$TRUNKLINE_OUTPUT can't be read: ${(error as Error).message}.` };
  }
}

/** Of a file's text. */
export function outputsOf(text: string): Outputs {
  const { values, issues } = parseOutputFile(text);
  const [first] = issues;
  if (first === undefined) return { values };
  return { problem: `Line ${first.line} of $TRUNKLINE_OUTPUT: ${first.message}.` };
}
