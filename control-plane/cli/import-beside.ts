// What imports beside this one run: an estate is often in several schedulers, and some of its work in two of them.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { load } from "js-yaml";
import { type HostedCommand, type HostedSpec, hostedCommands } from "#migrators/hosted-commands.ts";
import { readRecord, recordFile } from "./import-record.ts";

/**
 * Of all folders beside `root` that imports have written: by command, the jobs as `FOLDER: JOB`. What can't be read there is
 * left out: it is no fault of this import.
 */
export async function commandsBeside(root: string): Promise<Map<string, HostedCommand[]>> {
  const found = new Map<string, HostedCommand[]>();
  const above = path.dirname(root);
  const folders = await readdir(above, { withFileTypes: true }).catch(() => []);
  for (const { name } of folders.filter(
    (one) => one.isDirectory() && one.name !== path.basename(root),
  ))
    for (const one of await commandsIn(path.join(above, name)))
      found
        .getOrInsertComputed(one.command, () => [])
        .push({ ...one, folder: name, job: `${name}: ${one.job}` });
  return found;
}

async function commandsIn(folder: string): Promise<HostedCommand[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  if (!names.includes(recordFile)) return [];
  const record = await readRecord(folder).catch(() => ({}));
  const files = Object.keys(record).filter((file) => file.startsWith("pipelines/"));
  const specs = new Map<string, HostedSpec>();
  for (const file of files.toSorted()) {
    const value = await valueIn(path.join(folder, file));
    if (value === null) continue;
    const [, pipeline = "", task] =
      /^pipelines\/([^/]+?)(?:\.yaml|\/(?:pipeline|tasks\/(.+))\.yaml)$/.exec(file) ?? [];
    if (task === undefined)
      specs.set(pipeline, { name: pipeline, ...value, tasks: { ...(value.tasks as object) } });
    else Object.assign(specs.get(pipeline)?.tasks ?? {}, { [task]: value });
  }
  return [...specs.values()].flatMap(hostedCommands);
}

async function valueIn(file: string): Promise<Record<string, unknown> | null> {
  try {
    const value = load(await readFile(file, "utf8"));
    return typeof value === "object" ? (value as Record<string, object> | null) : null;
  } catch {
    return null;
  }
}
