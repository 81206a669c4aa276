// `trunkline.yaml`: the project's name and what all its pipelines inherit.

import type { ProjectSpec } from "#schemas/types.ts";
import { validateProject } from "#schemas/validators.js";
import type { AgeFolder } from "./age/age-folder.ts";
import type { ProjectCeilings } from "./ceilings/ceilings.ts";
import type { Layer } from "./defaults.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { defaultPipelinesFolder, projectFile } from "./estate-paths.ts";
import { locateAll } from "./locate.ts";
import { formatDefaults } from "./normalize.ts";
import { type ParseOptions, parseOptional, type SpecFile } from "./parse.ts";
import type { Problem } from "./problem.ts";
import { checkLayer } from "./validate-layer.ts";
import { validateFile } from "./validate-schema.ts";
import type { Waves } from "./waves/read.ts";

export interface Project {
  name: string | null;
  description: string | null;
  /** Folder of the pipelines, without a slash at its end. */
  pipelines: string;
  timezone: string;
  newDay: string;
  /** Names and patterns of projects that may read this one by their conditions, sorted. */
  readableBy: string[];
  /** Whose overlays are laid over its pipelines; null: nobody's. Not of the file: who deploys it says so. */
  environment: string | null;
  /** What pipelines inherit. */
  layer: Layer;
  /** What its pipelines may at most use, from the control repository; null: anything. */
  ceilings: ProjectCeilings | null;
  /** What it has encrypted in Git, to check names against; absent where nobody looked. */
  age?: AgeFolder | null;
  /** Its waves; absent where there are none. Not of the file. */
  waves?: Waves;
  /** The file, to point at; null when the project has none. */
  file: SpecFile | null;
  diagnostics: Diagnostic[];
}

export const defaultProject: Project = {
  name: null,
  description: null,
  pipelines: defaultPipelinesFolder,
  timezone: formatDefaults.timezone,
  newDay: formatDefaults.newDay,
  readableBy: [],
  environment: null,
  layer: {},
  ceilings: null,
  file: null,
  diagnostics: [],
};

/** Reads `trunkline.yaml`; `content` is undefined when the project has none. What has errors counts as absent, and no pipeline is given out while there are any. */
export function readProject(
  content: string | Uint8Array | undefined,
  { environment = null, ...options }: ParseOptions & { environment?: string | null } = {},
): Project {
  if (content === undefined)
    return environment === null ? defaultProject : { ...defaultProject, environment };
  const file = parseOptional(projectFile, content, options);
  const problems: Problem[] = [];
  const spec = validateFile<ProjectSpec>(file, validateProject, problems) ?? {};
  checkLayer(spec, file, problems);
  const { name, description, pipelines, readableBy = [], ...layer } = spec;
  return {
    name: name ?? null,
    description: description ?? null,
    pipelines: (pipelines ?? defaultPipelinesFolder).replace(/\/$/, ""),
    timezone: layer.timezone ?? formatDefaults.timezone,
    newDay: layer.newDay ?? formatDefaults.newDay,
    readableBy: [...new Set(readableBy)].filter((one) => one !== undefined).sort(),
    environment,
    layer,
    ceilings: null,
    file,
    diagnostics: locateAll([file], problems),
  };
}
