// Drafts as the control plane reads them, with the files that they name.

import { defaultProject } from "#core/estate.ts";
import { createSourceReader, type PipelineSource } from "#core/source.ts";
import type { ProjectDraft } from "./draft.ts";
import type { SpecFile } from "./spec-text.ts";
import { yamlText } from "./yaml-text.ts";

/** The pipeline of its files, of which the first holds its name. */
export type ReadDraft = (files: readonly SpecFile[]) => PipelineSource;

/** A connection that the parameters name is the project's own, which no import writes: one stands in for it. */
const cluster =
  "type: kubernetes\nserver: https://cluster.example\nnamespace: jobs\ntoken: token\n";

/** Reads shared files when one names them, and again once there is more in them. @param files Beside those of pipelines. */
export function readerOf(files: ProjectDraft["files"]): ReadDraft {
  let own: ReadonlyMap<string, string> = new Map();
  const content = (path: string): string | undefined => {
    const shared = files.get(path);
    if (own.has(path)) return own.get(path);
    if (shared) return yamlText(shared);
    return path.startsWith("connections/") ? cluster : undefined;
  };
  const fresh = () => createSourceReader({ content }, defaultProject);
  let [reader, size] = [fresh(), sizeOf(files)];
  return (written) => {
    own = new Map(written.map(({ path, text }) => [path, text]));
    // Passes add what a pipeline needs, such as a pool, when they come to it.
    if (sizeOf(files) !== size) [reader, size] = [fresh(), sizeOf(files)];
    return reader.read(written[0]?.path ?? "", [...own.keys()]);
  };
}

/** They only grow. */
const sizeOf = (files: ProjectDraft["files"]): number =>
  files.values().reduce((sum, file) => sum + 1 + Object.keys(file).length, 0);
