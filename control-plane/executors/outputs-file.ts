// What a task wrote to $TRUNKLINE_OUTPUT.

import { maxOutputFileBytes, parseOutputFile } from "#core/outputs.ts";
import { readTaskFile } from "./task-file.ts";

export type Outputs = { values: Record<string, string> } | { problem: string };

/**
 * What `parseOutputFile` reads; no file means no outputs, and a file with anything wrong in it gives none.
 * @param owner As of `readTaskFile`.
 */
export async function readOutputs(path: string, owner: number | null = null): Promise<Outputs> {
  const file = await readTaskFile(path, { owner, maxBytes: maxOutputFileBytes });
  if (file === null) return { values: {} };
  return "problem" in file
    ? { problem: `$TRUNKLINE_OUTPUT ${file.problem}.` }
    : outputsOf(file.text);
}

/** Of a file's text. */
export function outputsOf(text: string): Outputs {
  const { values, issues } = parseOutputFile(text);
  const [first] = issues;
  if (first === undefined) return { values };
  return { problem: `Line ${first.line} of $TRUNKLINE_OUTPUT: ${first.message}.` };
}
