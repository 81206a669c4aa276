// Which of the files that a change touched set a field: those without which it would have another value.

import { canonicalJson } from "./canonical.ts";
import { defaultsFile, poolsFile, projectFile } from "./estate-paths.ts";
import type { Field, Fields } from "./pipeline-fields.ts";

/**
 * @param main The pipeline's own file.
 * @param without By each file that the change touched: the pipeline's fields if it had not; null where there would be no
 * pipeline, or one in error, so that nothing can be told.
 */
export function setters(
  field: Field & { path: string },
  main: string,
  without: ReadonlyMap<string, Fields | null>,
): string[] {
  const value = canonicalJson(field.value);
  const proven: string[] = [];
  const unclear: string[] = [];
  for (const [file, fields] of without) {
    const other = fields?.get(field.path);
    if (fields === null) unclear.push(file);
    else if (other === undefined || canonicalJson(other.value) !== value) proven.push(file);
  }
  if (proven.length > 0) return proven;
  const likely = unclear.filter((file) => mayHold(file, main, field));
  if (likely.length > 0) return likely;
  if (unclear.length > 0) return unclear;
  return without.size === 1 ? [...without.keys()] : [main];
}

/** Whether a file of its kind is where such a field is written. */
function mayHold(file: string, main: string, { task, within }: Field): boolean {
  if (file.startsWith("calendars/")) return /(^|\.)calendar$|\bonlyOn\b/.test(within);
  if (file.startsWith("connections/")) return task !== null && within.startsWith("action.");
  if (file.endsWith(`/${defaultsFile}`) || file === projectFile || file === poolsFile) return false;
  // A task of a template goes by the name of the task that uses it, a dot and its own.
  const ofTemplate = task?.replace(/\[.*$/, "").includes(".") ?? false;
  if (file === main) return !ofTemplate;
  const part = /\/tasks\/([^/]+)\.yaml$/.exec(file)?.[1];
  if (part !== undefined) return task?.replace(/\[.*$/, "") === part;
  return ofTemplate;
}
