// Drafts as the control plane reads them, with the files that they name.

import { defaultProject } from "#core/estate.ts";
import { createSourceReader, type PipelineSource } from "#core/source.ts";
import type { ProjectDraft } from "./draft.ts";
import { yamlText } from "./yaml-text.ts";

/** The pipeline of a file, from its text. */
export type ReadDraft = (file: string, text: string) => PipelineSource;

/** A connection that the parameters name is the project's own, which no import writes: one stands in for it. */
const cluster =
  "type: kubernetes\nserver: https://cluster.example\nnamespace: jobs\ntoken: token\n";

/** Reads shared files once, when one names them. @param files Beside those of pipelines. */
export function readerOf(files: ProjectDraft["files"]): ReadDraft {
  let own = { file: "", text: "" };
  const content = (path: string): string | undefined => {
    if (path === own.file) return own.text;
    const shared = files.get(path);
    if (shared) return yamlText(shared);
    return path.startsWith("connections/") ? cluster : undefined;
  };
  const reader = createSourceReader({ content }, defaultProject);
  return (file, text) => {
    own = { file, text };
    return reader.read(file, [file]);
  };
}
