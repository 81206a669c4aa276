// Jobs of imports beside this one that run the same commands, as pipelines: to tell whether both start at one time.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { readEstate } from "#core/estate.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { HostedCommand } from "#migrators/hosted-commands.ts";
import { overlapText } from "#migrators/overlap.ts";

/** As long as imports are compared over. */
const months = 25;

/**
 * What the report says of both, as the end of a sentence; null where either can't be read, which is no fault of this import.
 * @param root of this import
 * @param own as it is written just now
 * @param today `YYYY-MM-DD`
 */
export function overlapBeside(
  root: string,
  own: Pipeline | null,
  one: HostedCommand,
  other: HostedCommand,
  today: string,
): string | null {
  const pipeline = own && readBeside(path.join(path.dirname(root), other.folder ?? ""), other);
  if (!pipeline) return null;
  const to = Temporal.PlainDate.from(today).add({ months }).toString();
  return overlapText(
    { pipeline: own, task: one.task },
    { pipeline, task: other.task },
    { from: today, to },
  );
}

/** With the calendars of its folder, which are all that its times ask for. */
function readBeside(folder: string, { pipeline }: HostedCommand): Pipeline | null {
  try {
    const files = [
      ...filesIn(folder, "calendars"),
      ...filesIn(folder, "pipelines").filter((file) =>
        [`pipelines/${pipeline}.yaml`, `pipelines/${pipeline}/`].some((own) =>
          file.startsWith(own),
        ),
      ),
    ].map((file) => ({ path: file, bytes: readFileSync(path.join(folder, file)) }));
    const { sources } = readEstate(files);
    return sources.find(({ name }) => name === pipeline)?.pipeline ?? null;
  } catch {
    return null;
  }
}

/** By path from the root, with slashes; none where there is no such folder. */
function filesIn(root: string, folder: string): string[] {
  try {
    return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .map((file) => `${folder}/${file.replaceAll(path.sep, "/")}`)
      .filter((file) => file.endsWith(".yaml"));
  } catch {
    return [];
  }
}
