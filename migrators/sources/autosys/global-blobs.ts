// Global blobs of which the export has the text, and that no job of it writes: by name the attribute that holds it.

import type { LegacyAttribute } from "#migrators/statement.ts";
import type { JilJob } from "./merge.ts";
import type { JilStatement } from "./parse.ts";

export type GlobalBlobs = ReadonlyMap<string, LegacyAttribute>;

const reference = /\$\$glob\.(\S+)/g;

export function globalBlobs(
  statements: readonly JilStatement[],
  jobs: ReadonlyMap<string, JilJob>,
): GlobalBlobs {
  const found = new Map<string, LegacyAttribute>();
  const unsure = new Set<string>();
  for (const { object, act, name, attributes } of statements) {
    if (object !== "glob") continue;
    const text = attributes.get("blob_input");
    // One that is deleted, read from a file or there twice has a text that nobody can tell.
    if (act !== "insert" || text?.length !== 1 || found.has(name)) unsure.add(name);
    else found.set(name, text[0] as LegacyAttribute);
  }
  if (found.size > 0)
    for (const job of jobs.values())
      for (const keyword of ["std_out_file", "std_err_file"])
        for (const { value } of job.attributes().get(keyword) ?? [])
          for (const [, name = ""] of value.matchAll(reference)) unsure.add(name);
  for (const name of unsure) found.delete(name);
  return found;
}
