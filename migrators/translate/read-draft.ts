// Drafts as the control plane reads them, with the files that they name.

import { defaultProject } from "#core/estate.ts";
import { createSourceReader, type PipelineSource } from "#core/source.ts";
import { maxFileBytes } from "#core/yaml-limits.ts";
import type { ProjectDraft } from "./draft.ts";
import { isSaidByYaml } from "./said-by-yaml.ts";
import type { SpecFile } from "./spec-text.ts";
import { yamlText } from "./yaml-text.ts";

/** The pipeline of its files, of which the first holds its name. */
export type ReadDraft = (files: readonly SpecFile[]) => PipelineSource;

/** A connection that the parameters name is the project's own, which no import writes: one stands in for it. */
const cluster =
  "type: kubernetes\nserver: https://cluster.example\nnamespace: jobs\ntoken: token\n";

/**
 * Reads shared files when one names them, and again once there is more in them. Values that are known to be what their texts
 * say are taken as they are: to parse 100,000 jobs takes longer than to check them.
 * @param files Beside those of pipelines.
 * @param checkOnly Leaves out the pipelines: only diagnostics are wanted.
 */
export function readerOf(
  files: ProjectDraft["files"],
  { checkOnly = false }: { checkOnly?: boolean } = {},
): ReadDraft {
  let own: ReadonlyMap<string, SpecFile> = new Map();
  const content = (path: string): string | undefined => {
    const shared = files.get(path);
    const drafted = own.get(path);
    if (drafted) return drafted.text;
    if (shared) return yamlText(shared);
    return path.startsWith("connections/") ? cluster : undefined;
  };
  const key = (path: string): string | undefined => {
    const drafted = own.get(path);
    return drafted && isAsWritten(drafted) ? path : undefined;
  };
  const cache = { get: (path: string) => own.get(path)?.value, set: () => {} };
  const fresh = () => createSourceReader({ content, key, cache, checkOnly }, defaultProject);
  let [reader, size] = [fresh(), sizeOf(files)];
  return (written) => {
    own = new Map(written.map((file) => [file.path, file]));
    // Passes add what a pipeline needs, such as a pool, when they come to it.
    if (sizeOf(files) !== size) [reader, size] = [fresh(), sizeOf(files)];
    return reader.read(written[0]?.path ?? "", [...own.keys()]);
  };
}

/** Whether reading the text gives its value and finds nothing. No text in UTF-8 is more than three times as long. */
const isAsWritten = ({ text, value }: SpecFile): boolean =>
  value !== undefined && text.length * 3 <= maxFileBytes && isSaidByYaml(value);

/** They only grow. */
const sizeOf = (files: ProjectDraft["files"]): number =>
  files.values().reduce((sum, file) => sum + 1 + Object.keys(file).length, 0);
