// Drafts as the control plane reads them, with the files that they name.

import { defaultProject } from "#core/estate.ts";
import { createSourceReader, type PipelineSource } from "#core/source.ts";
import type { ProjectDraft } from "./draft.ts";
import { yamlText } from "./yaml-text.ts";

/** The pipeline of a file, from its text. */
export type ReadDraft = (file: string, text: string) => PipelineSource;

/** Reads shared files when one names them, and again once there is more in them. @param files Beside those of pipelines. */
export function readerOf(files: ProjectDraft["files"]): ReadDraft {
  let own = { file: "", text: "" };
  const content = (path: string): string | undefined => {
    if (path === own.file) return own.text;
    const shared = files.get(path);
    return shared && yamlText(shared);
  };
  const fresh = () => createSourceReader({ content }, defaultProject);
  let [reader, size] = [fresh(), sizeOf(files)];
  return (file, text) => {
    own = { file, text };
    // Passes add what a pipeline needs, such as a pool, when they come to it.
    if (sizeOf(files) !== size) [reader, size] = [fresh(), sizeOf(files)];
    return reader.read(file, [file]);
  };
}

/** They only grow. */
const sizeOf = (files: ProjectDraft["files"]): number =>
  files.values().reduce((sum, file) => sum + 1 + Object.keys(file).length, 0);
