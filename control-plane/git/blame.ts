// `blame`: each field of a pipeline with the commit that gave it its present value, and with the file that says it.

import { Blame, type BlamedField, tellingFields } from "#core/blame.ts";
import type { PipelineSource } from "#core/estate.ts";
import { type Fields, fieldsOf, isWithin } from "#core/pipeline-fields.ts";
import { setters } from "#core/setters.ts";
import { AlteredTree } from "./altered-tree.ts";
import {
  findPipeline,
  type PipelinePlace,
  treeAt,
  type Version,
  versionIn,
  versionsOf,
  watchedPaths,
} from "./pipeline-versions.ts";
import { ProjectTree } from "./project-tree.ts";
import type { Commit } from "./source.ts";

export interface BlameOptions extends PipelinePlace {
  commit: string;
  /** Only this field and those below it, whatever they say. */
  field: string | null;
  /** Most versions that are looked at. */
  limit: number;
  onVersion?: ((looked: number, commit: Commit) => void) | undefined;
}

export interface PipelineBlame {
  file: string;
  fields: (BlamedField<Commit> & { files: string[] })[];
  /** How many versions were looked at. */
  versions: number;
}

/** Null when there is no such pipeline at the commit; the diagnostics of its files while they are in error. */
export async function blamePipeline(
  options: BlameOptions,
): Promise<PipelineBlame | Pick<PipelineSource, "diagnostics"> | null> {
  const present = await findPipeline(options, options.commit);
  if (present === null) return null;
  const { pipeline, path, diagnostics } = present.source;
  if (pipeline === null) return { diagnostics };
  const walk = versionsOf(options, options.commit);
  let blame: Blame<Version> | null = null;
  let versions = 0;
  let isWhole = false;
  while (versions < options.limit) {
    const next = await walk.next();
    if (next.done) {
      isWhole = next.value;
      break;
    }
    const fields = fieldsIn(next.value);
    if (blame === null) blame = new Blame({ change: next.value, fields: fields as Fields });
    else blame.older({ change: next.value, fields });
    versions++;
    options.onVersion?.(versions, next.value.commit);
  }
  const blamed = blame?.end(isWhole) ?? [];
  const { field } = options;
  const wanted =
    field === null ? tellingFields(blamed) : blamed.filter(({ path }) => isWithin(path, field));
  return { file: path, versions, fields: await withFiles(options, wanted) };
}

const fieldsIn = ({ source }: Pick<Version, "source">): Fields | null =>
  source.pipeline && fieldsOf(source.path, source.pipeline);

/** One change at a time: what its files each did is found out once. */
async function withFiles(
  place: PipelinePlace,
  fields: readonly BlamedField<Version>[],
): Promise<PipelineBlame["fields"]> {
  const byChange = Map.groupBy(fields, ({ change }) => change);
  const files = new Map<BlamedField<Version>, string[]>();
  for (const [version, own] of byChange) {
    const without = await alternatives(place, version);
    for (const field of own) files.set(field, setters(field, version.source.path, without));
  }
  return fields.map((field) => ({
    ...field,
    change: field.change.commit,
    files: files.get(field) ?? [],
  }));
}

/**
 * By each file that the commit changed: the pipeline's fields if it had left that one alone; null where there would be no
 * pipeline, or one in error.
 */
async function alternatives(
  place: PipelinePlace,
  version: Version,
): Promise<Map<string, Fields | null>> {
  const { commit, source, tree } = version;
  const found = new Map<string, Fields | null>();
  const [parent] = commit.parents;
  const root = parent === undefined ? null : await treeAt(place, parent).catch(() => null);
  const before = root === null ? null : new ProjectTree(place.reader, root);
  const after = new ProjectTree(place.reader, tree);
  for (const path of watchedPaths(place, version)) {
    const oid = (await before?.blob(path)) ?? null;
    if (oid === (await after.blob(path))) continue;
    const altered = new AlteredTree(place.reader, tree, { path, oid });
    const other = await versionIn(place, tree, source.path, [source.name ?? place.name], altered);
    found.set(path, other && fieldsIn(other));
  }
  return found;
}
